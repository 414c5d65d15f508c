export type WebSeedKind = 'files' | 'pieces';

/** A server that has the torrent's data: its files (BEP 19), or a script that gives its pieces (BEP 17). */
export interface WebSeedAddress {
  readonly url: string;
  readonly kind: WebSeedKind;
}

export interface WebSeedSnapshot extends WebSeedAddress {
  /** `failing`: it is tried again at `retryAt`. `banned`: it sent data that was wrong, and is not asked again. */
  readonly state: 'idle' | 'asking' | 'working' | 'failing' | 'banned';
  /** What was wrong last; empty when all is well. */
  readonly message: string;
  /** Bytes per second. */
  readonly downRate: number;
  readonly downloaded: number;
  /** Milliseconds since 1970; 0: no time is set. */
  readonly retryAt: number;
}
