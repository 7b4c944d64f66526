import type { DockerEngine } from '../docker/engine.ts';
import { provideImage } from '../docker/helper/provide-helper-image.ts';
import { openEngineWatchdog } from '../docker/watchdog/open-engine-watchdog.ts';
import { watchdogRecipe } from '../docker/watchdog/watchdog-recipe.ts';
import { BEAT_MS } from '../journal/watchdog-link.ts';
import type { WatchdogMessage } from '../journal/watchdog-link.ts';
import { engineSocket } from './outlives-us.ts';
import { engineWatchdogProgram } from './engine-watchdog-program.ts';
import type { RunSession } from './run-session.ts';

const LIMIT_MS = 20_000;
/** Beyond the longest run; it ends by itself with the run's lock. */
const TTL_SLACK_MS = 60_000;

/**
 * Starts a watchdog on the engine itself, which undoes there when we and our own watchdog are lost. Its loss ends the run. Where it
 * cannot be had, that is said, and the run goes on: what would outlive a lost host is then found by `recover` from another.
 */
export async function guardOnEngine({ run, plan, bus, stop, cleanup, clock }: RunSession, engine: DockerEngine): Promise<void> {
  const { url } = engine.address;
  try {
    const image = await provideImage(engine, watchdogRecipe(await engineWatchdogProgram()), process.env, stop.signal);
    const ttlMs = plan.experiment.safety.maxDurationMs + TTL_SLACK_MS;
    const spec = { image, run, socket: engineSocket(url, process.env), ttlMs, nowMs: clock.wallClock().getTime() };
    const watchdog = await openEngineWatchdog(engine, spec, stop.signal);
    const say = (message: WatchdogMessage): void => watchdog.say(JSON.stringify(message));
    let beats = 0;
    let isDone = false;
    const timer = setInterval(() => say({ beat: (beats += 1) }), BEAT_MS);
    timer.unref();
    void watchdog.ended.then((words) => {
      clearInterval(timer);
      if (isDone) return;
      const message = `the watchdog on the engine ${engine.name} is gone${words === '' ? '' : `: ${words}`}`;
      bus.emit({ type: 'component-lost', component: 'watchdog on the engine', message });
      stop.stop({ kind: 'component-lost', component: 'watchdog on the engine', message });
    });
    cleanup.push('the watchdog on the engine', async () => {
      isDone = true;
      clearInterval(timer);
      say({ done: true });
      await watchdog.close(AbortSignal.timeout(LIMIT_MS));
    });
  } catch (error) {
    if (stop.signal.aborted) throw error;
    const why = error instanceof Error ? error.message : String(error);
    const message = `no watchdog runs on the engine ${engine.name} (${why}): if this machine is lost, faults stay there until \`shakedown recover --engine ${url}\` elsewhere`;
    bus.emit({ type: 'warning-raised', message });
  }
}
