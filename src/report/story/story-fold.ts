import { foldEvent } from '../../events/fold-event.ts';
import type { RunEvent } from '../../events/run-event.ts';
import { emptyRunState } from '../../events/run-state.ts';
import { buildReport } from '../build-report.ts';
import { SeriesFold } from '../series/series-fold.ts';
import { eventWords } from '../words/event-words.ts';
import type { EventLogView, LogEntry, RunStory } from './run-story.ts';

/** Kept of the beginning and of the end of a log. */
const KEPT = 400;

/** Takes events in their order, one by one, so that a log need not fit into memory. */
export class StoryFold {
  readonly #state = emptyRunState();
  readonly #series = new SeriesFold();
  readonly #first: (LogEntry & { readonly ms: number })[] = [];
  readonly #last: (LogEntry & { readonly ms: number })[] = [];
  #leftOut = 0;

  add(event: RunEvent): void {
    foldEvent(this.#state, event);
    this.#series.add(event);
    const words = eventWords(event);
    if (words === null) return;
    const entry = { ms: event.ms, atMs: 0, text: words.text, tone: words.tone };
    if (this.#first.length < KEPT) this.#first.push(entry);
    else this.#last.push(entry);
    if (this.#last.length <= KEPT) return;
    this.#last.shift();
    this.#leftOut += 1;
  }

  /** Throws a UserError for a log without its first event. */
  finish(): RunStory {
    return { report: buildReport(this.#state), state: this.#state, series: this.#series.finish(), log: this.#log() };
  }

  /** Where the timeline's zero lies was not known when the first of them came. */
  #log(): EventLogView {
    const zeroMs = this.#state.zeroMs ?? 0;
    const entries = [...this.#first, ...this.#last].map(({ ms, text, tone }) => ({ atMs: ms - zeroMs, text, tone }));
    return { entries, leftOut: this.#leftOut };
  }
}
