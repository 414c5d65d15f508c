import type { TrackerSnapshot } from '../../api/torrent.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import type { InfoHash } from '../../core/ids.ts';
import type { Fault } from '../../core/result.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Dns } from '../../ports/dns.ts';
import type { Http } from '../../ports/http.ts';
import type { Log } from '../../ports/log.ts';
import type { Random } from '../../ports/random.ts';
import type { UdpMux } from '../udp/mux.ts';

export interface TrackerPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly http: Http;
  readonly dns: Dns;
  readonly log: Log;
  /** The port shared with the DHT; the service takes the tracker datagrams of it. */
  readonly mux: UdpMux;
}

/** What an announce says of a torrent. Totals may count from any time: the announce counts from the start. */
export interface TrackerFacts {
  readonly uploaded: number;
  readonly downloaded: number;
  /** Undefined while the metadata is missing. */
  readonly left: number | undefined;
  /** How many peers are wanted; 0 when there are enough. */
  readonly wantPeers: number;
}

/** The owner of the torrents, as the trackers see it. Ids were given to `add` and not removed since. */
export interface TrackerHost {
  facts(id: InfoHash): TrackerFacts;
  /** 20 bytes. */
  peerId(id: InfoHash): Uint8Array;
  /** 32 random bits that stay the same while the torrent is loaded (BEP 7). */
  key(id: InfoHash): number;
  peersFound(id: InfoHash, peers: readonly Endpoint[], source: 'tracker'): void;
  /** BEP 24: how a tracker sees us. One voice of many: it may lie. */
  externalAddress(address: string): void;
  /** An announce ended: with peers, or with a fault. */
  answered(id: InfoHash, url: string, fault: Fault | undefined): void;
  /** Something in the torrent's snapshots is new. */
  changed(id: InfoHash): void;
}

export interface TrackerSetup {
  /** In order; each tier is shuffled (BEP 12). */
  readonly tiers: readonly (readonly string[])[];
  /** BEP 27: one tracker at a time, the others are its backups. */
  readonly private: boolean;
}

export interface TrackerOptions {
  readonly userAgent: string;
}

/** All announces and scrapes of the session, from one schedule. Unknown ids are passed over. */
export interface TrackerService {
  /** Makes the torrent known; nothing is announced before `start`, but it is scraped now and then. */
  add(id: InfoHash, setup: TrackerSetup): void;
  /** Announces "started" to the trackers, and goes on at their intervals. */
  start(id: InfoHash): void;
  completed(id: InfoHash): void;
  /** Tells "stopped" to those that heard of the start. */
  stop(id: InfoHash): void;
  /** Stops and forgets. */
  remove(id: InfoHash): void;
  /** As soon as the trackers' min intervals allow; forgets all back-off. */
  announceNow(id: InfoHash): void;
  /** New trackers are asked at once; those that are gone hear "stopped". */
  setTiers(id: InfoHash, setup: TrackerSetup): void;
  /** In tier order. Empty for unknown ids. */
  snapshot(id: InfoHash): readonly TrackerSnapshot[];
  /** The port that peers reach us at; trackers hear of a new one at once. */
  setPort(port: number): void;
  /** Another network: all running torrents are announced again within seconds, all back-off is forgotten. */
  networkChanged(): void;
  /** Tells "stopped" for all that run and waits for it `graceMs` at the most; nothing happens afterwards. */
  close(graceMs: number): Promise<void>;
}
