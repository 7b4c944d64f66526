import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';

const POLL_MS = 250;

/**
 * Runs `work` while holding `file` as a lock between processes. Waits while its holder lives; a holder that died without a word
 * (kill -9, power cut) is replaced.
 */
export async function withLock(file, work, onWait) {
  for (let waited = false; !tryTake(file); waited = true) {
    if (!waited) onWait();
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  try {
    return await work();
  } finally {
    unlinkSync(file);
  }
}

function tryTake(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    removeIfHolderDied(file);
    return false;
  }
}

function removeIfHolderDied(file) {
  const holder = readHolder(file);
  if (holder === null || isAlive(holder)) return;
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    // Between our look and the rename another waiter may have removed the dead lock and taken a new one: give that back.
    if (readHolder(aside) !== holder) linkSync(aside, file);
    unlinkSync(aside);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

/** `null` while the lock is gone, or not yet written. */
function readHolder(file) {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || null;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
