import { join } from 'node:path';
import { hashOf, readDict } from '../../core/foreign/read.ts';
import { linkInTorrentFile, transmissionTorrent } from '../../core/foreign/transmission.ts';
import type { ForeignTorrent } from '../../core/foreign/types.ts';
import { infoHashOf } from '../../core/ids.ts';
import type { Result } from '../../core/result.ts';
import { half, namesIn, readIf, textIn } from './files.ts';

const RESUME = '.resume';

/** Its two folders; on a Mac they are written with a capital letter. */
export async function transmissionFolders(
  folder: string,
): Promise<{ readonly resume: string; readonly torrents: string } | undefined> {
  const names = await namesIn(folder);
  const find = (name: string): string | undefined =>
    names.find((one) => one.toLowerCase() === name);
  const [resume, torrents] = [find('resume'), find('torrents')];
  if (resume === undefined || torrents === undefined) return undefined;
  return { resume: join(folder, resume), torrents: join(folder, torrents) };
}

/** In the order in which they were added: it writes no other one down. */
export async function* readTransmission(folder: string): AsyncGenerator<Result<ForeignTorrent>> {
  const folders = await transmissionFolders(folder);
  if (folders === undefined) return;
  const { resume } = folders;
  const stems: { readonly stem: string; readonly added: number }[] = [];
  for (const name of await namesIn(resume)) {
    if (!name.endsWith(RESUME)) continue;
    const dict = await dictOf(resume, name);
    if (!dict.ok) yield dict;
    else if (dict.value !== undefined)
      stems.push({
        stem: name.slice(0, -RESUME.length),
        added: dict.value.dict.integer('added-date') ?? 0,
      });
  }
  for (const { stem } of stems.sort((a, b) => a.added - b.added)) {
    const torrent = await torrentOf(folders, stem);
    if (torrent !== undefined) yield torrent;
  }
}

async function dictOf(folder: string, name: string) {
  const file = await readIf(folder, name);
  if (!file.ok) return file;
  if (file.value === undefined) return { ok: true, value: undefined } as const;
  const dict = readDict(file.value.bytes, join(folder, name));
  if (!dict.ok) return dict;
  return { ok: true, value: { dict: dict.value, mtimeMs: file.value.mtimeMs } } as const;
}

/** Undefined where it was removed meanwhile. */
async function torrentOf(
  folders: { readonly resume: string; readonly torrents: string },
  stem: string,
): Promise<Result<ForeignTorrent> | undefined> {
  const read = await dictOf(folders.resume, stem + RESUME);
  if (!read.ok) return read;
  if (read.value === undefined) return undefined;
  const { dict, mtimeMs } = read.value;
  const file = await readIf(folders.torrents, `${stem}.torrent`);
  if (!file.ok) return file;
  const link = await readIf(folders.torrents, `${stem}.magnet`);
  if (!link.ok) return link;
  const bytes = file.value?.bytes;
  const top = bytes && readDict(bytes, join(folders.torrents, `${stem}.torrent`));
  if (top?.ok === false) return top;
  const info = top?.value.get('info')?.raw;
  const kept = top?.value.dict('magnet-info')?.bytes('info_hash');
  // Older versions put the name before the first digits of the hash.
  const infoHash =
    hashOf(stem) ?? (kept?.length === 20 ? infoHashOf(kept) : info && (await sha1Of(info)));
  const name = dict.text('name') ?? stem;
  if (infoHash === undefined) return half(name);
  const magnet =
    link.value === undefined
      ? top && linkInTorrentFile(top.value, infoHash)
      : textIn(link.value.bytes).trim();
  const metainfo = info === undefined ? undefined : bytes;
  if (metainfo === undefined && magnet === undefined) return half(name);
  return { ok: true, value: transmissionTorrent(dict, infoHash, metainfo, magnet, mtimeMs) };
}

const sha1Of = async (bytes: Uint8Array) =>
  infoHashOf(new Uint8Array(await crypto.subtle.digest('SHA-1', new Uint8Array(bytes))));
