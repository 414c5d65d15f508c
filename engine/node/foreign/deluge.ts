import { dirname, join } from 'node:path';
import type { BencodeDict } from '../../core/bencode/decode.ts';
import { type DelugeState, delugeTorrent, readDelugeState } from '../../core/foreign/deluge.ts';
import { readDict } from '../../core/foreign/read.ts';
import type { ForeignTorrent } from '../../core/foreign/types.ts';
import { type Fault, ok, type Result } from '../../core/result.ts';
import { half, readIf, textIn } from './files.ts';

/** `folder` holds `torrents.state`, `torrents.fastresume` and the .torrent files. */
export async function* readDeluge(folder: string): AsyncGenerator<Result<ForeignTorrent>> {
  const states = await firstGood(folder, 'torrents.state', readDelugeState);
  for (const fault of states.faults) yield fault;
  const resumes = await firstGood(folder, 'torrents.fastresume', readDict);
  for (const fault of resumes.faults) yield fault;
  const labels = await readLabels(dirname(folder));
  for (const state of states.value ?? [])
    yield await torrentOf(folder, state, resumes, labels.get(state.infoHash) ?? '');
}

interface Good<T> {
  readonly value: T | undefined;
  readonly mtimeMs: number;
  readonly faults: readonly Fault[];
}

/** Or the copy that Deluge keeps of the one before. What is wrong with the first is told. */
async function firstGood<T>(
  folder: string,
  name: string,
  parse: (bytes: Uint8Array, file: string) => Result<T>,
): Promise<Good<T>> {
  const faults: Fault[] = [];
  for (const one of [name, `${name}.bak`]) {
    const file = await readIf(folder, one);
    if (!file.ok) faults.push(file);
    else if (file.value !== undefined) {
      const parsed = parse(file.value.bytes, join(folder, one));
      if (parsed.ok) return { value: parsed.value, mtimeMs: file.value.mtimeMs, faults };
      faults.push(parsed);
    }
  }
  return { value: undefined, mtimeMs: 0, faults };
}

const NOTHING = readDict(new Uint8Array([0x64, 0x65]), '') as { readonly value: BencodeDict };

async function torrentOf(
  folder: string,
  state: DelugeState,
  resumes: Good<BencodeDict>,
  label: string,
): Promise<Result<ForeignTorrent>> {
  const { infoHash } = state;
  const raw = resumes.value?.bytes(infoHash);
  const resume = raw === undefined ? ok(NOTHING.value) : readDict(raw, infoHash);
  if (!resume.ok) return resume;
  const metainfo = await readIf(folder, `${infoHash}.torrent`);
  if (!metainfo.ok) return metainfo;
  if (metainfo.value === undefined && state.magnet === undefined)
    return half(state.name || infoHash);
  return ok(delugeTorrent(resume.value, state, metainfo.value?.bytes, label, resumes.mtimeMs));
}

/** Of its label plugin: two JSON texts behind each other, the second is what counts. */
async function readLabels(folder: string): Promise<ReadonlyMap<string, string>> {
  const file = await readIf(folder, 'label.conf');
  if (!file.ok || file.value === undefined) return new Map();
  const text = textIn(file.value.bytes);
  try {
    const at = text.indexOf('}{');
    const parsed: unknown = JSON.parse(at < 0 ? text : text.slice(at + 1));
    const labels = (parsed as { torrent_labels?: Record<string, unknown> }).torrent_labels ?? {};
    return new Map(Object.entries(labels).map(([hash, label]) => [hash, String(label)]));
  } catch {
    return new Map();
  }
}
