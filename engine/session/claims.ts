import type { InfoHash } from '../core/ids.ts';
import { withPart } from '../core/metainfo/part-names.ts';
import type { Info } from '../core/metainfo/types.ts';
import { collisionKey } from '../core/paths/element.ts';
import { type Fault, fault } from '../core/result.ts';

export interface ClaimsHost {
  join(...parts: readonly string[]): string;
  /** Undefined while it is not in the list. */
  nameOf(id: InfoHash): string | undefined;
}

interface Claim {
  readonly id: InfoHash;
  readonly root: string;
  readonly info: Info;
}

/** A folder or file on the way to what is claimed. */
interface Place {
  readonly below: Map<string, Place>;
  /** Whose paths begin here. */
  readonly claims: Set<Claim>;
}

/** Whose files lie where: two torrents never have the same file. Asking costs nothing that grows with the list. */
export class Claims {
  readonly #host: ClaimsHost;
  readonly #byId = new Map<InfoHash, Claim>();
  readonly #root: Place = { below: new Map(), claims: new Set() };

  constructor(host: ClaimsHost) {
    this.#host = host;
  }

  /** The files of the torrent lie below `root` from now on. */
  set(id: InfoHash, root: string, info: Info): void {
    const before = this.#byId.get(id);
    if (before?.root === root && before.info === info) return;
    this.delete(id);
    const claim = { id, root, info };
    this.#byId.set(id, claim);
    for (const path of this.#tops(claim)) {
      let place = this.#root;
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

  delete(id: InfoHash): void {
    const claim = this.#byId.get(id);
    if (claim === undefined) return;
    this.#byId.delete(id);
    for (const path of this.#tops(claim)) {
      const way = [this.#root];
      for (const element of path) way.push(way.at(-1)?.below.get(element) as Place);
      way.at(-1)?.claims.delete(claim);
      for (let at = path.length; at > 0; at--) {
        const { below, claims } = way[at] as Place;
        if (below.size + claims.size > 0) break;
        way[at - 1]?.below.delete(path[at - 1] as string);
      }
    }
  }

  /**
   * A fault where a file of the torrent, saved below `root`, would be a file of another one, or what that is called
   * while it is incomplete.
   */
  against(id: InfoHash, root: string, info: Info): Fault | undefined {
    const asked = { id, root, info };
    const others = new Set<Claim>();
    for (const path of this.#tops(asked)) this.#meeting(path, others);
    let own: Map<string, string> | undefined;
    for (const other of others) {
      if (other.id === id) continue;
      own ??= new Map(this.#files(asked).map((path) => [collisionKey(path), path]));
      for (const path of this.#files(other)) {
        const claimed = own.get(collisionKey(path));
        if (claimed === undefined) continue;
        const name = this.#host.nameOf(other.id) ?? other.info.name;
        return fault(
          'path-claimed',
          claimed,
          `${claimed} belongs to “${name}”, which is in the list. Choose another folder.`,
          { other: name },
        );
      }
    }
    return undefined;
  }

  /** Files can be the same only where the top of one is, or lies in, the top of the other. */
  #meeting(path: readonly string[], found: Set<Claim>): void {
    let place: Place | undefined = this.#root;
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
  #tops({ root, info }: Claim): string[][] {
    const tops = new Set<string>();
    for (const { pad, path } of info.files) {
      if (pad) continue;
      tops.add(path[0] as string);
      if (path.length === 1) tops.add(withPart(path)[0] as string);
    }
    return [...tops].map((top) => collisionKey(this.#host.join(root, top)).split(/[\\/]+/));
  }

  /** By both of their names. */
  #files({ root, info }: Claim): string[] {
    return info.files.flatMap(({ pad, path }) =>
      pad ? [] : [this.#host.join(root, ...path), this.#host.join(root, ...withPart(path))],
    );
  }
}
