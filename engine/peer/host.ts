import type { PeerSource } from '../api/torrent.ts';
import type { Endpoint } from '../core/endpoint.ts';
import type { WireCode } from '../core/wire/decoder.ts';
import type { Handshake } from '../core/wire/handshake.ts';
import type { NetCode } from '../ports/net.ts';
import type { Peer } from './peer.ts';

/** Why a connection ended. */
export type PeerEnd =
  | NetCode
  | WireCode
  | 'peer-closed'
  | 'peer-idle'
  | 'peer-handshake-timeout'
  | 'peer-self'
  | 'peer-duplicate'
  | 'peer-wrong-torrent'
  | 'peer-redundant'
  | 'peer-banned'
  | 'peer-flood'
  | 'peer-not-needed'
  | 'peer-encryption'
  | 'torrent-stopped';

/** The torrent as one of its peers sees it. `false` from a handler ends the connection: a rule was broken. */
export interface PeerHost {
  now(): number;
  /** Limits count every byte, not the payload alone. */
  countsOverhead(): boolean;
  handshake(peer: Peer, handshake: Handshake): PeerEnd | undefined;
  choked(peer: Peer): void;
  unchoked(peer: Peer): void;
  interest(peer: Peer): void;
  have(peer: Peer, piece: number): boolean;
  bitfield(peer: Peer, bits: Uint8Array | 'all' | 'none'): boolean;
  requested(peer: Peer, piece: number, begin: number, length: number): boolean;
  rejected(peer: Peer, piece: number, begin: number, sentAt: number): void;
  extended(peer: Peer, id: number, payload: Uint8Array): boolean;
  dhtPort(peer: Peer, port: number): void;
  blockStarts(peer: Peer, piece: number, begin: number, length: number): void;
  blockEnds(peer: Peer, piece: number, begin: number, length: number): void;
  /** A chunk was taken in whole: a good moment to ask for more and to write. */
  settled(peer: Peer): void;
  drained(peer: Peer): void;
  ended(peer: Peer, end: PeerEnd): void;
}

export interface PeerOptions {
  readonly id: number;
  readonly incoming: boolean;
  readonly source: PeerSource;
  readonly encrypted: boolean;
  /** Where it listens, when known: the key in the peer list. */
  readonly listensAt: Endpoint | undefined;
  readonly pieceCount: number | undefined;
}
