import type { InfoHash } from '../core/ids.ts';
import { withPart } from '../core/metainfo/part-names.ts';
import type { Info } from '../core/metainfo/types.ts';
import { collisionKey } from '../core/paths/element.ts';
import { type Fault, fault } from '../core/result.ts';
import type { Torrent } from '../torrent/torrent.ts';
import type { Session } from './session.ts';

/**
 * A fault where a file of the torrent, saved below `root`, would be a file of another torrent in the list, or what
 * that is called while it is incomplete.
 */
export function claimedBy(
  session: Session,
  id: InfoHash,
  root: string,
  info: Info,
): Fault | undefined {
  const { disk } = session.ports;
  const absolute = (base: string, path: readonly string[]): string =>
    collisionKey(disk.join(base, ...path));
  const tops = topsOf(info, (path) => absolute(root, path));
  let own: Map<string, string> | undefined;
  for (const other of session.torrents.values()) {
    if (other.id === id || other.info === undefined) continue;
    if (!mayMeet(other, tops, (path) => absolute(other.savePath, path))) continue;
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
const filesOf = (info: Info): (readonly string[])[] =>
  info.files.flatMap(({ pad, path }) => (pad ? [] : [path, withPart(path)]));

/** The first elements of all paths: nearly always one folder, or one file by its two names. */
function topsOf(
  { files }: Pick<Info, 'files'>,
  absolute: (path: readonly string[]) => string,
): ReadonlySet<string> {
  const tops = new Set<string>();
  for (const { pad, path } of files) {
    if (pad) continue;
    tops.add(path[0] as string);
    if (path.length === 1) tops.add(withPart(path)[0] as string);
  }
  return new Set([...tops].map((top) => absolute([top])));
}

/** Files can be the same only where the top of one is, or lies in, the top of the other. */
function mayMeet(
  other: Torrent,
  tops: ReadonlySet<string>,
  absolute: (path: readonly string[]) => string,
): boolean {
  const info = other.info as Info;
  const theirs = topsOf(
    other.options.names === undefined ? { files: info.files.slice(0, 1) } : info,
    absolute,
  );
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
