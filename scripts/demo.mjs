// npm run demo: a tracker and a seeder on this machine, and the app downloading from them.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { ensureBuilt } from './build/index.mjs';
import { writePayload } from './demo/payload.mjs';
import { makeTorrent, startSeeder } from './demo/seeder.mjs';
import { startTracker } from './demo/tracker.mjs';
import { setUp } from './setup/index.mjs';
import { launch, sandboxArguments } from './setup/launch.mjs';
import { root } from './setup/paths.mjs';
import { main, say, step } from './setup/report.mjs';

/** Bytes per second: slow enough to watch, about a minute for all. */
const upLimit = 8 * 1024 * 1024;

async function prepare(folder, tracker) {
  const data = join(folder, 'seeder');
  const torrents = join(folder, 'torrents');
  await mkdir(torrents);
  const paths = await writePayload(data);
  const files = [];
  for (const path of paths) {
    files.push(await makeTorrent(path, join(torrents, `${basename(path)}.torrent`), tracker));
  }
  return { data, files };
}

async function show(electron, folder, files) {
  const downloads = join(folder, 'downloads');
  await mkdir(downloads);
  say(`The downloads go to ${downloads}; everything is removed when the app quits.`);
  const alone = ['lsd=false', 'dht=false', 'portMapping=false'].flatMap((set) => ['--set', set]);
  const options = ['--profile', join(folder, 'profile'), '--save-to', downloads, ...alone];
  const args = [...sandboxArguments(), root, ...options, ...process.argv.slice(2), ...files];
  return launch(electron.executable, args, { cwd: folder });
}

await main(async () => {
  const electron = await setUp();
  await ensureBuilt('app');
  await ensureBuilt('cli');
  const folder = await mkdtemp(join(tmpdir(), 'skein-demo-'));
  const tracker = await startTracker();
  try {
    const { data, files } = await step('Making 450 MB of data and three torrents', () =>
      prepare(folder, tracker.url),
    );
    const seeder = await step('Starting the seeder', () => startSeeder(files, data, upLimit));
    try {
      return await show(electron, folder, files);
    } finally {
      await seeder.stop();
    }
  } finally {
    tracker.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
