import type { Clock } from '../ports/clock.ts';
import type { Disk } from '../ports/disk.ts';
import type { Hasher } from '../ports/hasher.ts';
import type { Log } from '../ports/log.ts';
import { Gate } from './gate.ts';
import { OpenFiles } from './open-files.ts';
import { PiecePool } from './pool.ts';
import { ReadCache } from './read-cache.ts';
import { SeenRoots } from './seen-roots.ts';

export interface StorageLimits {
  /** Bytes of pieces on their way to the disk. */
  readonly pieceMemory: number;
  /** Bytes of read-ahead for uploads. */
  readonly readCache: number;
  readonly openFiles: number;
}

/** What all torrents of a session share. */
export interface StorageContext {
  readonly disk: Disk;
  readonly hasher: Hasher;
  readonly clock: Clock;
  readonly log: Log;
  readonly pool: PiecePool;
  readonly cache: ReadCache;
  readonly files: OpenFiles;
  /** The thread pool has four threads: writers and a sync, which may take long, leave one to the readers. */
  readonly writers: Gate;
  readonly syncs: Gate;
  /** Save folders that were seen a moment ago: thousands of torrents lie in few, and are opened together. */
  readonly roots: SeenRoots;
  /** One check at a time on a volume, so that a disk with a head reads in order. */
  checksOn(volume: string): Gate;
  setLimits(limits: Pick<StorageLimits, 'pieceMemory' | 'readCache'>): void;
  /** After every storage was closed. */
  close(): void;
}

export const DEFAULT_LIMITS: StorageLimits = {
  pieceMemory: 64 * 1024 * 1024,
  readCache: 32 * 1024 * 1024,
  openFiles: 256,
};

export function createStorageContext(
  ports: { readonly disk: Disk; readonly hasher: Hasher; readonly clock: Clock; readonly log: Log },
  limits: StorageLimits = DEFAULT_LIMITS,
): StorageContext {
  const pool = new PiecePool(limits.pieceMemory, ports.clock);
  pool.onDropped = (memory) => ports.hasher.forget(memory);
  const cache = new ReadCache(limits.readCache, ports.clock);
  const checks = new Map<string, Gate>();
  return {
    disk: ports.disk,
    hasher: ports.hasher,
    clock: ports.clock,
    log: ports.log,
    pool,
    cache,
    files: new OpenFiles(ports.disk, limits.openFiles),
    writers: new Gate(2),
    syncs: new Gate(1),
    roots: new SeenRoots(ports.clock),
    checksOn(volume) {
      let gate = checks.get(volume);
      if (gate === undefined) {
        gate = new Gate(1);
        checks.set(volume, gate);
      }
      return gate;
    },
    setLimits({ pieceMemory, readCache }) {
      pool.setLimit(pieceMemory);
      cache.setLimit(readCache);
    },
    close() {
      cache.close();
      pool.close();
    },
  };
}
