import { Bitfield } from '../core/bitfield.ts';
import { type Info, pieceSize } from '../core/metainfo/types.ts';
import type { ActivePiece, PieceMemory } from '../core/picker/active-piece.ts';
import { Pads } from '../core/picker/pads.ts';
import { Picker } from '../core/picker/picker.ts';
import type { Below } from '../core/picker/piece-order.ts';
import { Rivals } from '../core/picker/rivals.ts';
import type { PickerHost, PickMode } from '../core/picker/types.ts';
import { MSG } from '../core/wire/ids.ts';
import type { Peer } from '../peer/peer.ts';
import type { PieceStorage } from '../storage/types.ts';
import { Blocks, type BlocksHost } from './blocks.ts';
import { Holders } from './holders.ts';
import { Spill, type SpillHost } from './spill.ts';
import { Telling, type TellingHost } from './telling.ts';
import { Wanted } from './wanted.ts';

/** What the transfer needs of its torrent. */
export interface TransferHost extends BlocksHost, SpillHost, TellingHost {
  readonly below: Below;
  readonly peerId: Uint8Array;
  /** Bytes that pieces under way may take, all torrents together. */
  pieceMemory(): number;
  /** Blocks may be asked for: running, not checking, no disk fault. */
  isLeeching(): boolean;
}

/** At the end a block is asked of a second peer once it took twice as long as that peer's own answers. */
const LATE_ANSWERS = 2;
const MIN_PATIENCE_MS = 250;
const MAX_PATIENCE_MS = 3_000;
/** How often it is looked who else fetches. */
const RIVALS_MS = 1_000;
/** A piece that would take more than this share of the memory is never held whole. */
const LARGE_SHARE = 3;
/** A peer that would take longer than this for a whole piece does not get one to itself. */
const FAST_PIECE_SECONDS = 20;

/** What only a torrent with peers, or with something to fetch, needs. */
interface Parts {
  readonly picker: Picker;
  readonly pads: Pads;
  readonly holders: Holders;
  readonly blocks: Blocks;
  readonly telling: Telling;
  readonly spill: Spill;
  readonly rivals: Rivals;
}

/** Which pieces there are, who has them, what is being fetched: the downloading half of a torrent with metadata. */
export class Transfer implements PickerHost<PieceMemory> {
  readonly info: Info;
  readonly storage: PieceStorage;
  readonly have: Bitfield;
  readonly wanted: Wanted;
  #made: Parts | undefined;
  #mode: PickMode = 'rarest';
  #rivalsAt = Number.NEGATIVE_INFINITY;
  readonly #host: TransferHost;

  constructor(info: Info, storage: PieceStorage, have: Bitfield, host: TransferHost) {
    this.info = info;
    this.storage = storage;
    this.have = have;
    this.#host = host;
    this.wanted = new Wanted(info, have);
  }

  get picker(): Picker {
    return this.#parts.picker;
  }

  get holders(): Holders {
    return this.#parts.holders;
  }

  get blocks(): Blocks {
    return this.#parts.blocks;
  }

  get telling(): Telling {
    return this.#parts.telling;
  }

  get spill(): Spill {
    return this.#parts.spill;
  }

  get below(): Below {
    return this.#host.below;
  }

  set mode(mode: PickMode) {
    this.#mode = mode;
    if (this.#made !== undefined) this.#made.picker.mode = mode;
  }

  /** Pieces of which something is here or on its way. */
  get underWay(): Iterable<number> {
    return this.#made?.picker.active.keys() ?? [];
  }

  get #parts(): Parts {
    this.#made ??= this.#make();
    return this.#made;
  }

