import { encodeMetainfo } from '../core/metainfo/build.ts';
import { parseMetainfo } from '../core/metainfo/parse.ts';
import type { Torrent } from '../torrent/torrent.ts';
import { PRIORITY } from '../torrent/wishes.ts';
import { namingOf } from './naming.ts';
import type { Session } from './session.ts';

/**
 * The info dictionary of a magnet came from peers and its SHA-1 is right. It is stored as a .torrent file
 * of its own, with the dictionary byte for byte, before the torrent goes on with it.
 */
export async function storeMetadata(
  session: Session,
  torrent: Torrent,
  raw: Uint8Array,
): Promise<void> {
  const trackers = session.finders.tiersOf(torrent);
  const file = encodeMetainfo(raw, { trackers });
  const parsed = parseMetainfo(
    file,
    torrent.name,
    (...parts) => session.ports.sha1.digest(...parts),
    namingOf(session.ports.disk.pathStyle, torrent.options),
  );
  if (!parsed.ok) {
    torrent.setFault(parsed);
    return;
  }
  const stored = await session.ports.store.setMetainfo(torrent.id, file, parsed.value.info.name);
  if (!stored.ok) {
    torrent.setFault(stored);
    return;
  }
  torrent.metainfo = parsed.value;
  await select(session, torrent, parsed.value.info.files.length);
  await torrent.life.metadataCame(parsed.value.info);
}

/** BEP 53: the link named the files to fetch. */
async function select(session: Session, torrent: Torrent, files: number): Promise<void> {
  const ranges = torrent.magnet?.selected ?? [];
  if (ranges.length === 0 || torrent.priorities.length > 0) return;
  const priorities = new Uint8Array(files);
  for (const { first, last } of ranges) priorities.fill(PRIORITY.normal, first, last + 1);
  // A selection of nothing that exists would fetch nothing at all.
  if (!priorities.includes(PRIORITY.normal)) return;
  torrent.priorities = priorities;
  await session.ports.store.updateTorrent(torrent.id, { priorities });
}
