import { BLOCK } from '../ids.ts';
import { ActivePiece, BLOCK_STATE, NOBODY, type PieceMemory } from './active-piece.ts';
import { double } from './doubling.ts';
import { DuePieces } from './due-pieces.ts';
import { OpenPieces } from './open-pieces.ts';
import { PieceOrder, type Rank } from './piece-order.ts';
import type { PickerHost, PickerPeer, PickMode } from './types.ts';

/** A block that is due within this time is asked of others too, where it is late. */
const RUSH_MS = 5_000;
/** The first pieces are taken at random, so that there is soon something to give. */
const RANDOM_FIRST = 4;

/** Decides which block to ask of whom (BEP 3: random first, rarest first, partial pieces first, endgame). */
export class Picker<M extends PieceMemory = PieceMemory> {
  readonly order: PieceOrder;
  readonly active = new Map<number, ActivePiece<M>>();
  readonly due = new DuePieces();
  readonly #open = new OpenPieces<M>();
  readonly #host: PickerHost<M>;
  readonly #rank: Rank;
  mode: PickMode = 'rarest';
  /** Pieces that are here; the first few are picked at random. */
  finished = 0;

  constructor(pieceCount: number, waiting: (piece: number) => boolean, host: PickerHost<M>) {
    this.order = new PieceOrder(pieceCount, waiting, host.below);
    this.#host = host;
    this.#rank = (piece) => host.rank(piece);
  }

  /** Every block of every wanted piece is asked for or here. */
  get isEndgame(): boolean {
    return this.order.waiting === 0 && this.#open.isEmpty;
  }

  /** Asks the peer for up to `count` blocks; returns how many were asked for. */
  fill(peer: PickerPeer<M>, count: number): number {
    let asked = this.#inTime(peer, count);
    while (asked < count) {
      const piece = this.#pieceFor(peer);
      if (piece === undefined) break;
      asked += this.#askFrom(piece, peer, count - asked);
    }
    if (asked === 0 && count > 0 && this.isEndgame) asked = this.#endgame(peer, Math.min(count, 8));
    return asked;
  }

  /** Undefined: the block is not wanted (any more), or someone else is sending it right now. */
  startBlock(piece: number, begin: number, length: number): ActivePiece<M> | undefined {
    const active = this.active.get(piece);
    if (active === undefined || active.verifying || begin % BLOCK !== 0) return undefined;
    const block = begin / BLOCK;
    if (block >= active.blocks || length !== active.blockLength(block)) return undefined;
    const state = active.state[block];
    if (state === BLOCK_STATE.received || state === BLOCK_STATE.receiving) return undefined;
    if (state === BLOCK_STATE.free) this.#takeFree(active);
    active.state[block] = BLOCK_STATE.receiving;
    active.receiving++;
    return active;
  }

  /** The block is whole. True when it was the last of its piece. */
  endBlock(active: ActivePiece<M>, begin: number, sender: number): boolean {
    const block = begin / BLOCK;
    active.state[block] = BLOCK_STATE.received;
    active.requests[block] = 0;
    active.sender[block] = sender;
    active.receiving--;
    active.received++;
    active.touchedAt = this.#host.now();
    return active.received === active.blocks;
  }

  /** Someone is in the middle of sending the block. */
  isArriving(piece: number, begin: number): boolean {
    return this.active.get(piece)?.state[begin / BLOCK] === BLOCK_STATE.receiving;
  }

  /** The connection ended in the middle of the block, or it takes too long. */
  breakBlock(active: ActivePiece<M>, begin: number): void {
    const block = begin / BLOCK;
    if (active.state[block] !== BLOCK_STATE.receiving) return;
    active.receiving--;
    if ((active.requests[block] as number) > 0) active.state[block] = BLOCK_STATE.requested;
    else this.#setFree(active, block);
  }

  /** The peer will not send the block: choked, rejected, timed out, gone, or cancelled. */
  dropRequest(piece: number, begin: number, peer: number): void {
    const active = this.active.get(piece);
    if (active === undefined) return;
    const block = begin / BLOCK;
    if (active.owner === peer) active.disown();
    const requests = active.requests[block] as number;
    if (requests === 0) return;
    active.requests[block] = requests - 1;
    if (requests === 1 && active.state[block] === BLOCK_STATE.requested)
      this.#setFree(active, block);
  }

  /** The peer is gone or choked us: others may go on with its piece. */
  leave(peer: PickerPeer<M>): void {
    const current = peer.current;
    if (current !== undefined && current.owner === peer.id) current.disown();
    peer.current = undefined;
  }

  /** The piece is verified, or no longer wanted. */
  close(active: ActivePiece<M>): void {
    this.due.drop(active.piece);
    this.active.delete(active.piece);
    this.#open.remove(active);
  }

  /** The hash did not match: fetch it all again. */
  restart(active: ActivePiece<M>): void {
    active.reset();
    this.#open.add(active);
  }

  /** Gives the piece back to the order with nothing of it kept. */
  abandon(active: ActivePiece<M>): void {
    this.active.delete(active.piece);
    this.#open.remove(active);
    this.order.add(active.piece);
  }

  /** Adopts a piece that is partly on the disk or in memory. */
  adopt(active: ActivePiece<M>): void {
    this.order.remove(active.piece);
    this.active.set(active.piece, active);
    if (active.free > 0) this.#open.add(active);
  }

