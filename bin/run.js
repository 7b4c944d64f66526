#!/usr/bin/env node
// No static import: they would be loaded, and fail in words nobody understands, before Node's version was looked at.

const NEEDED = [22, 19];
const EXIT_USAGE = 2;
const EXIT_BUG = 70;
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 };

const args = process.argv.slice(2);
const options = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
/** Whoever asks for JSON gets one document, whatever the end is; the command may not even be known. */
const wantsJson = options.includes('--json') || /^json$/i.test(process.env.SHAKEDOWN_CONTENT_TYPE ?? '');
/** Whether the command has printed its document: there is never a second one. */
let documentPrinted = false;
/** What a manifest took from the environment and looks like a secret: no text of ours shows it. */
const secrets = new Set();

const [major, minor] = process.versions.node.split('.').map(Number);

if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  refuse(
    `shakedown needs Node ${NEEDED.join('.')} or later; this is Node ${process.versions.node} (${process.execPath}).`,
    'in a clone, `npm run quickstart` brings its own Node, and `npx shakedown …` then uses it;\n' +
      '     elsewhere, install a current Node from https://nodejs.org and run the same command again.',
  );
} else {
  runToTheEnd();
}

/** Not awaited at the top: what Node makes of an unsettled await there is an exit code of its own. */
function runToTheEnd() {
  let ended = false;
  start().then(() => (ended = true), crash);
  process.on('exit', () => {
    if (ended || process.exitCode !== undefined) return;
    process.exitCode = EXIT_BUG;
    const message = 'shakedown ended without a result, through a bug of ours: nothing was left to wait for.';
    process.stderr.write(`\n${message}\n`);
    printError({ exitCode: EXIT_BUG, message });
  });
}

async function start() {
  // Before anything is loaded, so that no failure of ours ends as Node's own exit code 1, which here means "an SLO failed".
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  process.on('shakedown:document', () => (documentPrinted = true));
  process.prependListener('shakedown:secrets', (found) => found.forEach((secret) => secrets.add(secret)));
  if (wantsJson) for (const signal of Object.keys(SIGNALS)) process.on(signal, interrupted);

  const { enableCompileCache } = await import('node:module');
  enableCompileCache();

  const { existsSync } = await import('node:fs');
  if (!existsSync(new URL('../dist/commands/index.js', import.meta.url))) {
    refuse('shakedown is not built: there is no dist/commands/index.js.', 'npm run build');
    return;
  }

  // oclif asks for the user's shell, and Node throws where the user is a number without a name, as in many containers.
  const { userInfo } = await import('node:os');
  try {
    userInfo();
  } catch {
    process.env.SHELL ??= '/bin/sh';
  }

  // Not oclif's `execute`: it waits for a reader who is gone, and tells errors in a way of its own, of which a program reads nothing.
  const { run } = await import('@oclif/core');
  // Among them oclif's own, which throws.
  process.stdout.removeAllListeners('error');
  for (const stream of [process.stdout, process.stderr]) stream.on('error', (error) => outputLost(stream, error));
  try {
    await run(args, import.meta.url);
  } catch (error) {
    const { explainError } = await import('../dist/commands/explain-error.js');
    const { text, ...rest } = explainError(error, args);
    process.exitCode = rest.exitCode;
    if (wantsJson) printError(rest);
    else process.stderr.write(hide(text));
  }
}

/**
 * A reader who is gone (`| head`, a closed terminal) ends nothing: what is printed finds nobody, what is to be undone is undone, and the
 * exit code is what it would have been. An output that cannot be written, as on a full disk, is said, and is no success.
 */
function outputLost(stream, error) {
  const readerGone = error.code === 'EPIPE' || (error.code === 'EIO' && stream.isTTY);
  if (readerGone || stream !== process.stdout) return;
  process.stdout.removeAllListeners('error');
  process.stdout.on('error', () => {});
  process.stderr.write(`standard output cannot be written: ${error.message}\n`);
  process.exitCode ??= EXIT_USAGE;
}

/**
 * A run in progress listens to `shakedown:crash` and takes over: it undoes what it did, reports, and ends the process with 70.
 * When nobody listens nothing was touched, and there is nothing to undo.
 */
function crash(error) {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(hide(`\nshakedown failed through a bug of ours. Please report it with these lines:\n${details}\n`));
  if (process.emit('shakedown:crash', error)) return;
  printError({ exitCode: EXIT_BUG, message: `a bug of ours: ${error instanceof Error ? error.message : String(error)}` });
  process.exit(EXIT_BUG);
}

/** Where nothing is to be undone, or not yet, nobody else listens, and the process ends as by the signal itself. */
function interrupted(signal) {
  if (process.listenerCount(signal) > 1) return;
  printError({ exitCode: SIGNALS[signal], message: `ended by ${signal}` });
  process.exit(SIGNALS[signal]);
}

function refuse(message, advice) {
  process.stderr.write(`${message}\nTry: ${advice}\n`);
  printError({ exitCode: EXIT_USAGE, message, try: advice.replace(/\n +/g, ' ') });
  process.exitCode = EXIT_USAGE;
}

function printError({ exitCode, message, where = null, try: advice = null }) {
  if (!wantsJson || documentPrinted) return;
  documentPrinted = true;
  const [told, place, next] = [message, where, advice].map((text) => (text === null ? null : hide(text)));
  const document = { schema: 'shakedown.error/v1', exitCode, message: told, where: place, try: next };
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

function hide(text) {
  return [...secrets].reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
}
