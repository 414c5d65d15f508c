import type { InfoHash } from '../core/ids.ts';
import type { Info } from '../core/metainfo/types.ts';
import { pathMatcher } from '../core/paths/glob.ts';
import type { Clock } from '../ports/clock.ts';

/** Looked at in one go: about ten milliseconds, then whoever waits has a turn. */
const AT_ONCE = 10_000;

interface Searched {
  readonly id: InfoHash;
  readonly info: Info | undefined;
}

const breathe = (clock: Clock): Promise<void> =>
  new Promise((resolve) => {
    clock.after(0, resolve);
  });

/** The torrents that have a file whose path fits the pattern (`pathMatcher`). */
export async function torrentsWithFile(
  torrents: Iterable<Searched>,
  pattern: string,
  clock: Clock,
): Promise<readonly InfoHash[]> {
  const fits = pathMatcher(pattern);
  const found: InfoHash[] = [];
  let looked = 0;
  for (const { id, info } of [...torrents]) {
    for (const file of info?.files ?? []) {
      if (++looked % AT_ONCE === 0) await breathe(clock);
      if (file.pad || !fits(file.path)) continue;
      found.push(id);
      break;
    }
  }
  return found;
}
