import type { ForeignTorrent, ForeignWishes } from '../../core/foreign/types.ts';
import type { InfoHash } from '../../core/ids.ts';
import { withNames } from '../../core/metainfo/names.ts';
import { ok, type Result } from '../../core/result.ts';
import type { StoredTorrent, TorrentOptions } from '../../ports/store.ts';
import type { Session } from '../session.ts';

/** Few enough that metainfos of 10 MiB do no harm. */
const PAGE = 16;

/** All torrents of the list in the order of the queue, a few at a time from the store. */
export async function* exportedTorrents(
  session: Session,
  ids: readonly InfoHash[],
): AsyncGenerator<Result<ForeignTorrent>> {
  for (let at = 0; at < ids.length; at += PAGE) {
    const page = ids.slice(at, at + PAGE);
    const stored = await session.ports.store.loadTorrents(page);
    if (!stored.ok) {
      yield stored;
      continue;
    }
    // Those that are missing were removed meanwhile: they are in no list any more.
    const byId = new Map(stored.value.map((row) => [row.infoHash, row]));
    for (const id of page) {
      const row = byId.get(id);
      if (row !== undefined) yield ok(exported(session, row));
    }
  }
}

function exported(session: Session, row: StoredTorrent): ForeignTorrent {
  const torrent = session.torrents.get(row.infoHash);
  const info = torrent?.metainfo && withNames(torrent.metainfo.info, row.options.names);
  const { progress, options } = row;
  const { seedingMs, sentAtMs = 0 } = progress;
  return {
    infoHash: row.infoHash,
    name: row.name,
    metainfo: row.metainfo,
    magnet: row.magnet,
    savePath: row.savePath,
    otherPaths: [],
    finalPath: options.finalPath ?? '',
    paths: info?.files.map(({ path }) => path.join('/')) ?? [],
    partSuffix: options.suffix ?? '',
    partsFile: '',
    priorities: [...row.priorities],
    paused: row.intent === 'paused',
    category: options.category ?? '',
    tags: options.tags ?? [],
    trackers: options.trackers,
    wishes: wishesOf(options),
    downloaded: progress.downloaded,
    uploaded: progress.uploaded,
    wasted: progress.wasted,
    addedAt: row.addedAt,
    completedAt: progress.completedAt ?? 0,
    activeMs: progress.activeMs,
    seedingMs,
    quietMs: Math.max(0, seedingMs - sentAtMs),
    have: { kind: 'pieces', bits: progress.have },
    savedAt: session.ports.clock.wallTime(),
  };
}

function wishesOf(options: TorrentOptions): ForeignWishes {
  const { downLimit = 0, upLimit = 0, share, shareReached, webSeeds } = options;
  return {
    ...(options.sequential === true ? { sequential: true } : {}),
    ...(options.firstLast === true ? { firstLast: true } : {}),
    ...(options.superSeeding === true ? { superSeeding: true } : {}),
    ...(options.forced === true ? { forced: true } : {}),
    ...(downLimit > 0 ? { downLimit } : {}),
    ...(upLimit > 0 ? { upLimit } : {}),
    ...(share === undefined ? {} : { share }),
    ...(shareReached === undefined ? {} : { shareReached }),
    ...(options.shareWaived === true ? { shareWaived: true } : {}),
    ...(webSeeds === undefined ? {} : { webSeeds }),
  };
}
