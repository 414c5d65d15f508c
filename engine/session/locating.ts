import type { Located } from '../api/files-api.ts';
import { Bitfield } from '../core/bitfield.ts';
import { Layout } from '../core/layout.ts';
import { type Candidate, matchFiles } from '../core/metainfo/match-files.ts';
import { type Names, withNames } from '../core/metainfo/names.ts';
import { PART_SUFFIX } from '../core/metainfo/part-names.ts';
import { type Info, pieceSize } from '../core/metainfo/types.ts';
import { done, fault, ok, type Result } from '../core/result.ts';
import type { Disk } from '../ports/disk.ts';
import { createPieceStorage } from '../storage/piece-storage.ts';
import type { Torrent } from '../torrent/torrent.ts';
import type { Session } from './session.ts';

/** A folder of more files than this is not the one around a torrent's data. */
const MAX_FOUND = 50_000;
const MAX_DEPTH = 16;
/** Files whose content is sampled, and pieces of each. */
const SAMPLED = 200;
const PIECES = 3;

interface Found {
  readonly names: Names;
  /** Those that have the suffix of the incomplete there. */
  readonly carrying: readonly number[];
  readonly matched: readonly (Candidate | undefined)[];
}

/** Finds a torrent's data in a folder that the user points at, and takes it from there. */
export class Locating {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** What of the torrent is there, by size and by samples of its pieces. Changes nothing. */
  async look(torrent: Torrent, folder: string): Promise<Result<Located>> {
    const info = torrent.metainfo?.info;
    if (info === undefined) return noFiles(torrent);
    const found = await this.#find(info, folder);
    if (!found.ok) return found;
    const good = await this.#sample(info, folder, found.value);
    const files = info.files.flatMap((file, index) => {
      if (file.pad || file.length === 0) return [];
      const there = found.value.matched[index]?.path.join('/');
      const match = there === undefined ? 'missing' : (good.get(index) ?? 'size');
      return [{ path: file.path.join('/'), length: file.length, found: there, match }] as const;
    });
    return ok({ id: torrent.id, folder, files });
  }

  /** The torrent lies there from now on. What it has is checked; what lies at the old place stays. */
  async use(torrent: Torrent, folder: string): Promise<Result<void>> {
    const info = torrent.metainfo?.info;
    if (info === undefined) return noFiles(torrent);
    const found = await this.#find(info, folder);
    if (!found.ok) return found;
    const { names, carrying, matched } = found.value;
    if (matched.every((one) => one === undefined)) {
      const message = `Nothing of “${torrent.name}” is in ${folder}.`;
      return fault('locate-nothing', folder, message);
    }
    const named = withNames(info, names);
    const claimed = await this.#session.claims.against(torrent.id, folder, named);
    if (claimed !== undefined) return claimed;
    let result: Result<void> = done;
    await torrent.life.relocate(async (letGo) => {
      await letGo();
      result = await this.#session.moving.commit(torrent, { root: folder, names, carrying });
      return result.ok ? new Array<undefined>(info.files.length).fill(undefined) : [];
    });
    if (result.ok) void torrent.life.recheck();
    return result;
  }

  async #find(info: Info, folder: string): Promise<Result<Found>> {
    const { disk } = this.#session.ports;
    const stat = await disk.stat(folder);
    if (!stat.ok) return stat;
    if (stat.value.kind !== 'folder')
      return fault('folder-is-file', folder, `${folder} is a file, not a folder.`);
    const candidates = await filesBelow(disk, folder);
    if (!candidates.ok) return candidates;
    const matched = matchFiles(info, candidates.value);
    const names: Record<string, string> = {};
    const carrying: number[] = [];
    info.files.forEach((file, index) => {
      const there = matched[index]?.path.join('/');
      if (there === undefined) return;
      const own = file.path.join('/');
      const carries = there.endsWith(PART_SUFFIX) && !own.endsWith(PART_SUFFIX);
      if (carries) carrying.push(index);
      const name = carries ? there.slice(0, -PART_SUFFIX.length) : there;
      if (name !== own) names[index] = name;
    });
    return ok({ names, carrying, matched });
  }

  /** Pieces that lie in one found file, or in found ones only. */
  async #sample(
    info: Info,
    folder: string,
    { names, carrying, matched }: Found,
  ): Promise<Map<number, 'hash' | 'other'>> {
    const layout = new Layout(info);
    const isThere = (piece: number): boolean =>
      layout
        .spans(piece * info.pieceLength, pieceSize(info, piece))
        .every(({ file }) => matched[file] !== undefined || info.files[file]?.pad === true);
    const wanted = new Map<number, number[]>();
    for (let file = 0; file < info.files.length && wanted.size < SAMPLED; file++) {
      const range = matched[file] === undefined ? undefined : layout.piecesOf(file);
      if (range === undefined) continue;
      const middle = Math.floor((range.first + range.last) / 2);
      const pieces = [range.first, middle, range.last, range.first + 1].filter(
        (piece, at, all) => piece <= range.last && all.indexOf(piece) === at && isThere(piece),
      );
      if (pieces.length > 0) wanted.set(file, pieces.slice(0, PIECES));
    }
    const pieces = [...new Set([...wanted.values()].flat())].sort((a, b) => a - b);
    const judged = new Map<number, 'hash' | 'other'>();
    if (pieces.length === 0) return judged;
    const storage = createPieceStorage(
      this.#session.storage,
      withNames(info, names),
      folder,
      { fileChanged: () => undefined },
      { carrying },
    );
    const checked = await storage.check(
      pieces,
      () => undefined,
      () => false,
    );
    await storage.close();
    if (!checked.ok) return judged;
    const good = new Bitfield(info.pieceCount, checked.value);
    for (const [file, samples] of wanted)
      judged.set(file, samples.some((piece) => good.get(piece)) ? 'hash' : 'other');
    return judged;
  }
}

async function filesBelow(disk: Disk, folder: string): Promise<Result<readonly Candidate[]>> {
  const found: Candidate[] = [];
  const folders: (readonly string[])[] = [[]];
  for (let path = folders.pop(); path !== undefined; path = folders.pop()) {
    const names = await disk.list(disk.join(folder, ...path));
    // What may not be looked into holds nothing of ours.
    if (!names.ok && path.length === 0) return names;
    for (const name of names.ok ? names.value : []) {
      const below = [...path, name];
      const stat = await disk.stat(disk.join(folder, ...below));
      if (!stat.ok) continue;
      if (stat.value.kind === 'file') found.push({ path: below, size: stat.value.size });
      else if (stat.value.kind === 'folder' && below.length < MAX_DEPTH) folders.push(below);
      if (found.length > MAX_FOUND) {
        const message = `${folder} holds more than ${MAX_FOUND} files. Choose a folder nearer to the data.`;
        return fault('locate-too-many', folder, message);
      }
    }
  }
  return ok(found);
}

const noFiles = (torrent: Torrent): Result<never> =>
  fault('torrent-no-metadata', torrent.name, `The files of “${torrent.name}” are not known yet.`);
