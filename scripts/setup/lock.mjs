import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { inCache } from './paths.mjs';
import { say } from './report.mjs';

// The holder touches the lock while it works. Its process id alone would not do: after a restart,
// or in a container, somebody else may have it.
const touchEvery = 2_000;
const staleAfter = 20_000;
const askAgain = 100;

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined);

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

async function isAbandoned(file) {
  try {
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs > staleAfter) return true;
    const owner = Number(await readFile(file, 'utf8'));
    return owner > 0 && !isAlive(owner);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

async function take(file) {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  if (await isAbandoned(file)) await rm(file, { force: true });
  return false;
}

/** Keeps the lock fresh; the returned function ends that. */
function keepTouching(file) {
  const timer = setInterval(() => {
    // Gone when somebody cleared the cache: then there is nothing left to keep.
    utimes(file, new Date(), new Date()).catch(() => clearInterval(timer));
  }, touchEvery);
  return () => clearInterval(timer);
}

/**
 * Runs `work` while no other process of this checkout holds the lock of that name.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, work) {
  const file = inCache(`${name}.lock`);
  await mkdir(dirname(file), { recursive: true });
  const saidAt = performance.now() + 1_000;
  let said = false;
  while (!(await take(file))) {
    if (!said && performance.now() > saidAt) {
      said = true;
      say(`Waiting for another start of Skein’s scripts that is at work here (${file}) …`);
    }
    await wait(askAgain);
  }
  const stopTouching = keepTouching(file);
  try {
    return await work();
  } finally {
    stopTouching();
    await rm(file, { force: true });
  }
}
