/**
 * Writes what is generated from the code: docs/commands.md, the command reference, and schema/experiment.schema.json.
 * With `--check` it writes nothing, and fails when a file is not what the code gives.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, isBuildStale } from './build.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const README = ['node_modules/oclif/bin/run.js', 'readme', '--dry-run', '--no-source-links', '--no-aliases'];
const GENERATED = [
  // The page keeps its own words around the `commands` tags, which is all that oclif replaces.
  { file: 'docs/commands.md', command: [...README, '--readme-path', 'docs/commands.md'] },
  { file: 'schema/experiment.schema.json', command: ['bin/run.js', 'schema'] },
];

if (isBuildStale() && !build()) {
  process.stderr.write('src/ does not compile; the messages above say where.\n');
  process.exit(1);
}

const stale = GENERATED.map(({ file, command }) => ({ file, text: output(command) })).filter(({ file, text }) => current(file) !== text);
if (process.argv.includes('--check')) refuse(stale);
else stale.forEach(write);

function output(args) {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${args.join(' ')} failed (exit ${status}):\n${stderr}`);
  return `${stdout.trimEnd()}\n`;
}

/** `null` when there is no such file yet. */
function current(file) {
  try {
    return readFileSync(join(ROOT, file), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
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
