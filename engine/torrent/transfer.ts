import { Bitfield } from '../core/bitfield.ts';
import { BLOCK } from '../core/ids.ts';
import { type Info, pieceSize } from '../core/metainfo/types.ts';
import type { ActivePiece, PieceMemory } from '../core/picker/active-piece.ts';
import { Picker, type PickerHost } from '../core/picker/picker.ts';
import type { Below } from '../core/picker/piece-order.ts';
import { URGENCY } from '../core/picker/piece-order.ts';
import type { Fault } from '../core/result.ts';
import { MSG } from '../core/wire/ids.ts';
import type { Peer } from '../peer/peer.ts';
import type { Timer } from '../ports/clock.ts';
import type { DiskCode } from '../ports/disk.ts';
import type { PieceStorage } from '../storage/types.ts';
import { Spill } from './spill.ts';

/** What the transfer needs of its torrent. */
export interface TransferHost {
  readonly below: Below;
  now(): number;
  /** Bytes that pieces under way may take, all torrents together. */
  pieceMemory(): number;
  peers(): Iterable<Peer>;
  /** Blocks may be asked for: running, not checking, no disk fault. */
  isLeeching(): boolean;
  /** All blocks of the piece are here. */
  pieceFilled(active: ActivePiece): void;
  /** Payload that came and was of no use. */
  wasted(bytes: number): void;
  received(bytes: number): void;
  spillFailed(fault: Fault<DiskCode>): void;
  after(ms: number, callback: () => void): Timer;
}

/** Pieces that come within this time are told in one write. */
const HAVE_MS = 100;
/** How long a peer is not asked again for a piece that it refused. */
const REFUSAL_MS = 30_000;
/** At the end a block is asked of a second peer once it took twice as long as that peer's own answers. */
const LATE_ANSWERS = 2;
const MIN_PATIENCE_MS = 250;
const MAX_PATIENCE_MS = 3_000;
/** A block that takes longer than this to arrive makes way for another's copy of it. */
const STUCK_MS = 2_000;
/** A peer that would take longer than this for a whole piece does not get one to itself. */
/** A piece that would take more than this share of the memory is never held whole. */
const LARGE_SHARE = 3;
const FAST_PIECE_SECONDS = 20;

/** Which pieces there are, who has them, what is being fetched: the downloading half of a torrent with metadata. */
export class Transfer implements PickerHost<PieceMemory> {
  readonly info: Info;
  readonly storage: PieceStorage;
  readonly have: Bitfield;
  readonly picker: Picker;
  readonly below: Below;
  readonly spill: Spill;
  /** 0 skip, 1 low, 4 normal, 7 high: the highest of the piece's files. */
  readonly #priority: Uint8Array;
  #seeds = 0;
  #telling: Timer | undefined;
  #hasMoreToTell = false;
  /** Wanted pieces that are not here yet. */
  missing = 0;
  /** Bytes of wanted pieces, and of those that are verified. */
  size = 0;
  done = 0;
  readonly #host: TransferHost;

