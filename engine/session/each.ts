import type { InfoHash } from '../core/ids.ts';
import { done, type Fault, type Result } from '../core/result.ts';
import type { TorrentChange } from '../ports/store.ts';
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

/** Changes all that are in the list, and commits that in one go; who is not there is the answer's fault. */
export async function changeEach(
  session: Session,
  ids: readonly InfoHash[],
  change: (torrent: Torrent) => TorrentChange,
): Promise<Result<void>> {
  let missing: InfoHash | undefined;
  const changes = new Map<InfoHash, TorrentChange>();
  for (const id of ids) {
    const torrent = session.torrents.get(id);
    if (torrent === undefined) missing ??= id;
    else changes.set(id, change(torrent));
  }
  const saved = await session.ports.store.updateTorrents(changes);
  session.publisher.soon();
  return saved.ok && missing !== undefined ? unknown(missing) : saved;
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
