import type { InfoHash } from '../core/ids.ts';
import type { Info } from '../core/metainfo/types.ts';
import { collisionKey } from '../core/paths/element.ts';
import { type Fault, fault } from '../core/result.ts';
import type { Torrent } from '../torrent/torrent.ts';
import type { Session } from './session.ts';

/** A fault where a file of the torrent, saved below `root`, would be a file of another torrent in the list. */
export function claimedBy(
  session: Session,
  id: InfoHash,
  root: string,
  info: Info,
): Fault | undefined {
  const { disk } = session.ports;
  const absolute = (base: string, path: readonly string[]): string =>
    collisionKey(disk.join(base, ...path));
  const tops = topsOf(info, (top) => absolute(root, [top]));
  let own: Map<string, string> | undefined;
  for (const other of session.torrents.values()) {
    if (other.id === id || other.info === undefined) continue;
    if (!mayMeet(other, tops, (top) => absolute(other.savePath, [top]))) continue;
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

const filesOf = (info: Info): (readonly string[])[] =>
  info.files.filter(({ pad }) => !pad).map(({ path }) => path);

/** The first elements of all paths: nearly always one. */
function topsOf(info: Info, absolute: (top: string) => string): ReadonlySet<string> {
  const tops = new Set<string>();
  for (const { pad, path } of info.files) if (!pad) tops.add(path[0] as string);
  return new Set([...tops].map(absolute));
}

/** Files can be the same only where the top of one is, or lies in, the top of the other. */
function mayMeet(
  other: Torrent,
  tops: ReadonlySet<string>,
  absolute: (top: string) => string,
): boolean {
  const info = other.info as Info;
  const theirs =
    other.options.names === undefined
      ? new Set([absolute(info.files[0]?.path[0] as string)])
      : topsOf(info, absolute);
  for (const a of tops) {
    for (const b of theirs) {
      if (a === b || isBelow(a, b) || isBelow(b, a)) return true;
    }
  }
  return false;
}

const isBelow = (path: string, above: string): boolean =>
  path.length > above.length &&
  path.startsWith(above) &&
  (path[above.length] === '/' || path[above.length] === '\\');
