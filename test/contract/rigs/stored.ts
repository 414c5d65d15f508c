import type { InfoHash } from '../../../engine/core/ids.ts';
import type { Result } from '../../../engine/core/result.ts';
import type { Progress, Store, StoreCode, StoredTorrent } from '../../../engine/ports/store.ts';

/** All that is stored, in the order of the queue. */
export async function allTorrents(
  store: Store,
): Promise<Result<readonly StoredTorrent[], StoreCode>> {
  const places = await store.loadPlaces();
  return places.ok ? store.loadTorrents(places.value.map(({ infoHash }) => infoHash)) : places;
}

export const hashOf = (n: number): InfoHash => n.toString(16).padStart(40, '0') as InfoHash;

export const progressOf = (change: Partial<Progress> = {}): Progress => ({
  have: Uint8Array.of(0x80),
  inFlight: Uint8Array.of(0x40),
  downloaded: 100,
  uploaded: 50,
  wasted: 1,
  activeMs: 1_000,
  seedingMs: 10,
  stamps: [{ size: 5, mtimeMs: 1_700_000_000_000.125 }, undefined],
  clean: false,
  ...change,
});

export const torrentOf = (n: number, change: Partial<StoredTorrent> = {}): StoredTorrent => ({
  infoHash: hashOf(n),
  metainfo: Uint8Array.from({ length: 50 }, (_, i) => (i + n) & 0xff),
  magnet: undefined,
  name: `torrent ${n} ☃`,
  savePath: `/downloads/${n}`,
  addedAt: 1_700_000_000_000 + n,
  intent: 'running',
  queuePosition: n,
  priorities: Uint8Array.of(4, 0),
  options: { sequential: true, tags: ['a', 'b'], trackers: [['http://t/announce']] },
  progress: progressOf(),
  ...change,
});