  constructor(info: Info, storage: PieceStorage, have: Bitfield, host: TransferHost) {
    this.info = info;
    this.storage = storage;
    this.have = have;
    this.#host = host;
    this.below = host.below;
    this.#priority = new Uint8Array(info.pieceCount).fill(4);
    this.picker = new Picker(info.pieceCount, (piece) => this.#isWaiting(piece), this);
    this.picker.finished = have.count;
    this.spill = new Spill(storage, this.picker, host);
    this.#count();
  }

  now(): number {
    return this.#host.now();
  }

  peers(): Iterable<Peer> {
    return this.#host.peers();
  }

  pieceLength(piece: number): number {
    return pieceSize(this.info, piece);
  }

  memoryFor(piece: number): PieceMemory | 'disk' | undefined {
    if (this.pieceLength(piece) > this.#host.pieceMemory() / LARGE_SHARE) return 'disk';
    const memory = this.storage.acquire(piece);
    if (memory === undefined) this.spill.makeRoom();
    return memory;
  }

  get isComplete(): boolean {
    return this.missing === 0;
  }

  needs(piece: number): boolean {
    return (this.#priority[piece] as number) > 0 && !this.have.get(piece);
  }

  /** Connected peers that hold the piece. */
  availability(piece: number): number {
    return this.picker.order.availability(piece) + this.#seeds;
  }

  /** By piece: 0 skip, 1 low, 4 normal, 7 high, 8 first of all. Pieces under way that are now skipped are given up. */
  setPriorities(byPiece: Uint8Array): void {
    for (let piece = 0; piece < byPiece.length; piece++) {
      const priority = byPiece[piece] as number;
      this.#priority[piece] = priority;
      const urgency =
        priority >= 8
          ? URGENCY.first
          : priority >= 7
            ? URGENCY.high
            : priority >= 4
              ? URGENCY.normal
              : URGENCY.low;
      this.picker.order.setUrgency(piece, urgency);
    }
    for (const active of [...this.picker.active.values()]) {
      if (!this.needs(active.piece) && !active.verifying && active.receiving === 0)
        this.giveUp(active);
    }
    this.reorder();
  }

  /** The have-bits or the wishes changed in many places. */
  reorder(): void {
    this.picker.order.rebuild((piece) => this.#isWaiting(piece));
    this.picker.finished = this.have.count;
    this.#count();
    for (const peer of this.#host.peers()) this.#countWanted(peer);
  }

  /** Counts a peer's pieces in; `has` is as it stands now. */
  join(peer: Peer): void {
    if (peer.isSeed) {
      peer.countedAsSeed = true;
      this.#seeds++;
    } else {
      for (let piece = peer.has.nextSet(0); piece !== -1; piece = peer.has.nextSet(piece + 1)) {
        this.picker.order.more(piece);
      }
    }
    this.#countWanted(peer);
  }

  /** Counts its pieces out and gives its requests to others. */
  leave(peer: Peer): void {
    this.dropAll(peer);
    if (peer.countedAsSeed) {
      peer.countedAsSeed = false;
      this.#seeds--;
    } else {
      for (let piece = peer.has.nextSet(0); piece !== -1; piece = peer.has.nextSet(piece + 1)) {
        this.picker.order.fewer(piece);
      }
    }
  }

  /** The peer got one more piece. */
  peerHas(peer: Peer, piece: number): void {
    if (!peer.has.set(piece)) return;
    this.picker.order.more(piece);
    if (this.needs(piece)) {
      peer.wanted++;
      peer.setInterested(true);
    }
  }

  /** BEP 54: the peer lost a piece. */
  peerLost(peer: Peer, piece: number): void {
    if (!peer.has.get(piece)) return;
    if (peer.countedAsSeed) {
      peer.countedAsSeed = false;
      this.#seeds--;
      for (let each = 0; each < this.info.pieceCount; each++) this.picker.order.more(each);
    }
    peer.has.clear(piece);
    this.picker.order.fewer(piece);
    if (this.needs(piece) && --peer.wanted === 0) peer.setInterested(false);
  }

  /** The peer does not choke us and refused the request all the same: twice for a piece, and it is taken not to have it now. */
  refused(peer: Peer, piece: number, begin: number): void {
    this.picker.dropRequest(piece, begin, peer.id);
    if (peer.peerChoking) {
      peer.allowedPieces.delete(piece);
      return;
    }
    // Asking again and again would make a loop of it.
    if (peer.lastRefused === piece && peer.has.get(piece)) {
      this.peerLost(peer, piece);
      peer.refusedPieces.push(piece);
      peer.refusedAt = this.#host.now();
    }
    peer.lastRefused = piece;
  }

  /** Keeps the peer's pipeline full. */
  fill(peer: Peer): void {
    if (peer.ended || peer.wanted === 0 || !this.#host.isLeeching()) return;
    if (peer.peerChoking && peer.allowedPieces.size === 0) return;
    const { depth } = peer.pipeline;
    const asked = peer.requests.count;
    // In batches: one write carries many requests.
    if (asked > depth - Math.max(1, depth >> 2)) return;
    if (peer.peerChoking) this.#fillAllowed(peer, depth - asked);
    else this.picker.fill(peer, depth - asked);
  }

  blockStarts(peer: Peer, piece: number, begin: number, length: number): void {
    // What timed out or was cancelled and comes after all is taken where it still fits.
    const sentAt = peer.requests.remove(piece, begin);
    const asked = sentAt !== undefined;
    if (this.picker.isArriving(piece, begin)) this.#takeOver(piece, begin);
    const active = this.picker.startBlock(piece, begin, length);
    peer.arriving = active;
    if (active === undefined) {
      if (asked) this.picker.dropRequest(piece, begin, peer.id);
      this.#host.wasted(length);
      return;
    }
    peer.arrivingBegin = begin;
    peer.arrivingAsked = asked;
    peer.arrivingSince = this.#host.now();
    if (asked) peer.pipeline.blockCame(peer.arrivingSince - sentAt);
    if (active.memory !== undefined) peer.decoder.aim(active.memory.bytes, begin);
    else peer.decoder.aim(this.spill.blockFor(active, begin), 0);
  }

  blockEnds(peer: Peer, piece: number, begin: number, length: number): void {
    this.#host.received(length);
    const active = peer.arriving;
    if (active === undefined) return;
    peer.arriving = undefined;
    const block = begin / BLOCK;
    const own = peer.arrivingAsked ? 1 : 0;
    if ((active.requests[block] as number) > own) this.#cancelOthers(peer, piece, begin, length);
    const filled = this.picker.endBlock(active, begin, peer.id);
    if (active.memory === undefined) this.spill.blockCame(active, begin);
    if (filled) {
      active.verifying = true;
      this.#host.pieceFilled(active);
    }
  }

  /** The block that is on its way from the peer is given up: what still comes of it is dropped. */
  breakArriving(peer: Peer): void {
    if (peer.arriving === undefined) return;
    const { piece } = peer.arriving;
    peer.decoder.loseAim();
    this.picker.breakBlock(peer.arriving, peer.arrivingBegin);
    if (peer.arrivingAsked) this.picker.dropRequest(piece, peer.arrivingBegin, peer.id);
    peer.arriving = undefined;
  }

  /** The peer will not answer what is asked of it: others may. */
  dropAll(peer: Peer): void {
    this.breakArriving(peer);
    peer.requests.drain((piece, begin) => this.picker.dropRequest(piece, begin, peer.id));
    this.picker.leave(peer);
  }

  /** Requests sent before `timeMs` go to others. False when there are none. */
  dropLost(peer: Peer, timeMs: number): boolean {
    if (!(peer.requests.oldestSentAt < timeMs)) return false;
    peer.requests.drainOlder(timeMs, (piece, begin) => {
      this.picker.dropRequest(piece, begin, peer.id);
    });
    return true;
  }

  /** The piece's bit is true now: everyone hears of it with the next write, and soon. */
  got(piece: number): void {
    const needed = this.needs(piece);
    this.have.set(piece);
    this.picker.finished++;
    if (needed) {
      this.missing--;
      this.done += this.pieceLength(piece);
    }
    for (const peer of this.#host.peers()) {
      peer.writer.piece(MSG.have, piece);
      if (needed && peer.has.get(piece) && --peer.wanted === 0) peer.setInterested(false);
    }
    if (this.#telling !== undefined) {
      this.#hasMoreToTell = true;
      return;
    }
    this.#tell();
  }

  /** Everyone who is connected hears of these pieces, which are here though they did not come just now. */
  tell(pieces: readonly number[]): void {
    for (const peer of this.#host.peers()) {
      if (peer.peerId === undefined) continue;
      for (const piece of pieces) peer.writer.piece(MSG.have, piece);
      peer.flush();
    }
  }

  /** At once, and what comes soon after in one more write. */
  #tell(): void {
    for (const peer of this.#host.peers()) peer.flush();
    this.#hasMoreToTell = false;
    this.#telling = this.#host.after(HAVE_MS, () => {
      this.#telling = undefined;
      if (this.#hasMoreToTell) this.#tell();
    });
  }

  /** The bit was taken back: the file changed under us. */
  lost(piece: number): void {
    if (!this.have.clear(piece)) return;
    if ((this.#priority[piece] as number) === 0) return;
    this.missing++;
    this.done -= this.pieceLength(piece);
    this.picker.order.add(piece);
    for (const peer of this.#host.peers()) {
      if (!peer.has.get(piece)) continue;
      peer.wanted++;
      peer.setInterested(true);
    }
  }

  /** Takes the piece out of the hands of all, keeps nothing. */
  giveUp(active: ActivePiece): void {
    if (active.memory !== undefined) this.storage.release(active.memory);
    active.memory = undefined;
    if (this.needs(active.piece)) this.picker.abandon(active);
    else this.picker.close(active);
  }

  /** Nothing is under way any more: all peers are gone. */
  clear(): void {
    this.#telling?.end();
    this.#telling = undefined;
    for (const active of [...this.picker.active.values()]) {
      if (!active.verifying) this.giveUp(active);
    }
  }

  /** Once a second. */
  judge(peer: Peer, rate: number): void {
    if (peer.refusedPieces.length > 0 && this.#host.now() - peer.refusedAt > REFUSAL_MS) {
      for (const piece of peer.refusedPieces.splice(0)) this.peerHas(peer, piece);
    }
    peer.pipeline.tick(rate, peer.requests.count);
    const late = peer.pipeline.answerSeconds * LATE_ANSWERS * 1000;
    peer.patience = Math.min(MAX_PATIENCE_MS, Math.max(MIN_PATIENCE_MS, late));
    peer.fast = rate * FAST_PIECE_SECONDS > this.info.pieceLength;
  }

  #fillAllowed(peer: Peer, count: number): void {
    for (const piece of peer.allowedPieces) {
      if (!peer.has.get(piece) || !this.needs(piece)) peer.allowedPieces.delete(piece);
    }
    if (peer.allowedPieces.size === 0) return;
    const only = new Bitfield(this.info.pieceCount);
    for (const piece of peer.allowedPieces) only.set(piece);
    const narrowed = {
      id: peer.id,
      has: only,
      current: undefined,
      fast: false,
      isSeed: false,
      suspect: peer.suspect,
      patience: peer.patience,
      isAskedFor: (piece: number, begin: number) => peer.isAskedFor(piece, begin),
      ask: (piece: number, begin: number, length: number) => peer.ask(piece, begin, length),
    };
    this.picker.fill(narrowed, count);
  }

  /** Another peer's copy of a block begins to come while one is stuck half-way: the new one counts. */
  #takeOver(piece: number, begin: number): void {
    for (const peer of this.#host.peers()) {
      if (peer.arriving?.piece !== piece || peer.arrivingBegin !== begin) continue;
      if (this.#host.now() - peer.arrivingSince > STUCK_MS) this.breakArriving(peer);
      return;
    }
  }

  #cancelOthers(winner: Peer, piece: number, begin: number, length: number): void {
    for (const peer of this.#host.peers()) {
      if (peer === winner || peer.requests.remove(piece, begin) === undefined) continue;
      peer.writer.range(MSG.cancel, piece, begin, length);
      peer.flush();
    }
  }

  #isWaiting(piece: number): boolean {
    return this.needs(piece) && !this.picker?.active.has(piece);
  }

  #count(): void {
    this.missing = 0;
    this.size = 0;
    this.done = 0;
    for (let piece = 0; piece < this.info.pieceCount; piece++) {
      if ((this.#priority[piece] as number) === 0) continue;
      const length = this.pieceLength(piece);
      this.size += length;
      if (this.have.get(piece)) this.done += length;
      else this.missing++;
    }
  }

  #countWanted(peer: Peer): void {
    peer.wanted = 0;
    if (this.missing > 0) {
      for (let piece = peer.has.nextSet(0); piece !== -1; piece = peer.has.nextSet(piece + 1)) {
        if (this.needs(piece)) peer.wanted++;
      }
    }
    peer.setInterested(peer.wanted > 0);
  }
}
