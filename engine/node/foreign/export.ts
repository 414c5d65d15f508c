import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ForeignTorrent } from '../../core/foreign/types.ts';
import { isInfoHash } from '../../core/ids.ts';
import { done, fault, type Result } from '../../core/result.ts';
import { diskFault } from '../disk/fault.ts';
import { readIf } from './files.ts';

export const EXPORT_FILE = 'skein-export.json';
const FORMAT = 1;

type Kept = Omit<ForeignTorrent, 'metainfo' | 'have'> & { readonly have: string | undefined };

/** Into an empty or new folder: `<info-hash>.torrent` for each, and one JSON with the rest. */
export async function saveExport(
  folder: string,
  torrents: readonly ForeignTorrent[],
): Promise<Result<void>> {
  try {
    await mkdir(folder, { recursive: false }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    if ((await readdir(folder)).length > 0)
      return fault('export-not-empty', folder, `${folder} is not empty. Choose a new folder.`);
    for (const { infoHash, metainfo } of torrents) {
      if (metainfo !== undefined)
        await writeFile(join(folder, `${infoHash}.torrent`), metainfo, { flag: 'wx' });
    }
    const kept = torrents.map(
      ({ metainfo: _metainfo, have, ...rest }): Kept => ({
        ...rest,
        have: have?.kind === 'pieces' ? Buffer.from(have.bits).toString('base64') : undefined,
      }),
    );
    // Last: a folder without it is no export.
    const text = JSON.stringify({ format: FORMAT, torrents: kept }, undefined, 1);
    await writeFile(join(folder, EXPORT_FILE), text, { flag: 'wx' });
    return done;
  } catch (error) {
    return diskFault(error, folder, 'write to');
  }
}

export async function readExport(
  folder: string,
  found: (one: Result<ForeignTorrent>) => void,
): Promise<void> {
  const file = await readIf(folder, EXPORT_FILE);
  const path = join(folder, EXPORT_FILE);
  let torrents: readonly unknown[];
  try {
    const parsed = JSON.parse(new TextDecoder().decode(file?.bytes)) as { torrents?: unknown };
    if (!Array.isArray(parsed.torrents)) throw new Error('it lists no torrents');
    torrents = parsed.torrents;
  } catch (error) {
    found(fault('foreign-damaged', path, `${path} cannot be read: ${String(error)}.`));
    return;
  }
  for (const one of torrents) found(await torrentOf(folder, one));
}

async function torrentOf(folder: string, value: unknown): Promise<Result<ForeignTorrent>> {
  const kept = (typeof value === 'object' && value !== null ? value : {}) as Partial<Kept>;
  const { infoHash } = kept;
  if (infoHash === undefined || !isInfoHash(infoHash) || typeof kept.savePath !== 'string')
    return fault('foreign-damaged', folder, `An entry of ${EXPORT_FILE} has no info-hash.`);
  const metainfo = (await readIf(folder, `${infoHash}.torrent`))?.bytes;
  const magnet = typeof kept.magnet === 'string' ? kept.magnet : undefined;
  if (metainfo === undefined && magnet === undefined) {
    const name = String(kept.name ?? infoHash);
    return fault('foreign-half', name, `The .torrent file that belongs to “${name}” is not there.`);
  }
  const number = (part: unknown): number => (typeof part === 'number' && part > 0 ? part : 0);
  const texts = (part: unknown): string[] => (Array.isArray(part) ? part.map(String) : []);
  const bits = typeof kept.have === 'string' ? Buffer.from(kept.have, 'base64') : undefined;
  return {
    ok: true,
    value: {
      infoHash,
      name: String(kept.name ?? infoHash),
      metainfo,
      magnet,
      savePath: kept.savePath,
      paths: texts(kept.paths),
      priorities: Array.isArray(kept.priorities) ? kept.priorities.map(number) : [],
      paused: kept.paused === true,
      category: typeof kept.category === 'string' ? kept.category : '',
      tags: texts(kept.tags),
      trackers: Array.isArray(kept.trackers) ? kept.trackers.map(texts) : [],
      downloaded: number(kept.downloaded),
      uploaded: number(kept.uploaded),
      addedAt: number(kept.addedAt),
      completedAt: number(kept.completedAt),
      activeMs: number(kept.activeMs),
      seedingMs: number(kept.seedingMs),
      have: bits === undefined ? undefined : { kind: 'pieces', bits: new Uint8Array(bits) },
      savedAt: number(kept.savedAt),
    },
  };
}
