/**
 * Writes what is generated from the code: docs/commands.md, the command reference, and the two schemas in schema/.
 * With `--check` it writes nothing, and fails when a file is not what the code gives.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, isBuildStale } from './build.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const GENERATED = [
  { file: 'docs/commands.md', generate: commandReference },
  { file: 'schema/experiment.schema.json', generate: () => run(['bin/run.js', 'schema']) },
  { file: 'schema/report.schema.json', generate: () => run(['bin/run.js', 'schema', 'report']) },
];

if (isBuildStale() && !build()) {
  process.stderr.write('src/ does not compile; the messages above say where.\n');
  process.exit(1);
}

const stale = GENERATED.map(({ file, generate }) => ({ file, text: generate(file) })).filter(({ file, text }) => current(file) !== text);
if (process.argv.includes('--check')) refuse(stale);
else stale.forEach(write);

/** oclif replaces what stands between the `commands` tags of a page, in place: here, of a copy. */
function commandReference(file) {
  const folder = mkdtempSync(join(tmpdir(), 'shakedown-docs-'));
  try {
    const copy = join(folder, 'commands.md');
    copyFileSync(join(ROOT, file), copy);
    run(['node_modules/oclif/bin/run.js', 'readme', '--readme-path', copy, '--no-source-links', '--no-aliases']);
    return readFileSync(copy, 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the program prints. Throws when it fails. */
function run(args) {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${args.join(' ')} failed (exit ${status}):\n${stderr}`);
  return stdout;
}

function current(file) {
  return existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : null;
}

function write({ file, text }) {
  mkdirSync(dirname(join(ROOT, file)), { recursive: true });
  writeFileSync(join(ROOT, file), text);
  process.stdout.write(`${file} written\n`);
}

function refuse(files) {
  for (const { file } of files) process.stderr.write(`${file} is not what the code gives. Try: npm run docs\n`);
  if (files.length > 0) process.exitCode = 1;
}
