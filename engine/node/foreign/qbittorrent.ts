import { join } from 'node:path';
import { qbittorrentTorrent } from '../../core/foreign/qbittorrent.ts';
import { hashOf, readDict } from '../../core/foreign/read.ts';
import type { ForeignTorrent } from '../../core/foreign/types.ts';
import type { Result } from '../../core/result.ts';
import { namesIn, readIf, textIn } from './files.ts';
import { wholePaths } from './qbittorrent-places.ts';

const RESUME = '.fastresume';

/** `folder` holds .fastresume files, and beside each the .torrent file. Those that wait come first, in order. */
export async function* readFastresume(folder: string): AsyncGenerator<Result<ForeignTorrent>> {
  const names = new Set((await namesIn(folder)).filter((name) => name.endsWith(RESUME)));
  const queue = await readIf(folder, 'queue');
  const first = queue.ok && queue.value !== undefined ? textIn(queue.value.bytes).split('\n') : [];
  const order = new Set([...first.map((id) => id.trim() + RESUME), ...names]);
  for (const name of order) {
    if (!names.has(name) || hashOf(name) === undefined) continue;
    const torrent = await torrentOf(folder, name);
    if (torrent !== undefined) yield torrent;
  }
}

/** Undefined where it was removed meanwhile. */
async function torrentOf(
  folder: string,
  name: string,
): Promise<Result<ForeignTorrent> | undefined> {
  const infoHash = hashOf(name);
  const file = await readIf(folder, name);
  if (!file.ok) return file;
  if (infoHash === undefined || file.value === undefined) return undefined;
  const resume = readDict(file.value.bytes, join(folder, name));
  if (!resume.ok) return resume;
  const metainfo = await readIf(folder, `${infoHash}.torrent`);
  if (!metainfo.ok) return metainfo;
  const beside = { infoHash, metainfo: metainfo.value?.bytes, savedAt: file.value.mtimeMs };
  return { ok: true, value: wholePaths(qbittorrentTorrent(resume.value, beside), folder) };
}
