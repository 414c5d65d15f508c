import { mkdir, open, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownTorrent, readOwn, writeOwn } from '../../core/foreign/own.ts';
import type { ForeignTorrent } from '../../core/foreign/types.ts';
import { isInfoHash } from '../../core/ids.ts';
import { done, fault, ok, type Result } from '../../core/result.ts';
import type { ForeignOrganisation } from '../../ports/profiles.ts';
import { diskFault } from '../disk/fault.ts';
import { readIf, textIn } from './files.ts';

export const EXPORT_FILE = 'skein-export.json';

/** Into an empty or new folder: `<info-hash>.torrent` for each, and one JSON with the rest. */
export async function saveExport(
  folder: string,
  torrents: AsyncIterable<Result<ForeignTorrent>>,
  organisation: ForeignOrganisation,
): Promise<Result<void>> {
  const written: string[] = [];
  let isNew = true;
  const undo = async (): Promise<void> => {
    for (const file of written) await rm(file, { force: true }).catch(() => undefined);
    if (isNew) await rmdir(folder).catch(() => undefined);
  };
  try {
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      isNew = false;
    });
    if ((await readdir(folder)).length > 0)
      return fault('export-not-empty', folder, `${folder} is not empty. Choose a new folder.`);
    const write = async (name: string, content: Uint8Array | string): Promise<void> => {
      written.push(join(folder, name));
      await writeFile(join(folder, name), content, { flag: 'wx' });
    };
    const all: ForeignTorrent[] = [];
    for await (const torrent of torrents) {
      if (!torrent.ok) {
        await undo();
        return torrent;
      }
      const { infoHash, metainfo } = torrent.value;
      if (metainfo !== undefined) await write(`${infoHash}.torrent`, metainfo);
      all.push({ ...torrent.value, metainfo: undefined });
    }
    const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
    // Last: a folder without it is no export.
    await write(EXPORT_FILE, writeOwn(all, organisation, base64));
    await synced(join(folder, EXPORT_FILE));
    return done;
  } catch (error) {
    await undo();
    return diskFault(error, folder, 'write to');
  }
}

async function synced(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The JSON is read and checked as a whole, the .torrent files one after the other. */
export function readExport(folder: string) {
  const path = join(folder, EXPORT_FILE);
  let entries: readonly unknown[] = [];
  return {
    client: 'skein' as const,
    folder,
    async organisation(): Promise<Result<ForeignOrganisation>> {
      const file = await readIf(path);
      if (!file.ok) return file;
      const own = readOwn(textIn(file.value?.bytes ?? new Uint8Array()), path);
      if (!own.ok) return own;
      const { torrents, ...organisation } = own.value;
      entries = torrents;
      return ok(organisation);
    },
    async *torrents(): AsyncGenerator<Result<ForeignTorrent>> {
      for (const entry of entries) yield await torrentOf(folder, path, entry);
    },
  };
}

async function torrentOf(
  folder: string,
  path: string,
  entry: unknown,
): Promise<Result<ForeignTorrent>> {
  const id = (entry as { infoHash?: unknown } | null)?.infoHash;
  const file = isInfoHash(id) ? await readIf(folder, `${id}.torrent`) : ok(undefined);
  if (!file.ok) return file;
  const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
  return ownTorrent(entry, file.value?.bytes, bytesOf, path);
}
