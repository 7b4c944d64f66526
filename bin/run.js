#!/usr/bin/env node
// No static import: they would be loaded, and fail in words nobody understands, before Node's version was looked at.

const NEEDED = [22, 19];
const EXIT_USAGE = 2;
const EXIT_BUG = 70;

const [major, minor] = process.versions.node.split('.').map(Number);

if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  process.stderr.write(
    `shakedown needs Node ${NEEDED.join('.')} or later; this is Node ${process.versions.node} (${process.execPath}).\n` +
      'Try: in a clone, `npm run quickstart` brings its own Node, and `npx shakedown …` then uses it;\n' +
      '     elsewhere, install a current Node from https://nodejs.org and run the same command again.\n',
  );
  process.exitCode = EXIT_USAGE;
} else {
  runToTheEnd();
}

/** Not awaited at the top: what Node makes of an unsettled await there is an exit code of its own. */
function runToTheEnd() {
  let ended = false;
  start().then(() => (ended = true), crash);
  process.on('exit', () => {
    if (ended || process.exitCode !== undefined) return;
    process.stderr.write('\nshakedown ended without a result, through a bug of ours: nothing was left to wait for.\n');
    process.exitCode = EXIT_BUG;
  });
}

async function start() {
  // Before anything is loaded, so that no failure of ours ends as Node's own exit code 1, which here means "an SLO failed".
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);

  const { enableCompileCache } = await import('node:module');
  enableCompileCache();

  const { existsSync } = await import('node:fs');
  if (!existsSync(new URL('../dist/commands/index.js', import.meta.url))) {
    process.stderr.write('shakedown is not built: there is no dist/commands/index.js.\nTry: npm run build\n');
    process.exitCode = EXIT_USAGE;
    return;
  }

  // oclif asks for the user's shell, and Node throws where the user is a number without a name, as in many containers.
  const { userInfo } = await import('node:os');
  try {
    userInfo();
  } catch {
    process.env.SHELL ??= '/bin/sh';
  }

  const { execute } = await import('@oclif/core');
  await execute({ dir: import.meta.url });
}

/**
 * A run in progress listens to `shakedown:crash` and takes over: it undoes what it did, reports, and ends the process with 70.
 * When nobody listens nothing was touched, and there is nothing to undo.
 */
function crash(error) {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`\nshakedown failed through a bug of ours. Please report it with these lines:\n${details}\n`);
  if (!process.emit('shakedown:crash', error)) process.exit(EXIT_BUG);
}
