import type { InfoHash } from '../core/ids.ts';
import { done, type Fault, type Result } from '../core/result.ts';
import type { Torrent } from '../torrent/torrent.ts';
import { unknown } from './organise-commands.ts';
import type { Session } from './session.ts';

/** Does it to all, one after the other; the first fault is the answer. */
export async function eachId(
  session: Session,
  ids: readonly InfoHash[],
  act: (id: InfoHash) => Promise<Result<void>>,
): Promise<Result<void>> {
  let first: Fault | undefined;
  for (const id of ids) {
    const result = await act(id);
    if (!result.ok) first ??= result;
  }
  session.publisher.soon();
  return first ?? done;
}

/** Does it to all that are in the list; the first fault is the answer. */
export const eachTorrent = (
  session: Session,
  ids: readonly InfoHash[],
  act: (torrent: Torrent) => Promise<Result<void>>,
): Promise<Result<void>> =>
  eachId(session, ids, async (id) => {
    const torrent = session.torrents.get(id);
    return torrent === undefined ? unknown(id) : act(torrent);
  });
