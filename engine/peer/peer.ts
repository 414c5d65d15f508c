import type { PeerSource } from '../api/torrent.ts';
import type { Bitfield } from '../core/bitfield.ts';
import type { Endpoint } from '../core/endpoint.ts';
import type { ActivePiece } from '../core/picker/active-piece.ts';
import type { PickerPeer } from '../core/picker/types.ts';
import { RateMeter } from '../core/rate-meter.ts';
import type { TokenBucket } from '../core/token-bucket.ts';
import { WireDecoder, type WireSink } from '../core/wire/decoder.ts';
import { MessageWriter } from '../core/wire/encoder.ts';
import { encodeHandshake, type Handshake } from '../core/wire/handshake.ts';
import { MSG } from '../core/wire/ids.ts';
import type { Connection, ConnectionEvents, NetCode } from '../ports/net.ts';
import { Arrival } from './arrival.ts';
import { Changes } from './changes.ts';
import { Favours } from './favours.ts';
import { Gate } from './gate.ts';
import type { PeerEnd, PeerHost, PeerOptions } from './host.ts';
import { Pipeline } from './pipeline.ts';
import { Requests } from './requests.ts';
import { TakenBack } from './taken-back.ts';
import type { DownThrottle } from './throttle.ts';
import { UploadQueue } from './upload-queue.ts';
import type { PeerUploads } from './uploads.ts';

/** Without metadata any bitfield up to the bound on pieces must be taken: 2 million bits. */
const MAX_BITFIELD = 250_000;
/** Bytes that wait for a peer's socket, uploads included. Whoever makes us say more than it reads is gone. */
const MAX_WAITING = 2 * 1024 * 1024;

/** One connection: the wire's state on both sides, what is asked for, and what is owed. */
export class Peer implements PickerPeer, WireSink, ConnectionEvents {
  readonly id: number;
  readonly incoming: boolean;
  readonly source: PeerSource;
  encrypted: boolean;
  listensAt: Endpoint | undefined;
  connection: Connection;
  readonly decoder: WireDecoder;
  readonly writer = new MessageWriter();
  readonly requests = new Requests();
  readonly takenBack = new TakenBack();
  readonly pipeline = new Pipeline();
  readonly uploads = new UploadQueue();
  readonly down = new RateMeter();
  readonly up = new RateMeter();
  /** The limits that hold for it, set by the torrent. */
  downBuckets: readonly TokenBucket[] = [];
  upBuckets: readonly TokenBucket[] = [];
  readonly connectedAt: number;
  /** Set by the torrent before the first byte. */
  giving!: PeerUploads;
  throttle!: DownThrottle;

  /** Undefined until the handshake came. */
  peerId: Uint8Array | undefined;
  supportsExtended = false;
  supportsFast = false;
  supportsDht = false;
  /** From the extended handshake, or guessed from the peer id. */
  client = '';

  /** Replaced once the metadata is known. */
  has: Bitfield;
  /** What the peer told us before we knew the piece count. */
  early: Uint8Array | 'all' | undefined;
  /** Its availability is counted as a whole seed. */
  countedAsSeed = false;
  /** Pieces that it has and we need. */
  wanted = 0;

  amChoking = true;
  amInterested = false;
  peerChoking = true;
  peerInterested = false;
  optimistic = false;
  snubbed = false;
  uploadOnly = false;
  unchokedAt = Number.NEGATIVE_INFINITY;
  tookSinceUnchoke = 0;

  readonly favours = new Favours();

  current: ActivePiece | undefined;
  fast = false;
  /** It had a hand in a bad piece. */
  suspect = false;
  patience = 1_000;
  readonly arriving = new Arrival();

  /** Extended message ids of the other side, by name (BEP 10). */
  extensions: ReadonlyMap<string, number> = new Map();
  metadataSize = 0;

  lastReceivedAt: number;
  lastBlockAt: number;
  lastSentAt: number;
  ended = false;

  readonly #changes = new Changes();
  #toldPort = false;
  readonly #host: PeerHost;
  /** Payload bytes of the chunk that is being taken in. */
  #payload = 0;

  constructor(host: PeerHost, connection: Connection, has: Bitfield, options: PeerOptions) {
    this.#host = host;
    this.connection = connection;
    this.has = has;
    this.id = options.id;
    this.incoming = options.incoming;
    this.source = options.source;
    this.encrypted = options.encrypted;
    this.listensAt = options.listensAt;
    const bound = options.pieceCount === undefined ? MAX_BITFIELD : (options.pieceCount + 7) >>> 3;
    this.decoder = new WireDecoder(this, bound);
    const now = host.now();
    this.connectedAt = now;
    this.lastReceivedAt = now;
    this.lastBlockAt = now;
    this.lastSentAt = now;
  }

  get endpoint(): Endpoint {
    return this.connection.remote;
  }

  get suggestions(): readonly number[] {
    return this.favours.suggestions;
  }

  get isSeed(): boolean {
    return this.has.size > 0 && this.has.hasAll;
  }

  /** From here on everything goes through the cipher. */
  encrypts(connection: Connection): void {
    this.connection = connection;
    this.encrypted = true;
  }

  sendHandshake(handshake: Handshake): void {
    this.writer.raw(encodeHandshake(handshake));
  }

