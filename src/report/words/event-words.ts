import type { RunEvent } from '../../events/run-event.ts';
import { verdictWord } from '../verdict-word.ts';
import { containerWords } from './container-words.ts';
import { proofWords } from './proof-words.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatMeasured } from '../../slo/format-measured.ts';
import type { Tone } from './tone.ts';

/** An event in a sentence. Texts of others are in it as they came: who prints it cleans it. */
export interface EventWords {
  readonly text: string;
  readonly tone: Tone;
}

/** What happened, for people; `null` for events that are measurements, which come every second. */
export function eventWords(event: RunEvent): EventWords | null {
  switch (event.type) {
    case 'load-recorded':
    case 'timings-recorded':
    case 'generator-observed':
    case 'load-observed':
    case 'containers-measured':
    case 'timeline-started':
    case 'phase-ended':
    case 'view-changed':
    case 'heartbeat-sent':
    case 'probe-completed':
      return null;
    case 'timeline-held':
      return { text: 'timeline held: faults are undone, the load goes on, the run can no longer pass', tone: 'warn' };
    case 'timeline-resumed':
      return { text: 'timeline goes on', tone: 'warn' };
    case 'note-written':
      return { text: `note: ${event.text}`, tone: 'accent' };
    case 'run-started':
      return plain(`${event.name}, seed ${event.seed}, planned for ${formatDuration(event.timeline.endMs)}, in ${event.runFolder}`);
    case 'warning-raised':
      return { text: `warning: ${event.message}`, tone: 'warn' };
    case 'proxy-started':
      return dim(`fault proxy started at ${event.apiUrl} (pid ${event.pid})`);
    case 'toxiproxy-found':
      return dim(`faults on edges go through the Toxiproxy ${event.version} at ${event.apiUrl} (${event.from})`);
    case 'proxy-lost':
      return bad(`fault proxy lost: ${event.reason}`);
    case 'edge-routed':
      return dim(`edge ${event.edge} to ${event.instance} (${event.upstream}) goes through ${event.listen}`);
    case 'process-started':
      return dim(`${event.instance} started (pid ${event.pid})`);
    case 'process-ready':
      return plain(`${event.instance} ready after ${formatMeasured(event.afterMs, 'ms')}`);
    case 'process-exited':
      return processExited(event);
    case 'container-changed':
      return containerWords(event);
    case 'phase-started':
      return { text: `phase ${event.phase}`, tone: 'accent' };
    case 'worker-lost':
      return bad(`load worker ${event.worker} lost: ${event.reason}`);
    case 'baseline-judged':
      return event.met ? good('baseline met: the steady state holds') : bad('baseline not met: nothing is injected');
    case 'probe-lost':
      return bad(`probe ${event.probe} lost: ${event.message}`);
    case 'component-lost':
      return bad(`${event.component} lost: ${event.message}`);
    case 'stop-condition-breached':
      return bad(`stop condition breached: ${event.condition}${event.value === null ? ' (no data)' : ''}`);
    case 'stop-requested':
      return {
        text: `stop requested (${event.by}${event.from === undefined ? '' : ` of ${event.from}`}): undoing what was done`,
        tone: 'warn',
      };
    case 'leftover-found':
      return bad(`left behind: ${event.describe}${byHand(event.manual)}`);
    case 'record-replayed':
      if (event.ok)
        return good(event.by === 'run' ? `nothing is left of ${event.id}, now that the run ends` : `${event.by} undid ${event.id}`);
      return bad(`${event.by} could not undo ${event.id}: ${event.message}`);
    case 'run-failed':
      // The summary has the rest of it.
      return bad(`run failed: ${event.message.split('\n')[0] ?? ''}`);
    case 'run-ended':
      return { text: `verdict: ${verdictWord(event)} (exit code ${event.exitCode})`, tone: VERDICT_TONES[event.verdict] };
    default:
      return faultWords(event);
  }
}

type FaultEvent = Extract<RunEvent, { readonly fault: string }>;

function faultWords(event: FaultEvent): EventWords {
  const { fault } = event;
  switch (event.type) {
    case 'fault-inject-called':
      return { text: `fault ${fault} injecting`, tone: 'warn' };
    case 'fault-inject-failed':
      return bad(`fault ${fault} could not be injected: ${event.message}`);
    case 'fault-proven':
      return { text: `fault ${fault} proven: ${proofWords(event.proof)}`, tone: 'warn' };
    case 'fault-unproven':
      return bad(`fault ${fault} NOT proven: ${proofWords(event.proof)}`);
    case 'fault-held':
      return dim(`fault ${fault} still held: ${proofWords(event.proof)}`);
    case 'fault-lost':
      return bad(`fault ${fault} LOST while it should have been held: ${proofWords(event.proof)}`);
    case 'fault-reapplied':
      return plain(`fault ${fault} is on ${event.instance} again, ${formatDuration(Math.round(event.afterMs))} after it was restarted`);
    case 'fault-undo-called':
      return plain(`fault ${fault} undoing`);
    case 'fault-undo-failed':
      return bad(`fault ${fault} could NOT be undone: ${event.message}${byHand(event.manual)}`);
    case 'fault-gone':
      return good(`fault ${fault} gone: ${proofWords(event.proof)}`);
    case 'fault-not-gone':
      return bad(`fault ${fault} NOT gone: ${proofWords(event.proof)}${byHand(event.manual)}`);
    default:
      return event satisfies never;
  }
}

const VERDICT_TONES = { pass: 'good', fail: 'bad', inconclusive: 'warn' } as const;

function processExited(event: Extract<RunEvent, { type: 'process-exited' }>): EventWords {
  const how = event.signal === null ? `with code ${event.code ?? 'unknown'}` : `by ${event.signal}`;
  return event.expected ? dim(`${event.instance} ended ${how}`) : bad(`${event.instance} died unexpectedly ${how}`);
}

function byHand(manual: readonly string[]): string {
  return manual.length === 0 ? '' : `; by hand: ${manual.join(' ; ')}`;
}

const plain = (text: string): EventWords => ({ text, tone: 'plain' });
const dim = (text: string): EventWords => ({ text, tone: 'dim' });
const good = (text: string): EventWords => ({ text, tone: 'good' });
const bad = (text: string): EventWords => ({ text, tone: 'bad' });
