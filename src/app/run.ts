import { planRun } from '../plan/plan-run.ts';
import { buildReport } from '../report/build-report.ts';
import type { Report } from '../report/report.ts';
import { decideVerdict } from '../slo/decide-verdict.ts';
import { judgeSlos } from '../slo/judge-slo.ts';
import { executeRun } from '../runner/execute-run.ts';
import { bringUp } from './bring-up.ts';
import { drawSeed } from './draw-seed.ts';
import { loadExperiment } from './load-experiment.ts';
import type { ManifestOptions } from './load-experiment.ts';
import { openSession } from './run-session.ts';
import type { RunSession } from './run-session.ts';
import { secureRun } from './secure-run.ts';
import { takeDown } from './take-down.ts';
import { toxiproxyNames } from './toxiproxy-names.ts';

export interface RunOptions extends ManifestOptions {
  readonly reportDir: string;
  readonly dashboard: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  /** `--toxiproxy`; wins over the manifest and `TOXIPROXY_URL`. */
  readonly toxiproxy?: string | null;
  /** Undo what earlier runs left behind before this one begins. */
  readonly recover: boolean;
}

/**
 * Runs an experiment from manifest to verdict. Rejects with a UserError (exit 2) before anything was touched; from then on every end,
 * bugs included, is a report with its exit code, and everything that was done is undone first.
 */
export async function run(options: RunOptions): Promise<Report> {
  const loaded = await loadExperiment(options);
  const seed = loaded.experiment.seed ?? drawSeed();
  const plan = planRun(loaded.experiment, { seed, toxiproxy: toxiproxyNames(options.toxiproxy) });
  const session = await openSession(options, loaded, plan);
  try {
    const secured = await secureRun(session, options.recover);
    const system = await bringUp(session, secured);
    await executeRun(plan, { ...session, ...secured, ...system });
  } catch (error) {
    const { cause } = session.stop;
    // Whatever a wait that was cut off threw, the cause of its end is on record already.
    if (cause === null || cause.kind === 'crash') session.fail(cause?.error ?? error);
  }
  await takeDown(session);
  return conclude(session);
}

async function conclude(session: RunSession): Promise<Report> {
  const { bus, plan, interrupts } = session;
  const verdict = decideVerdict(bus.state, judgeSlos(plan.slos, bus.state));
  bus.emit({ type: 'run-ended', ...verdict });
  const report = buildReport(bus.state);
  await session.view.close();
  if (!interrupts.skipReport) await session.folder.writeReport(report);
  session.close();
  session.view.finish(report);
  return report;
}
