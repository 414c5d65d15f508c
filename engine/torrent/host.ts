import type { EngineNews } from '../api/engine-api.ts';
import type { Info } from '../core/metainfo/types.ts';
import type { Fault, Result } from '../core/result.ts';
import type { Gate } from '../peer/gate.ts';
import type { Ports } from '../ports/index.ts';
import type { EngineSettings } from '../settings/schema.ts';
import type { PieceStorage } from '../storage/types.ts';
import type { LimitPair } from './limits.ts';
import type { ConnectionBudget } from './swarm.ts';
import type { Torrent } from './torrent.ts';

/** What the finders of peers are told. `metadata`: now it is known whether the torrent is private. */
export type AnnounceReason = 'start' | 'stop' | 'completed' | 'trackers' | 'metadata';

/** Whether peers can be found without a tracker, and whether they can come to us. */
export interface Reach {
  readonly dht: 'off' | 'empty' | 'on';
  readonly portClosed: boolean;
}

/** Limits that torrents share, and the lines in which all wait who are held back. */
export interface SharedLimits {
  readonly upGate: Gate;
  readonly downGate: Gate;
  /** For the torrent's traffic with an address: of the session, and of whatever else it belongs to. */
  sharedWith(address: string, torrent: Torrent): readonly LimitPair[];
  poke(): void;
}

/** The session as one of its torrents sees it. */
export interface TorrentHost {
  readonly ports: Ports;
  readonly budget: ConnectionBudget;
  readonly limits: SharedLimits;
  readonly version: string;
  settings(): EngineSettings;
  /** The port that others reach us at; 0 while there is none. */
  listenPort(): number;
  reach(): Reach;
  /** Its place in the queue, 1 is the first. */
  positionOf(torrent: Torrent): number;
  /** What a kill left half moved is put right before the files are opened. */
  settleMove(torrent: Torrent): Promise<Result<void>>;
  /** A fault where files of another torrent lie where its own would: then it has none. */
  claim(torrent: Torrent): Promise<Fault | undefined>;
  /** The torrent ends: copying its files does, too. */
  stopMove(torrent: Torrent): void;
  /** All wanted files are there: those that grew elsewhere go where they belong. */
  complete(torrent: Torrent): void;
  openStorage(torrent: Torrent, info: Info): PieceStorage;
  announce(torrent: Torrent, event: AnnounceReason): void;
  ban(host: string, why: string): void;
  /** How the voter, an address, sees us. */
  externalAddress(address: string, voter: string): void;
  /** Milliseconds since the start that the machine did not sleep. */
  awakeMs(): number;
  /** It was looked after. Returns when the session wants that again (ms of the clock). */
  ticked(torrent: Torrent): number;
  /** It has something to do: it is looked after once a second until it rests again. */
  wake(torrent: Torrent): void;
  /** Something that the list shows has changed. */
  changed(torrent: Torrent): void;
  /** Something that the store keeps has changed: it is saved within seconds. */
  dirty(torrent: Torrent, atOnce?: boolean): void;
  /** The metadata of a magnet came, verified: it is stored, then the torrent goes on with it. */
  metadataCame(torrent: Torrent, raw: Uint8Array): void;
  dhtPort(host: string, port: number): void;
  news(news: EngineNews): void;
  /** Payload, for the session's rates. */
  received(bytes: number, nowMs: number): void;
  sent(bytes: number, nowMs: number): void;
}
