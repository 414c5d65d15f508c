import type { Endpoint } from '../core/endpoint.ts';

export interface DhtNode {
  /** 20 bytes. */
  readonly id: Uint8Array;
  readonly host: string;
  readonly port: number;
}

export interface DhtOptions {
  /** Our node's id, 20 bytes. */
  readonly id: Uint8Array;
  /** A KRPC message that wants to leave. Whoever gets it may hold it back. */
  send(datagram: Uint8Array, to: Endpoint): void;
  /** Peers that a node named, as answer to a look-up. */
  peersFound(infoHash: Uint8Array, peers: readonly Endpoint[]): void;
  /** The table has trouble that it survives; for the log. */
  warning(what: string): void;
}

/** One node of the Mainline DHT (BEP 5): a routing table and the look-ups over it. IPv4. */
export interface DhtTable {
  /** A checked, canonical KRPC message. Valid only during the call. */
  receive(datagram: Uint8Array, from: Endpoint): void;
  /** Asks the address for its id; it enters the table when it answers. */
  ping(node: Endpoint): void;
  /** Those in the routing table. */
  nodes(): readonly DhtNode[];
  readonly nodeCount: number;
  /** Asks for nodes near our own id, of those in the table and of the given ones. Resolves with how many answered. */
  refresh(first: readonly Endpoint[]): Promise<number>;
  /** Walks toward the info-hash; `peersFound` hears of peers meanwhile. Resolves with how many nodes answered. */
  lookup(infoHash: Uint8Array): Promise<number>;
  /** A look-up, then tells the closest nodes that we are a peer on `port`. Resolves with how many took it. */
  announce(infoHash: Uint8Array, port: number): Promise<number>;
  /** Ends everything; promises under way settle. */
  close(): void;
}

export interface Dht {
  open(options: DhtOptions): DhtTable;
}