  /** Writes what has gathered. */
  flush(): void {
    if (this.ended || this.writer.length === 0) return;
    if (this.connection.queued > MAX_WAITING) {
      this.end('peer-flood');
      return;
    }
    const now = this.#host.now();
    this.lastSentAt = now;
    if (this.#host.countsOverhead()) Gate.spend(this.upBuckets, this.writer.length, now);
    this.connection.write(this.writer.take());
  }

  /** Once a second. */
  tick(): void {
    this.#changes.forget();
  }

  /** False: it changes its mind so often that it is gone. `weight`: what the change costs, in chokes. */
  mayChange(weight = 1): boolean {
    if (this.#changes.mayAdd(weight)) return true;
    this.end('peer-flood');
    return false;
  }

  setInterested(interested: boolean): void {
    if (this.amInterested === interested) return;
    this.amInterested = interested;
    this.writer.bare(interested ? MSG.interested : MSG.notInterested);
  }

  ask(piece: number, begin: number, length: number): void {
    if (this.requests.count === 0) this.lastBlockAt = this.#host.now();
    this.requests.add(piece, begin, this.#host.now());
    this.writer.range(MSG.request, piece, begin, length);
  }

  /** It was asked for the block and need not send it any more; the request is out already. */
  takeBack(piece: number, begin: number, length: number): void {
    if (this.supportsFast) this.takenBack.add(piece, begin);
    this.writer.range(MSG.cancel, piece, begin, length);
  }

  isAskedFor(piece: number, begin: number): boolean {
    return this.requests.has(piece, begin);
  }

  /** Ends the connection; the host hears of it once. */
  end(reason: PeerEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.decoder.stop();
    this.giving.close();
    this.throttle.close();
    this.connection.close();
    this.#host.ended(this, reason);
  }

  // The transport.

  opened(): void {
    // Whoever dialled says the first word.
  }

  received(chunk: Uint8Array): void {
    if (this.ended) return;
    this.lastReceivedAt = this.#host.now();
    this.#payload = 0;
    const code = this.decoder.push(chunk);
    if (code !== undefined) this.end(code);
    if (this.ended) return;
    this.throttle.took(this.#host.countsOverhead() ? chunk.length : this.#payload);
    this.#host.settled(this);
  }

  drained(): void {
    if (!this.ended) this.#host.drained(this);
  }

  closed(code?: NetCode): void {
    this.end(code ?? 'peer-closed');
  }

  // The wire.

  handshake(handshake: Handshake): boolean {
    this.peerId = handshake.peerId;
    this.supportsExtended = handshake.extended;
    this.supportsFast = handshake.fast;
    this.supportsDht = handshake.dht;
    const refused = this.#host.handshake(this, handshake);
    if (refused !== undefined) this.end(refused);
    return true;
  }

  keepAlive(): void {
    // That something came is all it says, and that was noted.
  }

  choke(): void {
    if (!this.mayChange()) return;
    this.peerChoking = true;
    this.#host.choked(this);
  }

  unchoke(): void {
    if (!this.mayChange()) return;
    this.peerChoking = false;
    this.#host.unchoked(this);
  }

  interested(): void {
    if (!this.mayChange()) return;
    this.peerInterested = true;
    this.#host.interest(this);
  }

  notInterested(): void {
    if (!this.mayChange()) return;
    this.peerInterested = false;
    this.#host.interest(this);
  }

  have(piece: number): boolean {
    return this.#host.have(this, piece);
  }

  bitfield(bits: Uint8Array): boolean {
    return this.#host.bitfield(this, bits);
  }

  haveAll(): boolean {
    return this.supportsFast && this.#host.bitfield(this, 'all');
  }

  haveNone(): boolean {
    return this.supportsFast && this.#host.bitfield(this, 'none');
  }

  request(piece: number, begin: number, length: number): boolean {
    return this.#host.requested(this, piece, begin, length);
  }

  cancel(piece: number, begin: number, length: number): void {
    const was = this.uploads.remove(piece, begin);
    // BEP 6: a cancelled request is answered all the same.
    if (!was || !this.supportsFast) return;
    this.writer.range(MSG.reject, piece, begin, length);
    this.flush();
  }

  reject(piece: number, begin: number): boolean {
    if (!this.supportsFast) return false;
    if (this.takenBack.answered(piece, begin)) return true;
    const sentAt = this.requests.remove(piece, begin);
    if (sentAt !== undefined) this.#host.rejected(this, piece, begin, sentAt);
    return true;
  }

  suggest(piece: number): void {
    if (this.supportsFast) this.favours.suggest(piece);
  }

  allowedFast(piece: number): boolean {
    if (!this.supportsFast) return false;
    this.favours.allow(piece);
    return true;
  }

  port(port: number): void {
    // One machine has one node: more are somebody else's ports to be knocked at.
    if (port === 0 || this.#toldPort) return;
    this.#toldPort = true;
    this.#host.dhtPort(this, port);
  }

  extended(id: number, payload: Uint8Array): boolean {
    return this.#host.extended(this, id, payload);
  }

  blockStarts(piece: number, begin: number, length: number): boolean {
    this.#host.blockStarts(this, piece, begin, length);
    return true;
  }

  blockBytes(count: number): void {
    const now = this.#host.now();
    this.lastBlockAt = now;
    this.#payload += count;
    this.down.add(count, now);
  }

  blockEnds(piece: number, begin: number, length: number): boolean {
    this.#host.blockEnds(this, piece, begin, length);
    return true;
  }
}
