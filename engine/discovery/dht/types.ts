import type { Endpoint } from '../../core/endpoint.ts';
import type { InfoHash } from '../../core/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Dht } from '../../ports/dht.ts';
import type { Dns } from '../../ports/dns.ts';
import type { Log } from '../../ports/log.ts';
import type { Random } from '../../ports/random.ts';
import type { UdpMux } from '../udp/mux.ts';
import type { DhtState } from './state.ts';

export interface DhtPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly dht: Dht;
  readonly dns: Dns;
  readonly log: Log;
  readonly mux: UdpMux;
}

export interface DhtHost {
  /** Only for torrents that were added. */
  peersFound(id: InfoHash, peers: readonly Endpoint[], source: 'dht'): void;
  /** The torrent wants peers and is connected to hardly any: it is looked up again sooner. */
  isShort(id: InfoHash): boolean;
  /** To be kept for the next start; about every five minutes while something changes. */
  save(state: DhtState): void;
  /** Many nodes agree that this is how the internet sees us. */
  externalAddress(address: string): void;
  /** `nodes` or `state` has changed. */
  changed(): void;
}

export interface DhtServiceOptions {
  /** What `save` was given last, as it came from the store. */
  readonly saved: unknown;
  /** "host:port", asked when no other node answers. */
  readonly routers: readonly string[];
  /** BEP 43: takes part without answering others. */
  readonly readOnly: boolean;
  readonly version: string;
}

export type DhtHealth = 'off' | 'starting' | 'on' | 'failed';
