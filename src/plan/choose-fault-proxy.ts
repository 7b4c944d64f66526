import { EXIT, UserError } from '../errors/user-error.ts';
import { hostScope } from '../manifest/references/host-scope.ts';
import { toxiproxyUrlProblem } from '../manifest/toxiproxy-url.ts';
import type { PlannedFault, PlannedFaultProxy } from './run-plan.ts';

/** Where a Toxiproxy was named; `null` and an empty text: not there. */
export interface FaultProxyNames {
  readonly manifest: string | null;
  readonly flag: string | null;
  readonly env: string | null;
}

/**
 * The server that faults on edges go through: `--toxiproxy`, the manifest's, `TOXIPROXY_URL`, else the embedded one. Throws a UserError
 * (exit 2) for what is no URL, and for a server elsewhere that the manifest does not name: an environment that was set for another
 * purpose must not lead faults to a server that others share.
 */
export function chooseFaultProxy({ manifest, flag, env }: FaultProxyNames): PlannedFaultProxy {
  if (flag !== null && flag !== '') return external(flag, '--toxiproxy', manifest);
  if (manifest !== null) return external(manifest, 'the manifest', manifest);
  if (env !== null && env !== '') return external(env, 'TOXIPROXY_URL', manifest);
  return { kind: 'embedded' };
}

/**
 * Between containers, faults go through a proxy of ours on their own networks. Throws a UserError (exit 2) where the flag or the manifest
 * asks for a Toxiproxy, rather than pass it over in silence; an environment that was set for another purpose asks for nothing.
 */
export function refuseToxiproxy(faults: readonly PlannedFault[], { manifest, flag }: FaultProxyNames): void {
  const asked = flag !== null && flag !== '' ? '--toxiproxy' : manifest === null ? null : 'the manifest';
  const fault = faults.find(({ target }) => target.kind === 'edge');
  if (asked === null || fault === undefined) return;
  throw new UserError(`${fault.id}: faults on an edge between containers do not go through a Toxiproxy (${asked})`, {
    exitCode: EXIT.usage,
    where: asked,
    try: 'take it away: shakedown puts a fault proxy of its own on the networks that both sides share; or name the service of the stack that is one: `toxiproxy: { service: … }`',
  });
}

type Source = Extract<PlannedFaultProxy, { readonly kind: 'external' }>['from'];

function external(text: string, from: Source, manifest: string | null): PlannedFaultProxy {
  const problem = toxiproxyUrlProblem(text);
  if (problem !== null) {
    throw new UserError(`${problem.message} (${from})`, { exitCode: EXIT.usage, where: from, try: problem.try });
  }
  const { origin, hostname } = new URL(text);
  const isNamed = manifest !== null && new URL(manifest).origin === origin;
  if (!isNamed && hostScope(hostname) !== 'loopback') {
    throw new UserError(`the Toxiproxy at ${origin} (${from}) is not on this machine, and the manifest does not name it`, {
      exitCode: EXIT.usage,
      where: from,
      try: `if faults may go through it, write in the manifest: \`toxiproxy: { url: ${origin} }\``,
    });
  }
  return { kind: 'external', url: origin, from };
}
