import { encodeMetainfo } from '../core/metainfo/build.ts';
import { parseMetainfo } from '../core/metainfo/parse.ts';
import type { Torrent } from '../torrent/torrent.ts';
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
  const parsed = parseMetainfo(file, torrent.name, (...parts) =>
    session.ports.sha1.digest(...parts),
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
  await torrent.life.metadataCame(parsed.value.info);
}
