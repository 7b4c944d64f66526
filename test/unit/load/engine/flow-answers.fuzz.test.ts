import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BodySpec } from '../../../../src/manifest/body-spec.ts';
import { Exchange } from '../../../../src/load/engine/exchange.ts';
import { KeptResponse } from '../../../../src/load/engine/kept-response.ts';
import { FlowPlayer, type FlowStage } from '../../../../src/load/engine/scenario/flow-player.ts';
import { judgeAnswer } from '../../../../src/load/engine/scenario/judge-answer.ts';
import { scenarioSetup } from '../../../../src/load/engine/scenario/scenario-setup-of.ts';
import { Scenario } from '../../../../src/load/engine/scenario/scenario.ts';
import { DEFAULT_TRANSPORT } from '../../../../src/manifest/transport-spec.ts';
import { exchange } from '../../../contract/load/load-entry.ts';

const URL_OF_TEST = 'http://127.0.0.1:1';
const VALUE = '{{one.t}}';

const BODIES: readonly BodySpec[] = [
  { kind: 'json', value: { whole: VALUE, within: `a ${VALUE}` } },
  { kind: 'text', text: VALUE },
  { kind: 'form', fields: [['t', VALUE]] },
  { kind: 'multipart', parts: [{ name: 't', content: { kind: 'text', text: VALUE }, filename: null, contentType: null }] },
];

const nested = (levels: number): string => `{"t":${'['.repeat(levels)}${']'.repeat(levels)}}`;
const mutation = fc.record({ at: fc.nat(400), remove: fc.nat(6), insert: fc.string({ maxLength: 6 }) });
const answer = fc.oneof(
  fc.jsonValue().map((t) => JSON.stringify({ t })),
  fc
    .tuple(fc.jsonValue(), fc.array(mutation))
    .map(([t, mutations]) =>
      mutations.reduce((text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove), JSON.stringify({ t })),
    ),
  fc.nat(8000).map(nested),
);

test.each(BODIES)('no answer makes a flow throw, whatever the next step puts it into: %j', async (body) => {
  const { answered } = await flow(body);
  fc.assert(
    fc.property(answer, fc.string(), (text, header) => {
      expect(['ok', 'check']).toContain(answered(text, header).ending);
    }),
    { numRuns: 100 },
  );
});

test('a value that is nested deeper than a request can be made of is a failed check that says so', async () => {
  const { answered } = await flow({ kind: 'json', value: { whole: VALUE } });
  expect(answered(nested(100_000), '')).toEqual({ ending: 'check', detail: 'extract t (nested too deep)', sent: 1 });
  expect(answered(nested(501), '').ending).toBe('check');
  expect(answered(nested(500), '')).toEqual({ ending: 'ok', detail: null, sent: 2 });
  expect(answered('{}', '')).toEqual({ ending: 'check', detail: 'extract t', sent: 1 });
});

/** Of two steps: the first takes `t`, the second puts it into its path, query, headers, credentials and body. */
async function flow(body: BodySpec) {
  const first = {
    ...exchange(URL_OF_TEST),
    name: 'one',
    extract: { t: { kind: 'json', path: '$.t' }, h: { kind: 'header', header: 'x-h' } },
    think: null,
  } as const;
  const second = {
    ...exchange(`${URL_OF_TEST}/${VALUE}/{{one.h}}`, 1000, {
      method: 'POST',
      query: [['q', VALUE]],
      headers: { 'x-t': VALUE, 'x-h': '{{one.h}}' },
      auth: { kind: 'bearer', token: VALUE },
      body,
    }),
    checks: [{ kind: 'json', path: '$..t..t', equals: { t: [1] } }],
    name: 'two',
    extract: {},
    think: null,
  } as const;
  const entry = {
    name: 'entry',
    arrivals: { kind: 'constant', ratePerSecond: 1 },
    startAfterMs: 0,
    scenario: { kind: 'flow', steps: [first, second], cookies: true },
    data: [],
    transport: DEFAULT_TRANSPORT,
    maxInFlight: 1,
    seed: 1,
  } as const;
  const scenario = new Scenario(await scenarioSetup(entry, { userAgent: 'test', run: 'test' }, () => 0), 1);
  const answered = (text: string, header: string): { ending: string; detail: string | null; sent: number } => {
    let user: Parameters<FlowStage['send']>[2] | null = null;
    let sent = 0;
    const stage: FlowStage = {
      send: (_compiled, _request, who) => {
        sent++;
        user = who;
      },
      flowEnded: () => {},
      stepNotReached: () => {},
      thinksUntil: () => {},
    };
    const player = new FlowPlayer(scenario, stage, () => 0);
    player.arrive(0, 0, 0);
    const [one, two] = scenario.exchanges;
    if (user === null || one === undefined || two === undefined) throw new Error('nothing was sent');
    const exchanged = new Exchange();
    exchanged.response = new KeptResponse(2 ** 20);
    exchanged.response.headers = [
      ['x-h', header],
      ['set-cookie', header],
    ];
    const bytes = Buffer.from(text);
    exchanged.response.onBody(bytes, 0, bytes.length);
    player.keepCookies(user, exchanged);
    const ending = player.take(user, one, exchanged);
    const { detail } = exchanged;
    player.stepEnded(user, ending, 200, 0);
    judgeAnswer(two, exchanged, 200);
    return { ending, detail, sent };
  };
  return { answered };
}
