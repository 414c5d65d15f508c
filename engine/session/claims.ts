import type { InfoHash } from '../core/ids.ts';
import { withPart } from '../core/metainfo/part-names.ts';
import type { Info } from '../core/metainfo/types.ts';
import { collisionKey } from '../core/paths/element.ts';
import { type Fault, fault } from '../core/result.ts';

/** Where folders really are, see `RealPaths`. */
export interface ClaimedFolders {
  has(path: string): boolean;
  of(path: string): string;
  look(paths: Iterable<string>, maxAgeMs?: number): Promise<void>;
}

export interface ClaimsHost {
  readonly folders: ClaimedFolders;
  join(...parts: readonly string[]): string;
  /** Undefined while it is not in the list. */
  nameOf(id: InfoHash): string | undefined;
  /** Resolves after that time, or once the other has settled. */
  within(ms: number, other: Promise<unknown>): Promise<void>;
}

interface Claim {
  readonly id: InfoHash;
  readonly info: Info;
  readonly folder: Folder;
}

/** A folder that torrents are saved in. */
interface Folder {
  readonly root: string;
  /** Where its claims stand in the tree. */
  real: string;
  readonly claims: Set<Claim>;
}

/** A folder or file on the way to what is claimed. */
interface Place {
  readonly below: Map<string, Place>;
  /** Whose paths begin here. */
  readonly claims: Set<Claim>;
}

/** Thousands are added to one folder: somebody who makes a link of it meanwhile is seen a second later. */
const FRESH_MS = 1_000;
/** A drive that hangs holds up nobody who saves elsewhere for longer. */
const PATIENCE_MS = 3_000;

/**
 * Whose files lie where: two torrents never have the same file, be it by way of a link. Links below the folder that a
 * torrent is saved in need no look: nothing is opened through one. Asking costs nothing that grows with the list;
 * a folder costs one look at the disk, by the first who asks.
 */
export class Claims {
  readonly #host: ClaimsHost;
  readonly #byId = new Map<InfoHash, Claim>();
  readonly #folders = new Map<string, Folder>();
  /** Folders that nobody has looked at yet: until somebody asks, they are what they are called. */
  #unseen: Folder[] = [];
  #seen: Promise<void> = Promise.resolve();
  readonly #top: Place = { below: new Map(), claims: new Set() };

  constructor(host: ClaimsHost) {
    this.#host = host;
  }

  /** The files of the torrent lie below `root` from now on. */
  set(id: InfoHash, root: string, info: Info): void {
    const before = this.#byId.get(id);
    if (before?.folder.root === root && before.info === info) return;
    this.delete(id);
    const folder = this.#folder(root);
    const claim = { id, info, folder };
    folder.claims.add(claim);
    this.#byId.set(id, claim);
    this.#place(claim);
  }

  delete(id: InfoHash): void {
    const claim = this.#byId.get(id);
    if (claim === undefined) return;
    const { folder } = claim;
    this.#byId.delete(id);
    this.#displace(claim);
    folder.claims.delete(claim);
    if (folder.claims.size === 0) this.#folders.delete(folder.root);
  }

  /**
   * A fault where a file of the torrent, saved below `root`, would be a file of another one, or what that is called
   * while it is incomplete.
   */
  async against(id: InfoHash, root: string, info: Info): Promise<Fault | undefined> {
    await this.#look(root);
    return this.#against(id, root, info);
  }

  /** The files are its own from here on, unless they are somebody else's: then it has none. */
  async take(id: InfoHash, root: string, info: Info): Promise<Fault | undefined> {
    await this.#look(root);
    const claimed = this.#against(id, root, info);
    if (claimed === undefined) this.set(id, root, info);
    else this.delete(id);
    return claimed;
  }

