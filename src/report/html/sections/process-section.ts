import type { ProcessState } from '../../../events/run-state.ts';
import type { RunStory } from '../../story/run-story.ts';
import { offsetText } from '../words.ts';
import { table } from './section.ts';
import type { Section } from './section.ts';

/** The stack's processes: how often each was started, and how it ended. */
export function processSection({ state }: RunStory): Section | null {
  const processes = [...state.processes.values()];
  if (processes.length === 0) return null;
  return {
    id: 'processes',
    title: 'Processes of the stack',
    short: 'Processes',
    body: table(
      'Processes of the stack',
      ['Process', 'Starts', 'Last pid', 'End'].map((name, index) => ({ name, numeric: index === 1 || index === 2 })),
      processes.map((process) => [process.name, process.starts, process.pid, endText(process)]),
    ),
  };
}

function endText({ exit, status }: ProcessState): string {
  if (exit === null) return status;
  const how = exit.signal === null ? `with code ${exit.code ?? 'unknown'}` : `by ${exit.signal}`;
  return `${exit.expected ? 'ended' : 'DIED UNEXPECTEDLY'} ${how} at ${offsetText(exit.atMs)}`;
}
