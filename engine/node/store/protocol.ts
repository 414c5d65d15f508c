import type { InfoHash } from '../../core/ids.ts';
import type { Result } from '../../core/result.ts';
import type {
  Progress,
  StoreCode,
  StoredTorrent,
  TorrentChange,
  TrafficRow,
} from '../../ports/store.ts';

/** Progress as it crosses to the worker: stamps encoded, or absent when they are what was saved last. */
export interface SentProgress extends Omit<Progress, 'stamps'> {
  readonly stamps: Uint8Array | undefined;
}

export type SentTorrent = Omit<StoredTorrent, 'progress'> & { readonly progress: SentProgress };

export type Write =
  | { readonly kind: 'add'; readonly torrent: SentTorrent }
  | {
      readonly kind: 'metainfo';
      readonly infoHash: InfoHash;
      readonly bytes: Uint8Array;
      readonly name: string;
    }
  /** JSON texts of values; undefined deletes. */
  | {
      readonly kind: 'update';
      readonly changes: ReadonlyMap<InfoHash, TorrentChange>;
      readonly values: ReadonlyMap<string, string | undefined>;
    }
  | { readonly kind: 'progress'; readonly batch: ReadonlyMap<InfoHash, SentProgress> }
  | { readonly kind: 'remove'; readonly infoHash: InfoHash }
  | { readonly kind: 'traffic'; readonly rows: readonly TrafficRow[] }
  /** JSON texts; undefined deletes. */
  | { readonly kind: 'values'; readonly values: ReadonlyMap<string, string | undefined> };

export type Load =
  | { readonly kind: 'loadPlaces' | 'loadTraffic' | 'loadValues' }
  | { readonly kind: 'loadTorrents'; readonly ids: readonly InfoHash[] };

export type Command = Write | Load;

export const isLoad = (command: Command): command is Load => command.kind.startsWith('load');

export type ToStore =
  | { readonly kind: 'command'; readonly id: number; readonly command: Command }
  | { readonly kind: 'close' };

export type FromStore =
  /** First of all: whether the profile could be opened. */
  | { readonly kind: 'opened'; readonly result: Result<void, StoreCode> }
  | { readonly kind: 'answer'; readonly id: number; readonly result: Result<unknown, StoreCode> }
  | { readonly kind: 'trouble'; readonly code: StoreCode; readonly message: string };
