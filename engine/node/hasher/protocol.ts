import type { Result } from '../../core/result.ts';
import type { DiskCode } from '../../ports/disk.ts';
import type { HashedRun, HashRun } from '../../ports/hasher.ts';

/** What a lane is told. Memory is sent once and then named by its number, so that a job is three integers. */
export type ToLane =
  | { readonly kind: 'memory'; readonly id: number; readonly memory: SharedArrayBuffer }
  | { readonly kind: 'forget'; readonly id: number }
  /** Triples: memory id, offset, length. */
  | { readonly kind: 'views'; readonly jobs: readonly number[] }
  | { readonly kind: 'run'; readonly run: HashRun };

/** One answer to each `views` and `run`, in order. */
export type FromLane =
  | { readonly kind: 'views'; readonly digests: Uint8Array }
  | { readonly kind: 'run'; readonly hashed: Result<HashedRun, DiskCode> };
