import { CookieJar } from '../../scenario/cookie-jar.ts';
import { inHeader } from '../../scenario/escapes.ts';
import { isNestedTooDeep } from '../../scenario/is-nested-too-deep.ts';
import type { Exchange } from '../exchange.ts';
import type { Ending } from '../record/resolved-arrival.ts';
import type { WireRequest } from '../wire-request.ts';
import type { CompiledExchange } from './compiled-exchange.ts';
import { DueQueue } from './due-queue.ts';
import { KeptView } from './kept-view.ts';
import type { Scenario } from './scenario.ts';
import { VirtualUser } from './virtual-user.ts';

/** What a flow needs of whoever sends and counts. */
export interface FlowStage {
  send(exchange: CompiledExchange, request: WireRequest, user: VirtualUser, nowUs: number): void;
  flowEnded(user: VirtualUser, ending: Ending, status: number, nowUs: number): void;
  stepNotReached(step: number, nowUs: number): void;
  /** Somebody has begun to think, and wants to be resumed then. */
  thinksUntil(dueUs: number): void;
}

/**
 * Takes virtual users through the steps of a flow: step 1 at the arrival, each other at the end of the one before plus the time to
 * think. A step that fails ends the flow.
 */
export class FlowPlayer {
  readonly #scenario: Scenario;
  readonly #stage: FlowStage;
  readonly #wallClockMs: () => number;
  readonly thinking = new DueQueue<VirtualUser>();

  /** @param wallClockMs for the expiry of cookies */
  constructor(scenario: Scenario, stage: FlowStage, wallClockMs: () => number) {
    this.#scenario = scenario;
    this.#stage = stage;
    this.#wallClockMs = wallClockMs;
  }

  arrive(arrival: number, intendedUs: number, nowUs: number): void {
    const jar = this.#scenario.setup.cookies ? new CookieJar() : null;
    this.#startStep(new VirtualUser(arrival, intendedUs, nowUs, jar), nowUs);
  }

  /** Sends the next step of whoever has thought long enough. */
  resumeNext(nowUs: number): void {
    const user = this.thinking.pop();
    if (user !== undefined) this.#startStep(user, nowUs);
  }

  /** What an ok answer gives later steps; `check`: it lacks a part of that, or no request can be made of it. */
  take(user: VirtualUser, compiled: CompiledExchange, exchange: Exchange): 'ok' | 'check' {
    const { response } = exchange;
    if (response === null || compiled.extractions.length === 0) return 'ok';
    const view = new KeptView(response);
    for (const [name, extract] of compiled.extractions) {
      const value = extract(view);
      if (value === undefined || isNestedTooDeep(value)) {
        exchange.detail = value === undefined ? `extract ${name}` : `extract ${name} (nested too deep)`;
        return 'check';
      }
      user.values.set(`${compiled.setup.endpoint}.${name}`, value);
    }
    return 'ok';
  }

  keepCookies({ jar, url }: VirtualUser, { response }: Exchange): void {
    if (jar === null || url === null || response === null) return;
    for (const [name, value] of response.headers) if (name === 'set-cookie') jar.store(value, url, this.#wallClockMs());
  }

  /** A step's request goes on to another URL. Returns the cookies for it, which the redirect itself may have set or deleted; `null`: there are none. */
  redirected(user: VirtualUser, exchange: Exchange, to: URL): string | null {
    this.keepCookies(user, exchange);
    user.url = to;
    return cookiesFor(user, to);
  }

  /** A step has ended: on to the next, or the flow's end. */
  stepEnded(user: VirtualUser, ending: Ending, status: number, nowUs: number): void {
    const last = this.#scenario.exchanges.length - 1;
    if (ending === 'ok' && user.step < last) return this.#think(user, nowUs);
    if (ending !== 'abandoned') for (let step = user.step + 1; step <= last; step++) this.#stage.stepNotReached(step, nowUs);
    this.#stage.flowEnded(user, ending, status, nowUs);
  }

  #think(user: VirtualUser, nowUs: number): void {
    const thinkUs = this.#scenario.thinkUs(user.number, user.step);
    user.step++;
    user.thoughtUs += thinkUs;
    user.dueUs = nowUs + thinkUs;
    if (thinkUs === 0) return this.#startStep(user, nowUs);
    this.thinking.push(user);
    this.#stage.thinksUntil(user.dueUs);
  }

  #startStep(user: VirtualUser, nowUs: number): void {
    const compiled = this.#scenario.exchanges[user.step];
    if (compiled === undefined) throw new Error(`a flow has no step ${user.step + 1}`);
    const lookUp = this.#scenario.lookUp(user.number, user.values);
    const { request, url } = compiled.request(lookUp, (target) => cookiesFor(user, target));
    user.url = url;
    this.#stage.send(compiled, request, user, nowUs);
  }
}

function cookiesFor({ jar }: VirtualUser, url: URL): string | null {
  const cookies = jar?.header(url) ?? null;
  return cookies === null ? null : inHeader(cookies);
}