  #make(): Parts {
    const picker = new Picker(this.info.pieceCount, (piece) => this.wanted.needs(piece), this);
    picker.finished = this.have.count;
    picker.mode = this.#mode;
    if (!this.wanted.isPlain) {
      this.#setUrgencies(picker);
      picker.order.rebuild((piece) => this.wanted.needs(piece));
    }
    const spill = new Spill(this.storage, picker, this.#host);
    return {
      picker,
      holders: new Holders(this.info.pieceCount, picker, this.wanted),
      spill,
      blocks: new Blocks(picker, spill, this.#host),
      telling: new Telling(this.#host),
      rivals: new Rivals(this.#host.peerId),
      pads: new Pads(this.info),
    };
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

  pads(piece: number): readonly number[] {
    return this.#parts.pads.of(piece);
  }

  rank(piece: number): number {
    const now = this.#host.now();
    if (now - this.#rivalsAt > RIVALS_MS) {
      this.#rivalsAt = now;
      this.#parts.rivals.set(this.#leechers());
    }
    return this.#parts.rivals.before(piece);
  }

  memoryFor(piece: number): PieceMemory | 'disk' | undefined {
    if (this.pieceLength(piece) > this.#host.pieceMemory() / LARGE_SHARE) return 'disk';
    const memory = this.storage.acquire(piece);
    if (memory === undefined) this.spill.makeRoom();
    return memory;
  }

  get isComplete(): boolean {
    return this.wanted.missing === 0;
  }

  /** By piece, as in `Wanted`. Pieces under way that are now skipped are given up. */
  setPriorities(byPiece: Uint8Array): void {
    this.wanted.set(byPiece);
    if (this.#made !== undefined) {
      this.#setUrgencies(this.picker);
      for (const active of [...this.picker.active.values()]) {
        if (!this.wanted.needs(active.piece) && !active.verifying && active.receiving === 0)
          this.giveUp(active);
      }
    }
    this.reorder();
  }

  /** The have-bits or the wishes changed in many places. */
  reorder(): void {
    this.wanted.count();
    if (this.#made === undefined) return;
    this.picker.order.rebuild((piece) => this.#isWaiting(piece));
    this.picker.finished = this.have.count;
    for (const peer of this.#host.peers()) this.holders.count(peer);
  }

  /** The peer is gone: its pieces are counted out, and its requests are given to others. */
  leave(peer: Peer): void {
    this.blocks.dropAll(peer);
    this.holders.leave(peer);
  }

  /** The peer got one more piece. */
  peerHas(peer: Peer, piece: number): void {
    this.holders.has(peer, piece);
    this.blocks.moveTo(peer, piece);
  }

  /** The peer rejected a request. */
  refused(peer: Peer, piece: number, begin: number, sentAt: number): void {
    this.picker.dropRequest(piece, begin, peer.id);
    this.holders.refused(peer, piece, sentAt, this.#host.now());
  }

  /** Keeps the peer's pipeline full. */
  fill(peer: Peer): void {
    if (peer.ended || peer.wanted === 0 || !this.#host.isLeeching()) return;
    if (peer.peerChoking && peer.favours.allowed.size === 0) return;
    const { depth, batch } = peer.pipeline;
    const asked = peer.requests.count;
    if (asked > depth - batch) return;
    if (peer.peerChoking) this.#fillAllowed(peer, depth - asked);
    else this.picker.fill(peer, depth - asked);
  }

  /** The piece's bit is true now: everyone hears of it with the next write, and soon. */
  got(piece: number): void {
    const needed = this.wanted.needs(piece);
    this.have.set(piece);
    this.picker.finished++;
    if (needed) this.wanted.got(piece);
    for (const peer of this.#host.peers()) {
      peer.writer.piece(MSG.have, piece);
      if (needed) this.holders.settled(peer, piece);
    }
    this.telling.soon();
  }

  /** The bit was taken back: the file changed under us. */
  lost(piece: number): void {
    if (!this.have.clear(piece) || !this.wanted.lost(piece) || this.#made === undefined) return;
    this.picker.order.add(piece);
    for (const peer of this.#host.peers()) this.holders.missed(peer, piece);
  }

  /** Takes the piece out of the hands of all, keeps nothing. */
  giveUp(active: ActivePiece): void {
    if (active.memory !== undefined) this.storage.release(active.memory);
    active.memory = undefined;
    if (this.wanted.needs(active.piece)) this.picker.abandon(active);
    else this.picker.close(active);
  }

  /** Nothing is under way any more: all peers are gone. */
  clear(): void {
    if (this.#made === undefined) return;
    this.telling.stop();
    for (const active of [...this.picker.active.values()]) {
      if (!active.verifying) this.giveUp(active);
    }
  }

  /** Once a second. */
  judge(peer: Peer, rate: number): void {
    this.holders.forgive(peer, this.#host.now());
    this.holders.mindInterest(peer);
    peer.pipeline.tick(rate, peer.requests.count);
    const late = peer.pipeline.answerSeconds * LATE_ANSWERS * 1000;
    peer.patience = Math.min(MAX_PATIENCE_MS, Math.max(MIN_PATIENCE_MS, late));
    peer.fast = rate * FAST_PIECE_SECONDS > this.info.pieceLength;
  }

  #fillAllowed(peer: Peer, count: number): void {
    const { allowed } = peer.favours;
    for (const piece of allowed) {
      if (!peer.has.get(piece) || !this.wanted.needs(piece)) allowed.delete(piece);
    }
    if (allowed.size === 0) return;
    const only = new Bitfield(this.info.pieceCount);
    for (const piece of allowed) only.set(piece);
    const narrowed = {
      id: peer.id,
      has: only,
      current: undefined,
      fast: false,
      isSeed: false,
      suspect: peer.suspect,
      patience: peer.patience,
      suggestions: [],
      isAskedFor: (piece: number, begin: number) => peer.isAskedFor(piece, begin),
      ask: (piece: number, begin: number, length: number) => peer.ask(piece, begin, length),
    };
    this.picker.fill(narrowed, count);
  }

  *#leechers(): Iterable<Uint8Array> {
    for (const peer of this.#host.peers())
      if (peer.peerId !== undefined && !peer.isSeed && !peer.uploadOnly) yield peer.peerId;
  }

  #isWaiting(piece: number): boolean {
    return this.wanted.needs(piece) && !this.picker.active.has(piece);
  }

  #setUrgencies(picker: Picker): void {
    for (let piece = 0; piece < this.info.pieceCount; piece++)
      picker.order.setUrgency(piece, this.wanted.urgency(piece));
  }
}
