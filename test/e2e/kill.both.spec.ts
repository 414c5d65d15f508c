import { join } from 'node:path';
import { differences, treeHashes } from '../support/payload.ts';
import { requirements } from '../support/requirements.ts';
import { until } from '../support/wait.ts';
import { expect, type Skein, test } from './support/skein.ts';
import { complete, confirmAdd, seed } from './support/swarm.ts';

const MiB = 1024 * 1024;
const SIZE = 192 * MiB;
const { missing } = requirements('qbittorrent-nox', 'opentracker', 'mktorrent');

test.skip(missing !== undefined, missing);

/** What the row shows, 0 … 1. */
async function shown(skein: Skein, name: string): Promise<number> {
  const label = (await skein.row(name).getAttribute('aria-label')) ?? '';
  return Number(/([\d.]+)%/.exec(label)?.[1] ?? 0) / 100;
}

/** qBittorrent counts what it has sent every 1.5 s: the number that stays. */
async function settled(read: () => Promise<number>): Promise<number> {
  let last = -1;
  let since = performance.now();
  return until(
    async () => {
      const now = await read();
      if (now !== last) since = performance.now();
      last = now;
      return performance.now() - since > 4000 ? { now } : undefined;
    },
    { what: 'the count to settle', timeout: 30_000, interval: 250 },
  ).then(({ now }) => now);
}

test('killed again and again it goes on by itself, and fetches nothing twice that was committed', async ({
  launch,
  group,
  dir,
}) => {
  const name = 'killed.iso';
  const { torrent, hashes, seeder } = await seed({
    group,
    dir,
    by: 'qbittorrent',
    name,
    bytes: SIZE,
    upLimit: 16 * MiB,
  });
  const saved = join(dir, 'saved');
  const fetched = async (): Promise<number> => (await seeder.progress(torrent.infoHash)).uploaded;

  let skein = await launch({ args: [torrent.file] });
  await confirmAdd(skein, saved);
  for (const part of [0.1, 0.35, 0.6]) {
    const moment = part + Math.random() * 0.2;
    const { row } = skein;
    await until(async () => (await shown(skein, name)) >= moment, {
      what: () => `${Math.round(moment * 100)} % of ${name}`,
      timeout: 60_000,
    }).catch(async (error: unknown) => {
      throw new Error(`${String(error)}; the row says ${await row(name).textContent()}`);
    });
    await skein.kill();
    skein = await launch();
  }

  // Once more, and this time nearly nothing may come at first, so that what was kept can be seen.
  await skein.kill();
  const before = await settled(fetched);
  const last = await launch({ args: ['--set', 'downLimit=1024'] });
  await expect(last.row(name)).not.toContainText('Checking');
  await expect(last.row(name)).not.toContainText('0.0%');
  const kept = await shown(last, name);
  expect(kept).toBeGreaterThan(0.3);
  await last.call('setEngine', { downLimit: 0 });
  await complete(last, name);
  expect(differences(hashes, await treeHashes(join(saved, name)))).toEqual([]);
  // A piece that was in flight, and the blocks that endgame asks for twice, may come again; a committed one not.
  const missingBytes = (1 - kept) * SIZE;
  expect((await fetched()) - before).toBeLessThan(missingBytes + 4 * MiB);
});
