import { join } from 'node:path';
import { type DelugeState, readDelugeState } from '../../core/foreign/deluge.ts';
import { libtorrentTorrent } from '../../core/foreign/libtorrent.ts';
import { hashOf, readDict } from '../../core/foreign/read.ts';
import { transmissionTorrent } from '../../core/foreign/transmission.ts';
import type { ForeignTorrent } from '../../core/foreign/types.ts';
import { fault, type Result } from '../../core/result.ts';
import { namesIn, readIf } from './files.ts';

type Found = (one: Result<ForeignTorrent>) => void;

/** `folder` holds `resume` and `torrents`. */
export async function readTransmission(folder: string, found: Found): Promise<void> {
  for (const name of await namesIn(join(folder, 'resume'))) {
    if (!name.endsWith('.resume')) continue;
    const stem = name.slice(0, -'.resume'.length);
    const file = await readIf(folder, 'resume', name);
    if (file === undefined) continue;
    const resume = readDict(file.bytes, name);
    const metainfo = await readIf(folder, 'torrents', `${stem}.torrent`);
    const magnet = await readIf(folder, 'torrents', `${stem}.magnet`);
    const link = magnet && new TextDecoder().decode(magnet.bytes).trim();
    // Older versions put the name before the first digits of the hash.
    const infoHash = hashOf(stem) ?? (await fullHash(metainfo?.bytes));
    if (!resume.ok) found(resume);
    else if (infoHash === undefined) found(half(name));
    else
      found({
        ok: true,
        value: transmissionTorrent(resume.value, infoHash, metainfo?.bytes, link, file.mtimeMs),
      });
  }
}

async function fullHash(
  metainfo: Uint8Array | undefined,
): Promise<ForeignTorrent['infoHash'] | undefined> {
  const dict = metainfo && readDict(metainfo, '');
  const info = dict?.ok === true ? dict.value.get('info')?.raw : undefined;
  if (info === undefined) return undefined;
  const digest = await crypto.subtle.digest('SHA-1', new Uint8Array(info));
  return hashOf(Buffer.from(digest).toString('hex'));
}

/** `folder` holds `torrents.state`, `torrents.fastresume` and the .torrent files. */
export async function readDeluge(folder: string, found: Found): Promise<void> {
  const state = await readIf(folder, 'torrents.state');
  const resumes = await readIf(folder, 'torrents.fastresume');
  const states = state && readDelugeState(state.bytes, join(folder, 'torrents.state'));
  if (states === undefined) return;
  if (!states.ok) {
    found(states);
    return;
  }
  const all = resumes && readDict(resumes.bytes, join(folder, 'torrents.fastresume'));
  if (all !== undefined && !all.ok) found(all);
  const labels = await readLabels(join(folder, '..'));
  for (const one of states.value) {
    const raw = all?.ok === true ? all.value.bytes(one.infoHash) : undefined;
    found(await delugeTorrent(folder, one, raw, labels.get(one.infoHash), resumes?.mtimeMs ?? 0));
  }
}

async function delugeTorrent(
  folder: string,
  state: DelugeState,
  raw: Uint8Array | undefined,
  label: string | undefined,
  savedAt: number,
): Promise<Result<ForeignTorrent>> {
  // Without resume data it comes all the same, and is checked.
  const resume = readDict(raw ?? new Uint8Array([0x64, 0x65]), state.infoHash);
  if (!resume.ok) return resume;
  const metainfo = await readIf(folder, `${state.infoHash}.torrent`);
  if (metainfo === undefined && state.magnet === undefined) return half(state.infoHash);
  return {
    ok: true,
    value: libtorrentTorrent(resume.value, {
      ...state,
      metainfo: metainfo?.bytes,
      category: label ?? '',
      savedAt,
    }),
  };
}

/** Of its label plugin: two JSON texts behind each other, the second is what counts. */
async function readLabels(folder: string): Promise<ReadonlyMap<string, string>> {
  const file = await readIf(folder, 'label.conf');
  if (file === undefined) return new Map();
  const text = new TextDecoder().decode(file.bytes);
  try {
    const at = text.indexOf('}{');
    const parsed: unknown = JSON.parse(at < 0 ? text : text.slice(at + 1));
    const labels = (parsed as { torrent_labels?: Record<string, unknown> }).torrent_labels ?? {};
    return new Map(Object.entries(labels).map(([hash, label]) => [hash, String(label)]));
  } catch {
    return new Map();
  }
}

const half = (name: string): Result<never> =>
  fault('foreign-half', name, `The .torrent file that belongs to “${name}” is not there.`);
