import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  type Client,
  FOREIGN,
  type ForeignName,
  startOpentracker,
  type Tracker,
} from '../../support/clients/index.ts';
import {
  type TreeHashes,
  treeHashes,
  writeRandomFile,
  writeRandomTree,
} from '../../support/payload.ts';
import type { ProcessGroup } from '../../support/process-group.ts';
import { type MadeTorrent, makeTorrent } from '../../support/torrent-file.ts';
import { until } from '../../support/wait.ts';
import { expect, type Skein } from './skein.ts';

export interface Seeded {
  readonly name: string;
  readonly torrent: MadeTorrent;
  /** What must be in the target afterwards. */
  readonly hashes: TreeHashes;
  readonly seeder: Client;
  readonly tracker: Tracker;
}

export interface SeedOptions {
  readonly group: ProcessGroup;
  readonly dir: string;
  readonly by: ForeignName;
  readonly name: string;
  /** One file of so many bytes, or a tree of `files` with so many bytes in all. */
  readonly bytes: number;
  readonly files?: number;
  /** Bytes/s that the seeder gives. */
  readonly upLimit?: number;
}

/** A payload, a tracker on loopback that knows it, and a client of somebody else's that seeds it. */
export async function seed(options: SeedOptions): Promise<Seeded> {
  const { group, dir, by, name, bytes, files, upLimit } = options;
  const home = join(dir, `swarm-${name}`);
  const source = join(home, 'source', name);
  await mkdir(join(home, 'source'), { recursive: true });
  if (files === undefined) await writeRandomFile(source, bytes, name);
  else await writeRandomTree(source, { files, bytes, seed: name });
  const tracker = await startOpentracker({ group, dir: join(home, 'tracker') });
  const torrent = await makeTorrent(group, source, join(home, `${basename(name)}.torrent`), {
    announce: [tracker.httpUrl],
    pieceLength: files === undefined ? 1024 * 1024 : 256 * 1024,
  });
  await tracker.allow(torrent.infoHash);
  const seeder = await FOREIGN[by].start({
    group,
    dir: join(home, 'seeder'),
    ...(upLimit === undefined ? {} : { upLimit }),
  });
  await seeder.addTorrent(torrent.file, join(home, 'source'));
  await seeder.waitComplete(torrent.infoHash, 60_000);
  await until(async () => (await tracker.counts(torrent.infoHash)).complete > 0, {
    what: `${by} to announce itself`,
  });
  return { name, torrent, hashes: await treeHashes(source), seeder, tracker };
}

/** Answers the dialog that a command line has opened, as a user does. */
export async function confirmAdd(skein: Skein, folder: string): Promise<void> {
  const dialog = skein.page.getByRole('dialog', { name: /^Add / });
  await dialog.getByLabel('Save in').fill(folder);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog).toHaveCount(0);
}

/** Until the row says that all is there. */
export const complete = (skein: Skein, name: string, timeout = 120_000): Promise<void> =>
  expect(skein.row(name)).toContainText('Seeding', { timeout });
