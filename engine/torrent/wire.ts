import { Bitfield } from '../core/bitfield.ts';
import { BLOCK } from '../core/ids.ts';
import type { Handshake } from '../core/wire/handshake.ts';
import { MAX_BLOCK, MSG } from '../core/wire/ids.ts';
import type { PeerEnd, PeerHost } from '../peer/host.ts';
import type { Peer } from '../peer/peer.ts';
import type { Choking } from './choking.ts';
import type { Extensions } from './extensions.ts';
import type { Favouring } from './favouring.ts';
import type { SuperSeeding } from './super-seeding.ts';
import type { Swarm } from './swarm.ts';
import type { Transfer } from './transfer.ts';

export interface WireHost {
  now(): number;
  readonly swarm: Swarm;
  readonly choking: Choking;
  readonly extensions: Extensions;
  /** Undefined while the metadata is missing. */
  readonly transfer: Transfer | undefined;
  readonly infoHashBytes: Uint8Array;
  isSeeding(): boolean;
  isSuperSeeding(): boolean;
  readonly superSeeding: SuperSeeding;
  readonly favouring: Favouring;
  /** Our listening port for DHT, when it is on for this torrent; 0 otherwise. */
  dhtPortToTell(): number;
  dhtPort(peer: Peer, port: number): void;
  countsOverhead(): boolean;
  sees(peer: Peer): void;
  /** Those who have room are asked for more. */
  refill(): void;
  left(peer: Peer, end: PeerEnd): void;
}

/** Have messages before we know the piece count, kept as the largest index plus one bit each. */
const MAX_EARLY_PIECES = 2_000_000;

/** What a torrent does with each message of its peers, one method a message. */
export class Wire implements PeerHost {
  readonly #host: WireHost;
  /** The chunk at hand took back what its peer was asked for: others may be asked. */
  #freed = false;

  constructor(host: WireHost) {
    this.#host = host;
  }

  now(): number {
    return this.#host.now();
  }

  countsOverhead(): boolean {
    return this.#host.countsOverhead();
  }

  handshake(peer: Peer, handshake: Handshake): PeerEnd | undefined {
    for (let i = 0; i < 20; i++) {
      if (handshake.infoHash[i] !== this.#host.infoHashBytes[i]) return 'peer-wrong-torrent';
    }
    const refused = this.#host.swarm.greeted(peer, handshake);
    if (refused !== undefined) return refused;
    this.#introduce(peer);
    return undefined;
  }

  /** What we say first: our extensions, then what we have (BEP 3, 6, 10). */
  #introduce(peer: Peer): void {
    const { transfer } = this.#host;
    const { writer } = peer;
    if (peer.supportsExtended) this.#host.extensions.greet(peer);
    if (transfer !== undefined) {
      const hides = this.#host.isSuperSeeding();
      if (hides) peer.favours.shown = new Set();
      const { hasAll, hasNone } = transfer.have;
      if (peer.supportsFast && hasAll && !hides) writer.bare(MSG.haveAll);
      else if (peer.supportsFast && (hasNone || hides)) writer.bare(MSG.haveNone);
      else if (!hasNone && !hides) writer.bitfield(transfer.have.bytes.slice());
      transfer.holders.join(peer);
    } else if (peer.supportsFast) {
      writer.bare(MSG.haveNone);
    }
    const dht = this.#host.dhtPortToTell();
    if (dht > 0 && peer.supportsDht) writer.port(dht);
    peer.flush();
  }

  choked(peer: Peer): void {
    // BEP 6: with the fast extension each request is rejected one by one, or answered.
    if (peer.supportsFast) return;
    this.#freed ||= peer.requests.count > 0;
    this.#host.transfer?.blocks.dropAll(peer);
  }

  unchoked(peer: Peer): void {
    this.#host.transfer?.fill(peer);
  }

  interest(peer: Peer): void {
    const { choking } = this.#host;
    if (peer.peerInterested) {
      choking.changed();
    } else if (!peer.amChoking) {
      peer.giving.refuseAll();
      choking.changed();
    }
  }

  have(peer: Peer, piece: number): boolean {
    const { transfer } = this.#host;
    if (transfer === undefined) return this.#earlyHave(peer, piece);
    if (piece >= transfer.info.pieceCount) return false;
    transfer.peerHas(peer, piece);
    this.#host.superSeeding.got(peer, piece);
    this.#mayBeSeed(peer);
    return true;
  }

  bitfield(peer: Peer, bits: Uint8Array | 'all' | 'none'): boolean {
    const { transfer } = this.#host;
    if (transfer === undefined) {
      peer.early = bits === 'none' ? undefined : bits;
      return true;
    }
    const has = readBitfield(bits, transfer.info.pieceCount);
    if (has === undefined) return false;
    transfer.leave(peer);
    peer.has = has;
    transfer.holders.join(peer);
    this.#mayBeSeed(peer);
    this.#host.favouring.met(peer);
    return true;
  }

