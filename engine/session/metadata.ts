import type { Magnet } from '../core/magnet.ts';
import { encodeMetainfo } from '../core/metainfo/build.ts';
import { parseMetainfo } from '../core/metainfo/parse.ts';
import type { Metainfo } from '../core/metainfo/types.ts';
import { ok, type Result } from '../core/result.ts';
import type { Torrent } from '../torrent/torrent.ts';
import { PRIORITY } from '../torrent/wishes.ts';
import { namingOf } from './naming.ts';
import type { Session } from './session.ts';

/** The info dictionary that came from peers as a .torrent file of its own, byte for byte in it, and read. */
export function metainfoOf(
  session: Session,
  torrent: Torrent,
  raw: Uint8Array,
): Result<{ readonly bytes: Uint8Array; readonly metainfo: Metainfo }> {
  const bytes = encodeMetainfo(raw, { trackers: session.finders.tiersOf(torrent) });
  const parsed = parseMetainfo(
    bytes,
    torrent.name,
    (...parts) => session.ports.sha1.digest(...parts),
    namingOf(session.ports.disk.pathStyle, torrent.options),
  );
  return parsed.ok ? ok({ bytes, metainfo: parsed.value }) : parsed;
}

/**
 * The info dictionary of a magnet came from peers and its SHA-1 is right. It is stored before the torrent
 * goes on with it.
 */
export async function storeMetadata(
  session: Session,
  torrent: Torrent,
  raw: Uint8Array,
): Promise<void> {
  const made = metainfoOf(session, torrent, raw);
  if (!made.ok) {
    torrent.setFault(made);
    return;
  }
  const { bytes, metainfo } = made.value;
  const stored = await session.ports.store.setMetainfo(torrent.id, bytes, metainfo.info.name);
  if (!stored.ok) {
    torrent.setFault(stored);
    return;
  }
  torrent.metainfo = metainfo;
  const selected = selectedFiles(torrent.magnet, metainfo.info.files.length);
  if (selected !== undefined && torrent.priorities.length === 0) {
    torrent.priorities = selected;
    await session.ports.store.updateTorrent(torrent.id, { priorities: selected });
  }
  await torrent.life.metadataCame(metainfo.info);
}

/** BEP 53: the priorities when the link named the files to fetch; undefined when it did not. */
export function selectedFiles(magnet: Magnet | undefined, files: number): Uint8Array | undefined {
  const ranges = magnet?.selected ?? [];
  if (ranges.length === 0) return undefined;
  const priorities = new Uint8Array(files);
  for (const { first, last } of ranges) priorities.fill(PRIORITY.normal, first, last + 1);
  // A selection of nothing that exists would fetch nothing at all.
  return priorities.includes(PRIORITY.normal) ? priorities : undefined;
}
