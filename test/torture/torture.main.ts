import { parseArgs } from 'node:util';
import { leavePrivateEngine } from '../setup/docker/private-engine.ts';
import installSystemPackages from '../setup/system-packages.ts';
import { findMeans, PARTS } from './means.ts';
import { renderSummary, renderTable } from './render-table.ts';
import { drawTrials, torture } from './torture.ts';
import { strikeName } from './trial.ts';

/**
 * Experiments of every kind of fault, struck at random moments: killed, stopped, cut off from their engine, their disk made full, their
 * clock set. After each, everything must be as before, by itself or, where nobody is left to do it, after `recover`. What was found is a
 * table; 1 when something was left or came too late. What the machine lacks is installed under SHAKEDOWN_TEST_INSTALL=1, or must be left
 * out by name (2 where it is not): a session that tests less than it says proves nothing.
 *
 * npm run torture -- --runs 100 --seed 1 [--from 17] [--without engine,disk,clock,compose]
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    without: { type: 'string', default: '' },
  },
});
process.env['SHAKEDOWN_TEST_SUITE'] = String(process.pid);
installSystemPackages();
const named = values.without.split(',').filter((part) => part !== '');
const unknown = named.filter((part) => !PARTS.some((one) => one === part));
const { means, lacking } = await findMeans(new Set(PARTS.filter((part) => named.includes(part))));
if (unknown.length > 0 || lacking.length > 0) {
  const lines = [
    ...unknown.map((part) => `--without ${part}: it is one of ${PARTS.join(', ')}`),
    ...lacking.map((what) => `not here: ${what}`),
  ];
  process.stderr.write(
    `${lines.join('\n')}\nInstall it (SHAKEDOWN_TEST_INSTALL=1 does, on Debian), or leave it out: --without ${PARTS.join(',')}\n`,
  );
  process.exitCode = 2;
} else {
  if (named.length > 0) process.stdout.write(`LEFT OUT: ${named.join(', ')}\n`);
  const trials = drawTrials({ runs: Number(values.runs), seed: Number(values.seed), from: Number(values.from) }, means);
  try {
    const results = await torture({
      trials,
      means,
      onResult({ trial, healed, stood, afterEndMs, faultGoneMs, exitCode, differences }) {
        const kinds = trial.faults.map(({ name }) => name).join('+');
        const moment = `${trial.moment.after}+${trial.moment.ms}ms${stood ? ', in a fault' : ''}`;
        const times = `${afterEndMs ?? '-'} ms after its end${faultGoneMs === null ? '' : `, fault gone after ${faultGoneMs} ms`}`;
        const where = `${trial.stack}${trial.externalProxy ? ' (external proxy)' : ''}${trial.ownStack ? ' (own stack)' : ''}`;
        process.stdout.write(
          `#${trial.number} ${where} ${kinds}, ${strikeName(trial.strike)} at ${moment}: exit ${exitCode}, healed ${healed}, ${times}\n`,
        );
        for (const difference of differences) process.stdout.write(`    ${difference}\n`);
      },
    });
    process.stdout.write(`\n${renderTable(results)}\n\n${renderSummary(results)}\n`);
    process.exitCode = results.every(({ healed }) => healed === 'by itself' || healed === 'by recover') ? 0 : 1;
  } finally {
    if (means.engine) await leavePrivateEngine(process.pid);
  }
}
