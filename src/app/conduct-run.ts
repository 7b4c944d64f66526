import { UserError } from '../errors/user-error.ts';
import { executeRun } from '../runner/execute-run.ts';
import { buildReport } from '../report/build-report.ts';
import type { Report } from '../report/report.ts';
import { decideVerdict } from '../slo/decide-verdict.ts';
import { judgeSlos } from '../slo/judge-slo.ts';
import { planRun } from '../plan/plan-run.ts';
import { renderBug, renderUserError } from '../terminal/error-text.ts';
import { bringUp } from './bring-up.ts';
import { countDataRows } from './count-data-rows.ts';
import { drawSeed } from './draw-seed.ts';
import type { LoadedExperiment } from './load-experiment.ts';
import { lookAtStack } from './look-at-stack.ts';
import { machineRoom } from './machine-room.ts';
import { openSession } from './run-session.ts';
import type { RunSession, SessionOptions } from './run-session.ts';
import { secureRun } from './secure-run.ts';
import { tellGithub } from './tell-github.ts';
import { takeDown } from './take-down.ts';
import { writePage } from './write-page.ts';
import { toxiproxyNames } from './toxiproxy-names.ts';

export interface ConductOptions extends SessionOptions {
  /** Undo what earlier runs left behind before this one begins. */
  readonly recover: boolean;
  /** `--toxiproxy`; wins over the manifest and `TOXIPROXY_URL`. */
  readonly toxiproxy?: string | null;
  /** `--engine`; wins over the manifest, DOCKER_HOST and the current context. */
  readonly engine?: string | null;
}

/**
 * Takes an experiment to its verdict, wherever it came from. Rejects with a UserError (exit 2) before anything was touched; from then
 * on every end, bugs included, is a report with its exit code, and everything that was done is undone first.
 */
export async function conductRun(loaded: LoadedExperiment, options: ConductOptions): Promise<Report> {
  const seed = loaded.experiment.seed ?? drawSeed();
  const sight = await lookAtStack(loaded.experiment, options.engine ?? null);
  const toxiproxy = toxiproxyNames(options.toxiproxy);
  const [room, dataRows] = await Promise.all([machineRoom(), countDataRows(loaded.experiment)]);
  const plan = planRun(loaded.experiment, { seed, toxiproxy, inventory: sight?.inventory ?? null, room, dataRows });
  const session = await openSession(options, loaded, plan);
  try {
    const secured = await secureRun(session, options.recover, sight);
    const system = await bringUp(session, secured, sight);
    await executeRun(plan, { ...session, ...secured, ...system });
  } catch (error) {
    const { cause } = session.stop;
    // Whatever a wait that was cut off threw, the cause of its end is on record already.
    if (cause === null || cause.kind === 'crash') session.fail(cause?.error ?? error);
  }
  await takeDown(session);
  return conclude(session, options);
}

async function conclude(session: RunSession, { json, quiet, html }: SessionOptions): Promise<Report> {
  const { bus, interrupts } = session;
  const { report, isWritten } = await endSession(session);
  const page = interrupts.skipReport || !html ? null : await writePage(session.folder.path);
  if (page !== null && !page.ok) session.view.say(page.message);
  session.view.finish(report, { report: isWritten, page: page?.ok === true ? page.path : null });
  await tellGithub(report, bus.state.header, {
    env: process.env,
    // Under --json stdout holds one document and nothing else.
    write: json || quiet ? null : (text) => void process.stdout.write(text),
    say: (line) => void process.stderr.write(`${line}\n`),
  });
  return report;
}

/** Judges, and puts the report on disk. Whatever fails in that, nothing of the session keeps the process alive afterwards. */
async function endSession(session: RunSession): Promise<{ readonly report: Report; readonly isWritten: boolean }> {
  const { bus, plan, interrupts } = session;
  try {
    const verdict = decideVerdict(bus.state, judgeSlos(plan.slos, bus.state));
    bus.emit({ type: 'run-ended', ...verdict });
    const report = buildReport(bus.state);
    await session.view.close();
    const isWritten = !interrupts.skipReport && (await writeReport(session, report));
    return { report, isWritten };
  } finally {
    session.close();
  }
}

/** A full disk loses the file, not the verdict: that is printed all the same, and what is missing said. */
async function writeReport({ folder, view }: RunSession, report: Report): Promise<boolean> {
  try {
    await folder.writeReport(report);
    return true;
  } catch (error) {
    view.insist(error instanceof UserError ? renderUserError(error, false) : renderBug(error, false));
    return false;
  }
}
