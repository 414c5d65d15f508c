import { MSG } from '../core/wire/ids.ts';
import type { Peer } from '../peer/peer.ts';

export interface SuperSeedingHost {
  now(): number;
  peers(): Iterable<Peer>;
  pieceCount(): number;
  /** It is wanted, and everything is here. */
  isOn(): boolean;
  has(piece: number): boolean;
  /** Connected peers that hold the piece. */
  availability(piece: number): number;
}

/** Pieces that a peer is shown and nobody else has got yet. */
const SHOWN_AT_ONCE = 2;
/** A peer whose pieces nobody takes from it, because nobody can or it does not give, is shown one more after this. */
const PATIENCE_MS = 30_000;
/** Pieces looked at for one to show. */
const LOOKED_AT = 4096;

/**
 * A seed that poses as a leecher (BEP 16): each peer is shown one or two pieces at a time that hardly anybody has,
 * and the next one once somebody else got one of them from it. So every piece leaves the seed about once before
 * all of them are out.
 */
export class SuperSeeding {
  readonly #host: SuperSeedingHost;
  /** By piece: who was shown it and has not passed it on. */
  readonly #shownTo = new Map<number, Set<Peer>>();
  /** By peer: what it is shown and has not passed on, and since when nothing of it moved. */
  readonly #waiting = new Map<Peer, { readonly pieces: Set<number>; since: number }>();
  #cursor = 0;

  constructor(host: SuperSeedingHost) {
    this.#host = host;
  }

  left(peer: Peer): void {
    const waiting = this.#waiting.get(peer);
    if (waiting === undefined) return;
    this.#waiting.delete(peer);
    for (const piece of waiting.pieces) this.#forget(piece, peer);
  }

  /** The peer got a piece: whoever was shown it and is someone else has passed it on. */
  got(peer: Peer, piece: number): void {
    const shownTo = this.#shownTo.get(piece);
    if (shownTo === undefined) return;
    const isAlone = this.#waiting.size === 1;
    for (const each of [...shownTo]) {
      if (each === peer && !isAlone) continue;
      this.#forget(piece, each);
      const waiting = this.#waiting.get(each);
      waiting?.pieces.delete(piece);
      if (waiting !== undefined) waiting.since = this.#host.now();
      this.#show(each);
    }
  }

  /** Once a second. */
  tick(): void {
    if (!this.#host.isOn()) {
      this.end();
      return;
    }
    const now = this.#host.now();
    // By now whoever has something has said so (BEP 3: a bitfield comes first or not at all).
    for (const peer of this.#host.peers()) if (peer.favours.shown !== undefined) this.#joined(peer);
    for (const [peer, waiting] of this.#waiting) {
      const isStuck = now - waiting.since > PATIENCE_MS && hasAll(peer, waiting.pieces);
      if (isStuck) {
        waiting.since = now;
        for (const piece of waiting.pieces) this.#forget(piece, peer);
        waiting.pieces.clear();
      }
      this.#show(peer, isStuck);
    }
  }

  /** Everybody may have everything: told to those who do not know yet. */
  end(): void {
    for (const peer of this.#host.peers()) {
      const { shown } = peer.favours;
      if (shown === undefined) continue;
      for (let piece = 0; piece < this.#host.pieceCount(); piece++) {
        if (!shown.has(piece) && !peer.has.get(piece) && this.#host.has(piece))
          peer.writer.piece(MSG.have, piece);
      }
      peer.favours.shown = undefined;
      peer.flush();
    }
    this.#waiting.clear();
    this.#shownTo.clear();
  }

  /** The peer was told that we have nothing; what it has is known. */
  #joined(peer: Peer): void {
    if (peer.isSeed || this.#waiting.has(peer)) return;
    this.#waiting.set(peer, { pieces: new Set(), since: this.#host.now() });
    this.#show(peer);
  }

  /** Second copies are for those alone whom nobody else serves. */
  #show(peer: Peer, again = false): void {
    const waiting = this.#waiting.get(peer);
    const shown = peer.favours.shown;
    if (waiting === undefined || shown === undefined || peer.ended) return;
    while (waiting.pieces.size < SHOWN_AT_ONCE) {
      const { piece, holders } = this.#rarestFor(peer, shown);
      if (piece === -1 || (holders > 0 && !again)) break;
      shown.add(piece);
      waiting.pieces.add(piece);
      let shownTo = this.#shownTo.get(piece);
      if (shownTo === undefined) {
        shownTo = new Set();
        this.#shownTo.set(piece, shownTo);
      }
      shownTo.add(peer);
      peer.writer.piece(MSG.have, piece);
    }
    peer.flush();
  }

  /** The piece with the fewest holders, those who are shown it counted in; -1 for none. */
  #rarestFor(
    peer: Peer,
    shown: ReadonlySet<number>,
  ): { readonly piece: number; readonly holders: number } {
    const count = this.#host.pieceCount();
    let best = -1;
    let fewest = Number.POSITIVE_INFINITY;
    for (let n = 0; n < Math.min(count, LOOKED_AT) && fewest > 0; n++) {
      const piece = (this.#cursor + n) % count;
      if (peer.has.get(piece) || shown.has(piece)) continue;
      const holders = this.#host.availability(piece) + (this.#shownTo.get(piece)?.size ?? 0);
      if (holders >= fewest) continue;
      fewest = holders;
      best = piece;
    }
    this.#cursor = ((best === -1 ? this.#cursor + LOOKED_AT : best) + 1) % count;
    return { piece: best, holders: fewest };
  }

  #forget(piece: number, peer: Peer): void {
    const shownTo = this.#shownTo.get(piece);
    shownTo?.delete(peer);
    if (shownTo?.size === 0) this.#shownTo.delete(piece);
  }
}

function hasAll(peer: Peer, pieces: ReadonlySet<number>): boolean {
  for (const piece of pieces) if (!peer.has.get(piece)) return false;
  return true;
}
