/** Every static check of the project, all of them even when one fails. Import directions are lint rules: oxlint.config.ts. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CHECKS = [
  { name: 'types', package: 'typescript/bin/tsc', args: [] },
  { name: 'lint and import directions', package: 'oxlint/bin/oxlint', args: [] },
  { name: 'format', package: 'oxfmt/bin/oxfmt', args: ['--check', '.'] },
  { name: 'unused code and dependencies', package: 'knip/bin/knip.js', args: [] },
];

const failed = CHECKS.filter((check) => !passes(check)).map((check) => check.name);
process.stdout.write(failed.length === 0 ? `\nAll ${CHECKS.length} checks passed.\n` : `\nFailed: ${failed.join(', ')}.\n`);
process.exitCode = failed.length === 0 ? 0 : 1;

function passes({ name, package: program, args }) {
  process.stdout.write(`\n— ${name}\n`);
  return spawnSync(process.execPath, [join(ROOT, 'node_modules', program), ...args], { cwd: ROOT, stdio: 'inherit' }).status === 0;
}
