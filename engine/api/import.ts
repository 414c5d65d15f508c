import type { ForeignClient } from '../core/foreign/types.ts';
import type { InfoHash } from '../core/ids.ts';
import type { Fault, Result } from '../core/result.ts';

export interface ImportSource {
  readonly client: ForeignClient;
  readonly folder: string;
}

/** One torrent of another client, and what becomes of it here. */
export interface ImportRow {
  readonly id: InfoHash;
  readonly name: string;
  readonly savePath: string;
  readonly size: number;
  /** Fraction that is taken over unchecked, 0 … 1. */
  readonly done: number;
  readonly paused: boolean;
  readonly category: string;
  readonly tags: readonly string[];
  readonly uploaded: number;
  /** `taken`: as it is. `checked`: some files changed, and are looked at. `missing`: files are not where they were. `present`: in the list already. */
  readonly outcome: 'taken' | 'checked' | 'missing' | 'present' | 'refused';
  /** Why it is refused, or what is missing of it. */
  readonly fault: Omit<Fault, 'ok'> | undefined;
}

export interface ImportPreview extends ImportSource {
  readonly torrents: readonly ImportRow[];
  /** Of files that cannot be read. */
  readonly faults: readonly Omit<Fault, 'ok'>[];
}

/** Torrents of other clients, and our own exports. The other client's files are only read. */
export interface ImportApi {
  importSources(): Promise<Result<readonly ImportSource[]>>;
  importPreview(folder: string): Promise<Result<ImportPreview>>;
  /** Those named, or all that can be; the value says what became of each. `paused`: none of them starts. */
  importTorrents(
    folder: string,
    ids: readonly InfoHash[] | undefined,
    paused: boolean,
  ): Promise<Result<ImportPreview>>;
  /** All torrents, into a new folder: .torrent files and one JSON. */
  exportTorrents(folder: string): Promise<Result<void>>;
}
