import type { InfoHash } from '../core/ids.ts';
import { withPart } from '../core/metainfo/part-names.ts';
import type { Info } from '../core/metainfo/types.ts';
import { collisionKey } from '../core/paths/element.ts';
import { type Fault, fault } from '../core/result.ts';
import type { Torrent } from '../torrent/torrent.ts';
import type { Session } from './session.ts';

/** A torrent in the list, or one that is about to be. */
interface Claimant extends Pick<Torrent, 'id' | 'name' | 'savePath'> {
  readonly info: Files | undefined;
}

type Files = Pick<Info, 'files'>;

/**
 * A fault where a file of the torrent, saved below `root`, would be a file of another torrent in the list, or what
 * that is called while it is incomplete.
 */
export function claimedBy(
  session: Session,
  id: InfoHash,
  root: string,
  info: Files,
): Fault | undefined {
  const { disk } = session.ports;
  const absolute = (base: string, path: readonly string[]): string =>
    collisionKey(disk.join(base, ...path));
  let own: Map<string, string> | undefined;
  for (const other of session.claims.near(topsOf(info, (top) => absolute(root, [top])))) {
    if (other.id === id || other.info === undefined) continue;
    own ??= new Map(filesOf(info).map((path) => [absolute(root, path), disk.join(root, ...path)]));
    for (const path of filesOf(other.info)) {
      const claimed = own.get(absolute(other.savePath, path));
      if (claimed !== undefined) {
        return fault(
          'path-claimed',
          claimed,
          `${claimed} belongs to “${other.name}”, which is in the list. Choose another folder.`,
          { other: other.name },
        );
      }
    }
  }
  return undefined;
}

/** By both of their names. */
const filesOf = (info: Files): (readonly string[])[] =>
  info.files.flatMap(({ pad, path }) => (pad ? [] : [path, withPart(path)]));

/** The first elements of all paths: nearly always one folder, or one file by its two names. */
function topsOf(info: Files, absolute: (top: string) => string): ReadonlySet<string> {
  const tops = new Set<string>();
  for (const { pad, path } of info.files) {
    if (pad) continue;
    tops.add(path[0] as string);
    if (path.length === 1) tops.add(withPart(path)[0] as string);
  }
  return new Set([...tops].map(absolute));
}

interface Entry {
  readonly savePath: string;
  readonly info: Files;
  readonly tops: ReadonlySet<string>;
}

/**
 * Where the files of the torrents in the list begin. Files of two can be the same only where the top of one is,
 * or lies in, the top of the other. Kept from one question to the next: with ten thousand torrents a question
 * compares ten thousand references, and no path but those near it.
 */
export class Claims {
  readonly #session: Session;
  readonly #entries = new Map<Claimant, Entry>();
  /** Those among them that are not in the list yet. */
  readonly #reserved = new Set<Claimant>();
  readonly #at = new Map<string, Set<Claimant>>();
  readonly #below = new Map<string, Set<Claimant>>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** One that will be in the list soon has its files already. Ends with the call of what comes back. */
  reserve(claimant: Claimant & { readonly info: Files }): () => void {
    this.#take(claimant, claimant.info);
    this.#reserved.add(claimant);
    return () => {
      const entry = this.#entries.get(claimant);
      this.#reserved.delete(claimant);
      if (entry !== undefined) this.#drop(claimant, entry);
    };
  }

  near(tops: ReadonlySet<string>): ReadonlySet<Claimant> {
    this.#follow();
    const found = new Set<Claimant>();
    for (const top of tops) {
      for (const one of this.#at.get(top) ?? []) found.add(one);
      for (const one of this.#below.get(top) ?? []) found.add(one);
      for (const folder of foldersAbove(top))
        for (const one of this.#at.get(folder) ?? []) found.add(one);
    }
    return found;
  }

  /** Torrents come and go, move, are renamed, and get their metadata: what is as it was is left alone. */
  #follow(): void {
    const { torrents } = this.#session;
    let current = this.#reserved.size;
    for (const torrent of torrents.values()) {
      if (torrent.info === undefined) continue;
      current++;
      const entry = this.#entries.get(torrent);
      if (entry?.info === torrent.info && entry.savePath === torrent.savePath) continue;
      if (entry !== undefined) this.#drop(torrent, entry);
      this.#take(torrent, torrent.info);
    }
    if (this.#entries.size === current) return;
    for (const [one, entry] of this.#entries)
      if (torrents.get(one.id) !== one && !this.#reserved.has(one)) this.#drop(one, entry);
  }

  #take(one: Claimant, info: Files): void {
    const { savePath } = one;
    const { disk } = this.#session.ports;
    const tops = topsOf(info, (top) => collisionKey(disk.join(savePath, top)));
    this.#entries.set(one, { savePath, info, tops });
    for (const top of tops) {
      put(this.#at, top, one);
      for (const folder of foldersAbove(top)) put(this.#below, folder, one);
    }
  }

  #drop(one: Claimant, { tops }: Entry): void {
    this.#entries.delete(one);
    for (const top of tops) {
      pull(this.#at, top, one);
      for (const folder of foldersAbove(top)) pull(this.#below, folder, one);
    }
  }
}

type Held = Map<string, Set<Claimant>>;

function put(map: Held, key: string, one: Claimant): void {
  const held = map.get(key);
  if (held === undefined) map.set(key, new Set([one]));
  else held.add(one);
}

function pull(map: Held, key: string, one: Claimant): void {
  const held = map.get(key);
  held?.delete(one);
  if (held?.size === 0) map.delete(key);
}

function* foldersAbove(path: string): Generator<string> {
  for (let at = path.length - 1; at > 0; at--) {
    if (path[at] === '/' || path[at] === '\\') yield path.slice(0, at);
  }
}
