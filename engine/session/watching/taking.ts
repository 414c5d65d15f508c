import type { AddedTorrent, AddTorrent, TorrentSource } from '../../api/engine-api.ts';
import { utf8DecodeLenient } from '../../core/bytes/text.ts';
import { done, type Fault, fault, ok, type Result } from '../../core/result.ts';
import type { WatchFolder } from '../../core/watch/folders.ts';
import type { Disk, FileStat } from '../../ports/disk.ts';
import type { Session } from '../session.ts';
import { isMagnetFile } from './walk.ts';

const MAX_TORRENT_BYTES = 10 * 1024 * 1024;
const MAX_MAGNET_BYTES = 256 * 1024;
/** Names that are tried for a file that was taken. */
const MAX_NAMES = 1_000;

export type Taken =
  | {
      readonly kind: 'taken';
      readonly added: readonly AddedTorrent[];
      readonly present: readonly AddedTorrent[];
    }
  /** It is no torrent. */
  | { readonly kind: 'broken'; readonly fault: Fault }
  /** The file may be well: something else stands in the way. */
  | { readonly kind: 'later'; readonly fault: Fault }
  | { readonly kind: 'gone' };

type Stamp = Pick<FileStat, 'size' | 'mtimeMs'>;

/** Brings what is in a file of a watch folder into the list. */
export async function takeFile(
  session: Session,
  folder: WatchFolder,
  name: string,
  stat: FileStat,
): Promise<Taken> {
  const { disk } = session.ports;
  const path = pathOf(disk, folder, name);
  if (stat.kind !== 'file') return { kind: 'broken', fault: noFile(path, stat) };
  const limit = isMagnetFile(name) ? MAX_MAGNET_BYTES : MAX_TORRENT_BYTES;
  if (stat.size > limit) {
    const message = `${path} has ${stat.size} bytes; such a file has at most ${limit}.`;
    return { kind: 'broken', fault: fault('watch-too-large', path, message, { limit }) };
  }
  const bytes = await readWhole(disk, folder.path, path, stat.size);
  if (!bytes.ok) {
    if (bytes.code === 'disk-missing') return { kind: 'gone' };
    return { kind: bytes.code === 'disk-link' ? 'broken' : 'later', fault: bytes };
  }
  const sources = sourcesOf(path, bytes.value);
  return sources.ok ? addAll(session, folder, name, sources.value) : broken(sources);
}

/** All that the file names, or nothing of it: each is looked at before the first is added. */
async function addAll(
  session: Session,
  folder: WatchFolder,
  name: string,
  sources: readonly TorrentSource[],
): Promise<Taken> {
  const { adding, ports } = session;
  const { disk } = ports;
  const present: AddedTorrent[] = [];
  const fresh: TorrentSource[] = [];
  for (const [index, source] of sources.entries()) {
    const seen = adding.preview(source);
    // A file is called by its path already; a link does not say where it stands.
    if (!seen.ok)
      return broken(source.kind === 'metainfo' ? seen : oddLine(pathOf(disk, folder, name), index));
    if (seen.value.present) present.push({ id: seen.value.id, name: seen.value.name });
    else fresh.push(source);
  }
  const added: AddedTorrent[] = [];
  for (const source of fresh) {
    const one = await adding.add(wishesOf(disk, folder, name, source));
    if (one.ok) added.push(one.value);
    // The same link twice in one file, or somebody was quicker.
    else if (one.code !== 'torrent-duplicate') return { kind: 'later', fault: one };
  }
  return { kind: 'taken', added, present };
}

function wishesOf(
  disk: Disk,
  folder: WatchFolder,
  name: string,
  source: TorrentSource,
): AddTorrent {
  const { savePath, byRules, category, tags, paused, path } = folder;
  // The folders that it lies in say what it is: rules can go by them.
  const own = path.slice(disk.above(path).length).replace(/^[/\\]+/, '');
  const labels = [own, ...name.split('/').slice(0, -1)].filter((label) => label !== '');
  return {
    source,
    savePath,
    paused,
    ...(category === '' ? {} : { category }),
    ...(tags.length === 0 ? {} : { tags }),
    rules: { path: byRules, labels },
  };
}

/** The file gets a name that says that it was taken. Nothing is done to one that changed meanwhile. */
export async function markFile(
  disk: Disk,
  folder: WatchFolder,
  name: string,
  stamp: Stamp,
): Promise<Result<void>> {
  const path = pathOf(disk, folder, name);
  const now = await disk.stat(path);
  if (!now.ok) return now.code === 'disk-missing' ? done : now;
  if (now.value.size !== stamp.size || now.value.mtimeMs !== stamp.mtimeMs) return done;
  for (let number = 1; number <= MAX_NAMES; number++) {
    const suffix = number === 1 ? '' : `.${number}`;
    const renamed = await disk.rename(path, `${path}${suffix}.added`);
    if (renamed.ok || renamed.code !== 'disk-exists') return renamed;
  }
  return fault('disk-exists', path, `There is no free name for ${path}.`);
}

export const pathOf = (disk: Disk, folder: WatchFolder, name: string): string =>
  disk.join(folder.path, ...name.split('/'));

function sourcesOf(path: string, bytes: Uint8Array): Result<readonly TorrentSource[]> {
  if (!isMagnetFile(path)) return ok([{ kind: 'metainfo', bytes, fileName: path }]);
  const links = utf8DecodeLenient(bytes)
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const odd = links.findIndex((link) => !/^magnet:\?/i.test(link));
  if (links.length > 0 && odd === -1) return ok(links.map((uri) => ({ kind: 'magnet', uri })));
  return links.length === 0
    ? fault('watch-no-link', path, `There is no magnet link in ${path}.`)
    : oddLine(path, odd);
}

const oddLine = (path: string, index: number): Fault =>
  fault('watch-odd-line', path, `Line ${index + 1} of ${path} is not a magnet link.`, {
    line: index + 1,
  });

async function readWhole(
  disk: Disk,
  root: string,
  path: string,
  size: number,
): Promise<Result<Uint8Array>> {
  const file = await disk.open(root, path, 'read');
  if (!file.ok) return file;
  try {
    // One byte more than it should have: a file that grows meanwhile is noticed.
    const bytes = new Uint8Array(size + 1);
    const read = await file.value.read(bytes, 0);
    if (!read.ok) return read;
    if (read.value !== size)
      return fault('disk-changed', path, `${path} changed while it was read.`);
    return ok(bytes.subarray(0, size));
  } finally {
    await file.value.close();
  }
}

const broken = (why: Fault): Taken => ({ kind: 'broken', fault: why });

const noFile = (path: string, { kind }: FileStat): Fault =>
  kind === 'link'
    ? fault('disk-link', path, `Will not follow the symbolic link ${path}.`)
    : fault('watch-no-file', path, `${path} is no plain file.`);
