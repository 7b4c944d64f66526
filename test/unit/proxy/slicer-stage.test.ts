import { describe, expect, it } from 'vitest';
import { slicer } from '../../../src/proxy/toxics/slicer.ts';
import { ManualScheduler, RecordingSink, stageUnderTest } from './manual-scheduler.ts';

describe('the slicer toxic', () => {
  const sliced = (chunk: Buffer) => {
    const scheduler = new ManualScheduler();
    const sink = new RecordingSink(() => scheduler.now());
    const stage = stageUnderTest(slicer, { average_size: 1, size_variation: 0, delay: 1_000 }, { next: sink, scheduler });
    stage.push(chunk);
    return { scheduler, sink, stage };
  };

  it('holds a chunk once, however many pieces it is to be cut into', () => {
    const { stage } = sliced(Buffer.alloc(256 * 1024));
    expect(stage.held).toBeLessThanOrEqual(257 * 1024);
  });

  it('cuts as it sends, piece by piece, and the end comes last', () => {
    const { scheduler, sink, stage } = sliced(Buffer.from('abc'));
    stage.push(Buffer.from('de'));
    stage.end('half');
    scheduler.advance(2);
    expect(sink.chunks.map(String)).toEqual(['a', 'b', 'c']);
    expect(sink.ended).toBe(null);
    scheduler.advance(3);
    expect(sink.chunks.map(String)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(sink.ended).toBe('half');
  });

  it('sends the rest at once when it is removed in the middle of a chunk', () => {
    const { scheduler, sink, stage } = sliced(Buffer.from('abcdef'));
    stage.push(Buffer.from('gh'));
    scheduler.advance(1);
    stage.release();
    expect(sink.text()).toBe('abcdefgh');
    expect(sink.chunks).toHaveLength(4);
  });
});
