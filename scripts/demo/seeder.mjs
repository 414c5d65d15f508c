import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { inRoot } from '../setup/paths.mjs';
import { SetupProblem } from '../setup/report.mjs';
import { capture } from '../setup/run.mjs';

const cli = () => inRoot('out', 'cli', 'index.js');

/** Makes a .torrent of `path` and returns where it is. */
export async function makeTorrent(path, file, tracker) {
  const args = [cli(), 'create', path, '--out', file, '--tracker', tracker];
  const { code, output } = await capture(process.execPath, args);
  if (code !== 0) throw new SetupProblem(`The torrent of ${path} could not be made:\n${output}`);
  return file;
}

/** Resolves once this many torrents are being served. */
async function served(child, count) {
  let left = count;
  for await (const line of createInterface({ input: child.stdout })) {
    const { event, message } = JSON.parse(line);
    if (event === 'error') throw new SetupProblem(`The seeder failed: ${message}`);
    if (event === 'seeding') left -= 1;
    if (left === 0) return;
  }
  throw new SetupProblem('The seeder ended before it served anything.');
}

/**
 * Serves torrents from `folder` with Skein's own command line tool.
 * @param {string[]} torrents
 * @param {string} folder
 * @param {number} upLimit bytes per second
 * @returns {Promise<{ stop: () => Promise<void> }>}
 */
export async function startSeeder(torrents, folder, upLimit) {
  const alone = ['--no-dht', '--no-lsd', '--no-pex', '--listen', '127.0.0.1:0'];
  const args = [cli(), 'seed', ...torrents, '--dir', folder, '--up-limit', String(upLimit)];
  const child = spawn(process.execPath, [...args, ...alone, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const stop = async () => {
    child.kill();
    await ended;
  };
  try {
    await served(child, torrents.length);
  } catch (error) {
    await stop();
    throw error;
  }
  child.stdout.resume();
  return { stop };
}
