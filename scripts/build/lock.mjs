import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { inCache } from '../setup/paths.mjs';

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function take(file) {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const owner = Number(await readFile(file, 'utf8').catch(() => ''));
  if (owner > 0 && !isAlive(owner)) await rm(file, { force: true });
  return false;
}

/** Runs `work` while no other process of this checkout holds the lock of that name. */
export async function withLock(name, work) {
  const file = inCache(`${name}.lock`);
  await mkdir(dirname(file), { recursive: true });
  while (!(await take(file))) await wait(100);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}
