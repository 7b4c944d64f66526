import { stateFolder } from '../journal/state-folder.ts';
import type { ProbeSpec } from '../manifest/probe-spec.ts';
import { markerEnvironment, STATE_MARKER } from '../os-process/process-marker.ts';
import { createCommandProbe } from '../probes/command-probe.ts';
import type { ContainerInspector } from '../probes/container-inspector.ts';
import { createContainerProbe } from '../probes/container-probe.ts';
import { createHttpProbe } from '../probes/http-probe.ts';
import type { Prober } from '../probes/prober.ts';
import { createPrometheusProbe } from '../probes/prometheus-probe.ts';
import { createTcpProbe } from '../probes/tcp-probe.ts';
import type { RunSession } from './run-session.ts';

/**
 * The plan's probes with the stack's addresses filled in. Their programs carry the marks of the run's own processes, so that `recover`
 * finds one that outlived us.
 */
export function createProbers(
  { plan, run, toolVersion }: RunSession,
  resolve: (text: string) => string,
  containers: ContainerInspector | null,
): Prober[] {
  const headers = { 'user-agent': `shakedown/${toolVersion}`, 'x-shakedown-run': run };
  const env = { ...process.env, ...markerEnvironment(run, 'stack'), [STATE_MARKER]: stateFolder(process.env) };
  return plan.experiment.probes.map((spec) => {
    const { spec: resolvedOnce } = prober(spec);
    // Anew each time: a container that was started again may have another port.
    return { spec: resolvedOnce, ask: (signal) => prober(spec).ask(signal) };
  });

  function prober(spec: ProbeSpec): Prober {
    switch (spec.kind) {
      case 'http':
        return createHttpProbe({ ...spec, request: { ...spec.request, ...resolved(spec.request) } }, headers);
      case 'tcp':
        return createTcpProbe({ ...spec, address: resolve(spec.address) });
      case 'prometheus':
        return createPrometheusProbe({ ...spec, url: resolve(spec.url) }, headers);
      case 'container':
        if (containers === null) throw new Error(`the probe ${spec.name} got past the checks without a stack of containers`);
        return createContainerProbe(spec, containers);
      case 'command':
        return createCommandProbe({ ...spec, command: spec.command.map(resolve) }, env);
      default:
        return spec satisfies never;
    }
  }

  function resolved({ url, body }: { readonly url: string; readonly body: string | null }): { url: string; body: string | null } {
    return { url: resolve(url), body: body === null ? null : resolve(body) };
  }
}
