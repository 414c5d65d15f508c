import { BLOCK } from '../core/ids.ts';
import { type ActivePiece, NOBODY } from '../core/picker/active-piece.ts';
import type { Picker } from '../core/picker/picker.ts';
import type { Peer } from '../peer/peer.ts';
import type { Spill } from './spill.ts';

export interface BlocksHost {
  now(): number;
  peers(): Iterable<Peer>;
  peer(id: number): Peer | undefined;
  /** All blocks of the piece are here. */
  pieceFilled(active: ActivePiece): void;
  /** Payload that came and was of no use. */
  wasted(bytes: number): void;
  received(bytes: number): void;
}

/** A block on its way from somebody who is no peer. */
export interface Delivery {
  readonly active: ActivePiece;
  readonly begin: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

/** A block that takes longer than this to arrive makes way for another's copy of it. */
const STUCK_MS = 2_000;

/** What a peer answers next stands in its socket already and can no longer be taken back. */
const ON_THE_WAY_SECONDS = 0.1;
const MIN_ON_THE_WAY = 8;
/** A piece goes from one peer's queue to another's when the other answers in so small a part of the time. */
const MUCH_SOONER = 4;

/** The blocks that are asked for and arrive: where each goes, who sends it, and who is told that it is here. */
export class Blocks {
  readonly #picker: Picker;
  readonly #spill: Spill;
  readonly #host: BlocksHost;

  constructor(picker: Picker, spill: Spill, host: BlocksHost) {
    this.#picker = picker;
    this.#spill = spill;
    this.#host = host;
  }

  starts(peer: Peer, piece: number, begin: number, length: number): void {
    // What timed out or was cancelled and comes after all is taken where it still fits.
    const sentAt = peer.requests.answer(piece, begin);
    const asked = sentAt !== undefined;
    if (!asked) peer.takenBack.answered(piece, begin);
    if (this.#picker.isArriving(piece, begin)) this.#takeOver(piece, begin);
    const active = this.#picker.startBlock(piece, begin, length);
    peer.arriving.active = active;
    if (active === undefined) {
      if (asked) this.#picker.dropRequest(piece, begin, peer.id);
      this.#host.wasted(length);
      return;
    }
    peer.arriving.begin = begin;
    peer.arriving.asked = asked;
    const now = this.#host.now();
    peer.arriving.since = now;
    if (asked) peer.pipeline.blockCame(now - sentAt, now - peer.lastBlockAt);
    if (active.memory !== undefined) peer.decoder.aim(active.memory.bytes, begin);
    else peer.decoder.aim(this.#spill.blockFor(active, begin), 0);
  }

  ends(peer: Peer, piece: number, begin: number, length: number): void {
    this.#host.received(length);
    const { active } = peer.arriving;
    if (active === undefined) return;
    peer.arriving.active = undefined;
    const block = begin / BLOCK;
    const own = peer.arriving.asked ? 1 : 0;
    if ((active.requests[block] as number) > own) this.#cancelOthers(peer, piece, begin, length);
    this.#ended(active, begin, peer.id);
  }

  /** The block that is on its way from the peer is given up: what still comes of it is dropped. */
  breakArriving(peer: Peer): void {
    const { active, begin, asked } = peer.arriving;
    if (active === undefined) return;
    peer.decoder.loseAim();
    this.#picker.breakBlock(active, begin);
    if (asked) this.#picker.dropRequest(active.piece, begin, peer.id);
    peer.arriving.active = undefined;
  }

  /** The peer will not answer what is asked of it: others may. */
  dropAll(peer: Peer): void {
    this.breakArriving(peer);
    peer.requests.drain((piece, begin) => this.#picker.dropRequest(piece, begin, peer.id));
    this.#picker.leave(peer);
  }

  /** The peer leaves us waiting: it need not answer any more, and others may. */
  cancelAll(peer: Peer): void {
    peer.requests.each((piece, begin) => {
      const length = this.#picker.active.get(piece)?.blockLength(begin / BLOCK);
      if (length !== undefined) peer.takeBack(piece, begin, length);
    });
    peer.flush();
    this.dropAll(peer);
  }

  /** Requests that were overtaken by others for so long go to others. False when there are none. */
  dropLost(peer: Peer, byMs: number): boolean {
    if (!peer.requests.isOvertaken(byMs)) return false;
    peer.requests.drainOvertaken(byMs, (piece, begin) => {
      this.#picker.dropRequest(piece, begin, peer.id);
    });
    return true;
  }

  /** A block that was asked for begins to come from a web seed. Undefined: it is of no use any more. */
  open(sender: number, piece: number, begin: number, length: number): Delivery | undefined {
    if (this.#picker.isArriving(piece, begin)) this.#takeOver(piece, begin);
    const active = this.#picker.startBlock(piece, begin, length);
    if (active === undefined) {
      this.#picker.dropRequest(piece, begin, sender);
      this.#host.wasted(length);
      return undefined;
    }
    const bytes = active.memory?.bytes.subarray(begin, begin + length);
    return { active, begin, length, bytes: bytes ?? this.#spill.blockFor(active, begin) };
  }

  /** All of it is here. */
  close({ active, begin, length }: Delivery, sender: number): void {
    this.#host.received(length);
    if ((active.requests[begin / BLOCK] as number) > 1)
      this.#cancelOthers(undefined, active.piece, begin, length);
    this.#ended(active, begin, sender);
  }

  /** The rest of it will not come. */
  giveUp({ active, begin }: Delivery, sender: number): void {
    this.#picker.breakBlock(active, begin);
    this.#picker.dropRequest(active.piece, begin, sender);
  }

  #ended(active: ActivePiece, begin: number, sender: number): void {
    const filled = this.#picker.endBlock(active, begin, sender);
    if (active.memory === undefined) this.#spill.blockCame(active, begin);
    if (!filled) return;
    active.verifying = true;
    this.#host.pieceFilled(active);
  }

  /**
   * The peer got a piece that we wait for at the end of another's long queue: where it answers much sooner, it is
   * asked instead. What several leechers asked one seed for at the same time leaves the seed once for most of it.
   */
  moveTo(peer: Peer, piece: number): void {
    const active = this.#picker.active.get(piece);
    if (active === undefined || active.verifying || active.isAlone || peer.peerChoking) return;
    if (active.owner === NOBODY || active.owner === peer.id) return;
    const slow = this.#host.peer(active.owner);
    if (slow === undefined) return;
    if (peer.pipeline.answerSeconds * MUCH_SOONER > slow.pipeline.answerSeconds) return;
    const near = Math.ceil((slow.down.rate(this.#host.now(), 3) * ON_THE_WAY_SECONDS) / BLOCK);
    slow.requests.drainPiece(piece, Math.max(MIN_ON_THE_WAY, near), (begin) => {
      slow.takeBack(piece, begin, active.blockLength(begin / BLOCK));
      this.#picker.dropRequest(piece, begin, slow.id);
    });
    slow.flush();
  }

  /** Another peer's copy of a block begins to come while one is stuck half-way: the new one counts. */
  #takeOver(piece: number, begin: number): void {
    for (const peer of this.#host.peers()) {
      if (peer.arriving.active?.piece !== piece || peer.arriving.begin !== begin) continue;
      if (this.#host.now() - peer.arriving.since > STUCK_MS) this.breakArriving(peer);
      return;
    }
  }

  #cancelOthers(winner: Peer | undefined, piece: number, begin: number, length: number): void {
    for (const peer of this.#host.peers()) {
      if (peer === winner || peer.requests.remove(piece, begin) === undefined) continue;
      peer.takeBack(piece, begin, length);
      peer.flush();
    }
  }
}