  #pieceFor(peer: PickerPeer<M>): ActivePiece<M> | undefined {
    const current = peer.current;
    if (current !== undefined && current.free > 0 && this.active.get(current.piece) === current)
      return current;
    const piece = peer.suspect ? this.#aloneFor(peer) : this.#sharedFor(peer);
    if (piece === undefined) return undefined;
    if (piece.owner === NOBODY) {
      piece.owner = peer.id;
      piece.ownerIsFast = peer.fast;
      piece.isAlone = peer.suspect && piece.isUntouched;
    }
    peer.current = piece;
    return piece;
  }

  #sharedFor(peer: PickerPeer<M>): ActivePiece<M> | undefined {
    return (
      this.#partialFor(peer) ??
      this.#start(peer) ??
      this.#open.fullest(peer, ({ isAlone }) => !isAlone)
    );
  }

  /** Where there is nothing to have alone, what others have left is better than nothing. */
  #aloneFor(peer: PickerPeer<M>): ActivePiece<M> | undefined {
    return (
      this.#open.fullest(peer, (open) => open.owner === NOBODY && open.isUntouched) ??
      this.#start(peer) ??
      this.#open.fullest(peer, (open) => open.owner === NOBODY)
    );
  }

  /**
   * Partial pieces first: one that nobody works on, and for a slow peer one that another slow peer has. The very
   * first piece is everyone's work, for before it is whole there is nothing to give. But who alone has pieces is not
   * asked for what others have as well.
   */
  #partialFor(peer: PickerPeer<M>): ActivePiece<M> | undefined {
    const partial = this.#open.fullest(
      peer,
      (open) =>
        open.owner === NOBODY ||
        (!open.isAlone && (this.finished === 0 || (!peer.fast && !open.ownerIsFast))),
    );
    if (partial === undefined || this.mode === 'sequential') return partial;
    const rarest = this.order.rarest(peer.has);
    const isOnlySource = rarest !== -1 && this.order.availability(rarest) <= (peer.isSeed ? 0 : 1);
    return isOnlySource && this.order.availability(partial.piece) > 1 && this.finished > 0
      ? undefined
      : partial;
  }

  #start(peer: PickerPeer<M>): ActivePiece<M> | undefined {
    const piece = this.#next(peer);
    return piece === -1 ? undefined : this.#begin(piece);
  }

  /** Undefined: there is no memory now. */
  #begin(piece: number): ActivePiece<M> | undefined {
    const memory = this.#host.memoryFor(piece);
    if (memory === undefined) return undefined;
    const buffer = memory === 'disk' ? undefined : memory;
    const active = new ActivePiece<M>(
      piece,
      this.#host.pieceLength(piece),
      buffer,
      this.#host.now(),
    );
    for (const block of this.#host.pads(piece)) active.pad(block);
    this.adopt(active);
    return active;
  }

  /** The next piece to start for the peer, -1 for none. */
  #next(peer: PickerPeer<M>): number {
    const { order } = this;
    if (this.mode === 'sequential') return order.sequential(peer.has);
    if (this.finished < RANDOM_FIRST) return order.anyone(peer.has, this.#rank);
    const rarest = order.rarest(peer.has, this.#rank);
    if (rarest === -1 || order.availability(rarest) < 1) return rarest;
    // BEP 6: a hint is followed where nothing is in danger of getting lost.
    return (
      peer.suggestions.findLast(
        (piece) =>
          order.isWaiting(piece) &&
          peer.has.get(piece) &&
          order.urgency(piece) <= order.urgency(rarest),
      ) ?? rarest
    );
  }

  /** What somebody waits for goes before all, whoever works on it, the soonest first. */
  #inTime(peer: PickerPeer<M>, count: number): number {
    let asked = 0;
    if (peer.suspect) return 0;
    const now = this.#host.now();
    for (const { piece, at } of this.due.list) {
      if (asked >= count) break;
      if (!peer.has.get(piece)) continue;
      const active =
        this.active.get(piece) ?? (this.order.isWaiting(piece) ? this.#begin(piece) : undefined);
      if (active === undefined || active.verifying || active.isAlone) continue;
      asked += this.#askFrom(active, peer, count - asked);
      if (at - now < RUSH_MS) asked += double(active, peer, count - asked, now);
    }
    return asked;
  }

  #askFrom(active: ActivePiece<M>, peer: PickerPeer<M>, count: number): number {
    let asked = 0;
    while (asked < count) {
      const block = active.nextFree();
      if (block === -1) break;
      active.state[block] = BLOCK_STATE.requested;
      active.requests[block] = 1;
      active.askedAt[block] = this.#host.now();
      this.#takeFree(active);
      peer.ask(active.piece, block * BLOCK, active.blockLength(block));
      asked++;
    }
    return asked;
  }

  /** BEP 3: the last blocks are asked of several peers, and the losers are sent a cancel. */
  #endgame(peer: PickerPeer<M>, count: number): number {
    let asked = 0;
    if (peer.suspect) return 0;
    const now = this.#host.now();
    for (const active of this.active.values()) {
      if (active.verifying || active.isAlone || !peer.has.get(active.piece)) continue;
      asked += double(active, peer, count - asked, now);
      if (asked >= count) break;
    }
    return asked;
  }

  #takeFree(active: ActivePiece<M>): void {
    active.free--;
    if (active.free === 0) this.#open.remove(active);
  }

  #setFree(active: ActivePiece<M>, block: number): void {
    active.state[block] = BLOCK_STATE.free;
    active.free++;
    active.hint = Math.min(active.hint, block);
    this.#open.add(active);
  }
}
