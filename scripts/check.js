/** Every static check of the project, all of them even when one fails. Import directions are lint rules: oxlint.config.ts. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CHECKS = [
  { name: 'types', command: 'node_modules/typescript/bin/tsc', args: [] },
  { name: 'types of the report’s script', command: 'node_modules/typescript/bin/tsc', args: ['-p', 'src/report/html/client', '--noEmit'] },
  { name: 'lint and import directions', command: 'node_modules/oxlint/bin/oxlint', args: [] },
  { name: 'format', command: 'node_modules/oxfmt/bin/oxfmt', args: ['--check', '.'] },
  { name: 'unused code and dependencies', command: 'node_modules/knip/bin/knip.js', args: [] },
  { name: 'generated docs and schema', command: 'scripts/docs.js', args: ['--check'] },
];

const failed = CHECKS.filter((check) => !passes(check)).map((check) => check.name);
process.stdout.write(failed.length === 0 ? `\nAll ${CHECKS.length} checks passed.\n` : `\nFailed: ${failed.join(', ')}.\n`);
process.exitCode = failed.length === 0 ? 0 : 1;

function passes({ name, command, args }) {
  process.stdout.write(`\n— ${name}\n`);
  return spawnSync(process.execPath, [join(ROOT, command), ...args], { cwd: ROOT, stdio: 'inherit' }).status === 0;
}
