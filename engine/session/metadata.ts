import { encodeBencode } from '../core/bencode/encode.ts';
import { concatBytes } from '../core/bytes/bytes.ts';
import { utf8Encode } from '../core/bytes/text.ts';
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
  const file = metainfoAround(raw, trackers);
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

/** d 8:announce… 13:announce-list… 4:info<raw> e, keys in order. */
function metainfoAround(raw: Uint8Array, trackers: readonly (readonly string[])[]): Uint8Array {
  const first = trackers[0]?.[0];
  const parts: Uint8Array[] = [utf8Encode('d')];
  if (first !== undefined) {
    parts.push(utf8Encode('8:announce'), encodeBencode(utf8Encode(first)));
    parts.push(utf8Encode('13:announce-list'));
    parts.push(encodeBencode(trackers.map((tier) => tier.map((url) => utf8Encode(url)))));
  }
  parts.push(utf8Encode('4:info'), raw, utf8Encode('e'));
  return concatBytes(parts);
}
