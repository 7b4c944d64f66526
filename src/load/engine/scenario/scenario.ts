import { deriveSeed } from '../../../random/derive-seed.ts';
import { unitAt } from '../../../random/unit-at.ts';
import { valueIn } from '../../scenario/data-table.ts';
import { pickRow } from '../../scenario/pick-row.ts';
import type { LookUp } from '../../scenario/template.ts';
import { WeightedChoice } from '../../scenario/weighted-choice.ts';
import type { WireRequest } from '../wire-request.ts';
import { compileExchange, type CompiledExchange } from './compiled-exchange.ts';
import type { ScenarioSetup } from './scenario-setup.ts';

/** No flow has as many steps: what is drawn for one arrival is never drawn for another. */
const DRAWS_PER_ARRIVAL = 256;

/** What arrivals send. Every choice is a function of the seed and the arrival's number, so it does not depend on who makes it, or when. */
export class Scenario {
  readonly setup: ScenarioSetup;
  readonly exchanges: readonly CompiledExchange[];
  /** Where every arrival sends the same: nothing is left to be done for one but to send it. */
  readonly lone: { readonly exchange: CompiledExchange; readonly request: WireRequest } | null;
  readonly #choice: WeightedChoice;
  readonly #tables: ReadonlyMap<string, { readonly table: ScenarioSetup['tables'][number]; readonly seed: number }>;
  readonly #weightSeed: number;
  readonly #thinkSeed: number;
  readonly #fewestUnique: number;

  constructor(setup: ScenarioSetup, seed: number) {
    this.setup = setup;
    this.exchanges = setup.exchanges.map((one, index) => compileExchange(one, index, setup));
    const [only] = this.exchanges;
    this.#fewestUnique = Math.min(...setup.tables.map(({ order, rows }) => (order === 'unique' ? rows.length : Infinity)));
    this.lone =
      setup.kind === 'requests' && this.exchanges.length === 1 && only?.fixed != null && this.#fewestUnique === Infinity
        ? { exchange: only, request: only.fixed }
        : null;
    this.#choice = new WeightedChoice(setup.exchanges.map(({ weight }) => weight));
    this.#tables = new Map(setup.tables.map((table) => [table.name, { table, seed: deriveSeed(seed, `data/${table.name}`) }]));
    this.#weightSeed = deriveSeed(seed, 'weights');
    this.#thinkSeed = deriveSeed(seed, 'think');
  }

  /** Whether there are rows left for an arrival: those of a `unique` file may be used up. */
  hasRowsFor(arrival: number): boolean {
    return arrival < this.#fewestUnique;
  }

  /** The request that an arrival sends; of a flow, its first. */
  choose(arrival: number): CompiledExchange | undefined {
    const several = this.setup.kind === 'requests' && this.exchanges.length > 1;
    return this.exchanges[several ? this.#choice.at(unitAt(this.#weightSeed, arrival)) : 0];
  }

  /** What templates mean for an arrival. */
  lookUp(arrival: number, extracted: ReadonlyMap<string, unknown> | null): LookUp {
    return (source, part) => {
      const data = this.#tables.get(source);
      if (data === undefined) return extracted?.get(`${source}.${part}`);
      const row = pickRow(data.table, arrival, data.seed);
      return row === null ? undefined : valueIn(row, part);
    };
  }

  /** How long the user of an arrival thinks after a step, µs. */
  thinkUs(arrival: number, step: number): number {
    const think = this.exchanges[step]?.setup.think ?? null;
    if (think === null) return 0;
    const unit = unitAt(this.#thinkSeed, arrival * DRAWS_PER_ARRIVAL + step);
    return Math.round(1000 * (think.minMs + unit * (think.maxMs - think.minMs)));
  }
}