  requested(peer: Peer, piece: number, begin: number, length: number): boolean {
    const { transfer } = this.#host;
    if (transfer === undefined || piece >= transfer.info.pieceCount) return false;
    if (length === 0 || length > MAX_BLOCK || begin + length > transfer.pieceLength(piece))
      return false;
    if (!transfer.have.get(piece)) return this.#refuse(peer, piece, begin, length);
    if (peer.favours.shown?.has(piece) === false) return this.#refuse(peer, piece, begin, length);
    if (peer.amChoking && !this.#host.favouring.grants(peer, piece, length))
      return this.#refuse(peer, piece, begin, length);
    return peer.giving.requested(piece, begin, length);
  }

  rejected(peer: Peer, piece: number, begin: number, sentAt: number): void {
    this.#host.transfer?.refused(peer, piece, begin, sentAt);
    this.#freed = true;
  }

  extended(peer: Peer, id: number, payload: Uint8Array): boolean {
    return this.#host.extensions.message(peer, id, payload);
  }

  dhtPort(peer: Peer, port: number): void {
    this.#host.dhtPort(peer, port);
  }

  blockStarts(peer: Peer, piece: number, begin: number, length: number): void {
    this.#host.sees(peer);
    if (length <= BLOCK) this.#host.transfer?.blocks.starts(peer, piece, begin, length);
  }

  blockEnds(peer: Peer, piece: number, begin: number, length: number): void {
    peer.snubbed = false;
    this.#host.transfer?.blocks.ends(peer, piece, begin, length);
  }

  settled(peer: Peer): void {
    this.#host.transfer?.fill(peer);
    if (peer.uploads.count > 0) peer.giving.pump();
    peer.flush();
    if (!this.#freed) return;
    this.#freed = false;
    this.#host.refill();
  }

  drained(peer: Peer): void {
    peer.giving.drained();
  }

  ended(peer: Peer, end: PeerEnd): void {
    this.#host.left(peer, end);
  }

  /** The metadata came: what the peer said before can be understood now. */
  catchUp(peer: Peer): void {
    const { transfer } = this.#host;
    if (peer.peerId === undefined || transfer === undefined) return;
    const { pieceCount } = transfer.info;
    const bytes = (pieceCount + 7) >>> 3;
    peer.decoder.maxBitfield = bytes;
    const early =
      peer.early instanceof Uint8Array ? fitted(peer.early, bytes) : (peer.early ?? 'none');
    peer.early = undefined;
    const has = early === undefined ? undefined : readBitfield(early, pieceCount);
    if (has === undefined) {
      peer.end('wire-rejected');
      return;
    }
    peer.has = has;
    transfer.holders.join(peer);
    peer.flush();
  }

  #mayBeSeed(peer: Peer): void {
    if (!peer.isSeed) return;
    this.#host.swarm.isSeed(peer);
    if (this.#host.isSeeding()) peer.end('peer-redundant');
  }

  #refuse(peer: Peer, piece: number, begin: number, length: number): boolean {
    if (peer.supportsFast) peer.writer.range(MSG.reject, piece, begin, length);
    return true;
  }

  #earlyHave(peer: Peer, piece: number): boolean {
    if (piece >= MAX_EARLY_PIECES) return false;
    if (peer.early === 'all') return true;
    const byte = piece >>> 3;
    if (peer.early === undefined || byte >= peer.early.length) {
      const grown = new Uint8Array(Math.max(byte + 1, (peer.early?.length ?? 0) * 2));
      if (peer.early !== undefined) grown.set(peer.early);
      peer.early = grown;
    }
    peer.early[byte] = (peer.early[byte] as number) | (0x80 >>> (piece & 7));
    return true;
  }
}

/** Cut or filled to the size; undefined when a bit beyond it is set. */
function fitted(bits: Uint8Array, size: number): Uint8Array | undefined {
  for (let i = size; i < bits.length; i++) if (bits[i] !== 0) return undefined;
  const exact = new Uint8Array(size);
  exact.set(bits.subarray(0, size));
  return exact;
}

/** Undefined when the size or the spare bits are wrong (BEP 3: drop the connection). */
export function readBitfield(
  bits: Uint8Array | 'all' | 'none',
  pieceCount: number,
): Bitfield | undefined {
  if (bits instanceof Uint8Array) {
    const parsed = Bitfield.parse(bits, pieceCount);
    return parsed.ok ? parsed.value : undefined;
  }
  const has = new Bitfield(pieceCount);
  if (bits === 'all') has.setAll();
  return has;
}
