import { parseArgs } from 'node:util';
import { whyNoEngine } from '../setup/docker/find-engine.ts';
import { leavePrivateEngine } from '../setup/docker/private-engine.ts';
import { renderSummary, renderTable } from './render-table.ts';
import { torture } from './torture.ts';
import { strikeName } from './trial.ts';

/**
 * Experiments of every kind of fault, struck at random moments: killed, stopped, cut off from their engine, their disk made full, their
 * clock set. After each, everything must be as before, by itself or after `recover`. What was found is a table; 1 when something was left.
 *
 * npm run torture -- --runs 100 --seed 1 [--from 17] [--no-engine]
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    'no-engine': { type: 'boolean', default: false },
  },
});
process.env['SHAKEDOWN_TEST_SUITE'] = String(process.pid);
const why = values['no-engine'] ? 'not asked for' : whyNoEngine();
if (why !== null) process.stderr.write(`without containers: ${why}\n`);
try {
  const results = await torture({
    runs: Number(values.runs),
    seed: Number(values.seed),
    from: Number(values.from),
    engine: why === null,
    onResult({ trial, healed, afterEndMs, faultGoneMs, exitCode, differences }) {
      const kinds = trial.faults.map(({ name }) => name).join('+');
      const moment = `${trial.moment.after}+${trial.moment.ms}ms`;
      const times = `${afterEndMs ?? '-'} ms after its end${faultGoneMs === null ? '' : `, fault gone after ${faultGoneMs} ms`}`;
      process.stdout.write(
        `#${trial.number} ${trial.stack}${trial.externalProxy ? ' (external proxy)' : ''} ${kinds}, ${strikeName(trial.strike)} at ${moment}: exit ${exitCode}, healed ${healed}, ${times}\n`,
      );
      for (const difference of differences) process.stdout.write(`    ${difference}\n`);
    },
  });
  process.stdout.write(`\n${renderTable(results)}\n\n${renderSummary(results)}\n`);
  process.exitCode = results.every(({ healed }) => healed !== 'left') ? 0 : 1;
} finally {
  if (why === null) await leavePrivateEngine(process.pid);
}
