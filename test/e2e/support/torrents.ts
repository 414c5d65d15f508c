import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { smallMetainfo } from '../../support/metainfo.ts';
import type { Skein } from './skein.ts';

/** A .torrent file of one small file that nobody has. */
export async function smallTorrent(dir: string, name: string, size = 50_000): Promise<string> {
  const path = join(dir, `${name}.torrent`);
  await writeFile(path, smallMetainfo({ name, content: size }));
  return path;
}

/** Adds paused torrents one after the other, as a user with the dialog switched off does. */
export async function addSmall(skein: Skein, dir: string, names: readonly string[]): Promise<void> {
  const saveTo = join(dir, 'saved');
  await mkdir(saveTo, { recursive: true });
  await skein.call('setDesktop', { skipAddDialog: true, startPaused: true, defaultFolder: saveTo });
  for (const name of names) {
    await skein.call('openPaths', { paths: [await smallTorrent(dir, name)] });
    await skein.row(name).waitFor();
  }
}

/** Adds paused without asking and speaks to this machine alone, also when the desktop starts it. */
export async function settle(skein: Skein, dir: string): Promise<string> {
  const folder = join(dir, 'saved');
  await mkdir(folder, { recursive: true });
  await skein.call('setDesktop', { skipAddDialog: true, startPaused: true, defaultFolder: folder });
  await skein.call('setEngine', { lsd: false, dht: false, portMapping: false });
  return folder;
}
