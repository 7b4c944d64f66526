import { fileURLToPath } from 'node:url';
import { median } from '../proxy/statistics.ts';
import type { Bench, BenchRow } from './bench.ts';
import type { ClientCommand } from './client-process.ts';
import { closedCommands } from './closed-commands.ts';
import { FarEnd } from './far-end.ts';
import type { Finding } from './finding.ts';
import { observe, type Observation } from './observe.ts';
import { hardlyDisturbed } from '../undisturbed.ts';

const CONNECTIONS = 64;
const SKIP_SECONDS = 2;
/** A round counts when the client was the limit, and nothing else was. */
const BUSY = 0.95;

const counts = ({ clientCores, serverCores }: Observation): boolean => clientCores >= BUSY && serverCores < BUSY;

/** Closed loop over plain HTTP: requests a second that one client core can do. */
export const closedRow: BenchRow = (bench) => {
  const comparison = { row: 'closed', title: 'closed loop, HTTP', scheme: 'http', least: { autocannon: 2, wrk: 0.9 } };
  return FarEnd.during(bench.tools.server, ['instant'], (farEnd) => compare(bench, farEnd, comparison));
};

/** The same over TLS. */
export const tlsRow: BenchRow = async (bench) => {
  const { tlsServer } = bench.tools;
  if (tlsServer === null) {
    const note = 'the server needs the headers of OpenSSL (libssl-dev)';
    return [{ row: 'tls', what: 'closed loop, TLS', figures: {}, must: '>= 1.5 x autocannon', met: null, note }];
  }
  const pem = (name: string): string => fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url));
  const mode = ['instant', 'tls', pem('localhost.crt'), pem('localhost.key')];
  const comparison = { row: 'tls', title: 'closed loop, TLS', scheme: 'https', least: { autocannon: 1.5 } };
  return FarEnd.during(tlsServer, mode, (farEnd) => compare(bench, farEnd, comparison));
};

interface Comparison {
  readonly row: string;
  readonly title: string;
  readonly scheme: string;
  /** By peer: the ratio that is asked for. */
  readonly least: Readonly<Record<string, number>>;
}

async function compare(bench: Bench, farEnd: FarEnd, { row, title, scheme, least }: Comparison): Promise<readonly Finding[]> {
  const seconds = bench.quick ? 2 : 8;
  // A second to spare: the client must outlast the observation.
  const whole = SKIP_SECONDS + seconds + 1;
  const commands = new Map<string, ClientCommand>([
    ...closedCommands(bench, `${scheme}://127.0.0.1:${farEnd.port}/`, CONNECTIONS, whole),
    ...(scheme === 'https' ? [] : [bareClient(bench, farEnd.port, whole)]),
  ]);
  const rounds: Map<string, Observation>[] = [];
  for (let round = 0; round < bench.rounds; round++) {
    const seen = new Map<string, Observation>();
    for (const [name, command] of commands) {
      const { value: one } = await hardlyDisturbed(() => observe(farEnd, command, SKIP_SECONDS, seconds));
      const cores = `client ${one.clientCores.toFixed(2)}, server ${one.serverCores.toFixed(2)}, others ${one.otherCores.toFixed(2)} cores`;
      bench.progress(
        `${title}, round ${round + 1}: ${name} ${Math.round(one.requestsPerSecond)}/s (${cores}${counts(one) ? '' : ': does not count'})`,
      );
      seen.set(name, one);
    }
    rounds.push(seen);
  }
  return [...commands.keys()].map((name) => findingOf(name, rounds, { row, title, scheme, least }));
}

/** What no client is faster than that asks the kernel for each request. */
function bareClient({ tools }: Bench, port: number, seconds: number): [name: string, command: ClientCommand] {
  return ['bare C client', { argv: [tools.client, ...[port, CONNECTIONS, seconds].map(String)] }];
}

function findingOf(name: string, rounds: readonly ReadonlyMap<string, Observation>[], { row, title, least }: Comparison): Finding {
  const all = rounds.flatMap((round) => round.get(name) ?? []);
  const counted = all.filter(counts);
  const shown = counted.length > 0 ? counted : all;
  const ratios = rounds.flatMap((round) => {
    const [own, peer] = [round.get('shakedown'), round.get(name)];
    return own !== undefined && peer !== undefined && counts(own) && counts(peer) ? [own.requestsPerSecond / peer.requestsPerSecond] : [];
  });
  const ratio = ratios.length > 0 ? median(ratios) : null;
  const asked = least[name];
  return {
    row,
    what: `${title}: ${name}`,
    figures: {
      'req/s': median(shown.map((one) => one.requestsPerSecond)),
      'CPU µs/req': median(shown.map((one) => one.clientUsPerRequest)),
      'client cores': median(shown.map((one) => one.clientCores)),
      'server cores': median(shown.map((one) => one.serverCores)),
      'other cores': median(shown.map((one) => one.otherCores)),
      ...(name === 'shakedown' ? {} : { 'shakedown is': ratio === null ? null : `${ratio.toFixed(2)} x` }),
      'rounds that count': `${counted.length}/${all.length}`,
    },
    must: asked === undefined ? '' : `>= ${asked} x ${name}`,
    met: asked === undefined || ratio === null ? null : ratio >= asked,
  };
}