  /** The name of a torrent among whose files the path lies. */
  async around(path: string): Promise<string | undefined> {
    await this.#look(path);
    let place: Place | undefined = this.#top;
    for (const element of wayOf(this.#host.folders.of(path))) {
      place = place.below.get(element);
      if (place === undefined) return undefined;
      for (const { id, info } of place.claims) return this.#host.nameOf(id) ?? info.name;
    }
    return undefined;
  }

  #against(id: InfoHash, root: string, info: Info): Fault | undefined {
    const real = this.#host.folders.of(root);
    const others = new Set<Claim>();
    for (const path of this.#tops(real, info)) this.#meeting(path, others);
    let own: Map<string, readonly string[]> | undefined;
    for (const other of others) {
      if (other.id === id) continue;
      own ??= new Map(this.#files(real, info));
      for (const [key, path] of this.#files(other.folder.real, other.info)) {
        const mine = own.get(key);
        if (mine === undefined) continue;
        const { join } = this.#host;
        return this.#claimed(other, join(root, ...mine), join(other.folder.root, ...path));
      }
    }
    return undefined;
  }

  #claimed({ id, info }: Claim, path: string, theirs: string): Fault {
    const name = this.#host.nameOf(id) ?? info.name;
    if (collisionKey(path) === collisionKey(theirs)) {
      const message = `${path} belongs to “${name}”, which is in the list. Choose another folder.`;
      return fault('path-claimed', path, message, { other: name });
    }
    const message = `${path} is ${theirs} by way of a link, and belongs to “${name}”, which is in the list. Choose another folder.`;
    return fault('path-claimed-link', path, message, { other: name, theirs });
  }

  #folder(root: string): Folder {
    const known = this.#folders.get(root);
    if (known !== undefined) return known;
    const folder = { root, real: this.#host.folders.of(root), claims: new Set<Claim>() };
    this.#folders.set(root, folder);
    if (!this.#host.folders.has(root)) this.#unseen.push(folder);
    return folder;
  }

  /** This folder as it is now, and all that claims are in at least once. */
  async #look(root: string): Promise<void> {
    const { folders, within } = this.#host;
    if (this.#unseen.length > 0) {
      const unseen = this.#unseen;
      this.#unseen = [];
      const looks = unseen.map(async (folder) => {
        await folders.look([folder.root]);
        this.#settle(folder);
      });
      this.#seen = within(PATIENCE_MS, Promise.all([this.#seen, ...looks]));
    }
    await Promise.all([this.#seen, folders.look([root], FRESH_MS)]);
    const folder = this.#folders.get(root);
    if (folder !== undefined) this.#settle(folder);
  }

  #settle(folder: Folder): void {
    const real = this.#host.folders.of(folder.root);
    if (real === folder.real) return;
    for (const claim of folder.claims) this.#displace(claim);
    folder.real = real;
    for (const claim of folder.claims) this.#place(claim);
  }

  #place(claim: Claim): void {
    for (const path of this.#tops(claim.folder.real, claim.info)) {
      let place = this.#top;
      for (const element of path) {
        let next = place.below.get(element);
        if (next === undefined) {
          next = { below: new Map(), claims: new Set() };
          place.below.set(element, next);
        }
        place = next;
      }
      place.claims.add(claim);
    }
  }

  #displace(claim: Claim): void {
    for (const path of this.#tops(claim.folder.real, claim.info)) {
      const way = [this.#top];
      for (const element of path) way.push(way.at(-1)?.below.get(element) as Place);
      way.at(-1)?.claims.delete(claim);
      for (let at = path.length; at > 0; at--) {
        const { below, claims } = way[at] as Place;
        if (below.size + claims.size > 0) break;
        way[at - 1]?.below.delete(path[at - 1] as string);
      }
    }
  }

  /** Files can be the same only where the top of one is, or lies in, the top of the other. */
  #meeting(path: readonly string[], found: Set<Claim>): void {
    let place: Place | undefined = this.#top;
    for (const element of path) {
      place = place.below.get(element);
      if (place === undefined) return;
      for (const claim of place.claims) found.add(claim);
    }
    const places = [...place.below.values()];
    for (let next = places.pop(); next !== undefined; next = places.pop()) {
      for (const claim of next.claims) found.add(claim);
      places.push(...next.below.values());
    }
  }

  /** The ways to the first elements of all paths: nearly always one folder, or one file by its two names. */
  #tops(real: string, info: Info): string[][] {
    const tops = new Set<string>();
    for (const { pad, path } of info.files) {
      if (pad) continue;
      tops.add(path[0] as string);
      if (path.length === 1) tops.add(withPart(path)[0] as string);
    }
    return [...tops].map((top) => wayOf(this.#host.join(real, top)));
  }

  /** By both of their names: what is compared, and the path below the folder. */
  #files(real: string, info: Info): (readonly [key: string, path: readonly string[]])[] {
    return info.files.flatMap(({ pad, path }) =>
      pad
        ? []
        : [path, withPart(path)].map(
            (one) => [collisionKey(this.#host.join(real, ...one)), one] as const,
          ),
    );
  }
}

const wayOf = (path: string): string[] => collisionKey(path).split(/[\\/]+/);
