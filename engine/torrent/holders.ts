import type { Picker } from '../core/picker/picker.ts';
import type { Peer } from '../peer/peer.ts';
import type { Wanted } from './wanted.ts';

/** How long a peer is not asked again for a piece that it refused. */
const REFUSAL_MS = 30_000;

/** Which peer holds which piece, and who of them has something for us. Seeds are counted once, not per piece. */
export class Holders {
  readonly #pieceCount: number;
  readonly #picker: Picker;
  readonly #wanted: Wanted;
  #seeds = 0;

  constructor(pieceCount: number, picker: Picker, wanted: Wanted) {
    this.#pieceCount = pieceCount;
    this.#picker = picker;
    this.#wanted = wanted;
  }

  /** Connected peers that hold the piece. */
  availability(piece: number): number {
    return this.#picker.order.availability(piece) + this.#seeds;
  }

  /** Counts a peer's pieces in; `has` is as it stands now. */
  join(peer: Peer): void {
    if (peer.isSeed) {
      peer.countedAsSeed = true;
      this.#seeds++;
    } else {
      for (let piece = peer.has.nextSet(0); piece !== -1; piece = peer.has.nextSet(piece + 1)) {
        this.#picker.order.more(piece);
      }
    }
    this.count(peer);
  }

  /** Counts its pieces out. */
  leave(peer: Peer): void {
    if (peer.countedAsSeed) {
      peer.countedAsSeed = false;
      this.#seeds--;
    } else {
      for (let piece = peer.has.nextSet(0); piece !== -1; piece = peer.has.nextSet(piece + 1)) {
        this.#picker.order.fewer(piece);
      }
    }
  }

  /** The peer got one more piece. */
  has(peer: Peer, piece: number): void {
    if (!peer.has.set(piece)) return;
    this.#picker.order.more(piece);
    if (this.#wanted.needs(piece)) this.#wantsOneMore(peer);
  }

  /** BEP 54: the peer lost a piece. */
  lost(peer: Peer, piece: number): void {
    if (!peer.has.get(piece)) return;
    if (peer.countedAsSeed) {
      peer.countedAsSeed = false;
      this.#seeds--;
      for (let each = 0; each < this.#pieceCount; each++) this.#picker.order.more(each);
    }
    peer.has.clear(piece);
    this.#picker.order.fewer(piece);
    if (this.#wanted.needs(piece)) this.#wantsOneLess(peer);
  }

  /** We need the piece no more, and of this peer neither. */
  settled(peer: Peer, piece: number): void {
    if (peer.has.get(piece)) this.#wantsOneLess(peer);
  }

  /** We need the piece again. */
  missed(peer: Peer, piece: number): void {
    if (peer.has.get(piece)) this.#wantsOneMore(peer);
  }

  /** The bits or the wishes changed in many places. */
  count(peer: Peer): void {
    peer.wanted = 0;
    if (this.#wanted.missing > 0) {
      for (let piece = peer.has.nextSet(0); piece !== -1; piece = peer.has.nextSet(piece + 1)) {
        if (this.#wanted.needs(piece)) peer.wanted++;
      }
    }
    peer.setInterested(peer.wanted > 0);
  }

  /**
   * The peer does not choke us and refused the request all the same: once more after that, and it is taken not to
   * have the piece now.
   */
  refused(peer: Peer, piece: number, sentAt: number, nowMs: number): void {
    const { favours } = peer;
    if (peer.peerChoking) {
      favours.allowed.delete(piece);
      return;
    }
    // Asking again and again would make a loop of it.
    if (!favours.refuse(piece, sentAt, nowMs) || !peer.has.get(piece)) return;
    this.lost(peer, piece);
    favours.refused.push(piece);
    favours.refusedAt = nowMs;
  }

  /** Once a second: what was refused long ago may be asked for again. */
  forgive(peer: Peer, nowMs: number): void {
    const { favours } = peer;
    if (favours.refused.length === 0 || nowMs - favours.refusedAt <= REFUSAL_MS) return;
    for (const piece of favours.refused.splice(0)) this.has(peer, piece);
  }

  /** Interest ends with the last answer: whoever hears of its end drops what it was asked for. */
  mindInterest(peer: Peer): void {
    if (peer.wanted === 0 && peer.requests.count === 0) peer.setInterested(false);
  }

  #wantsOneMore(peer: Peer): void {
    peer.wanted++;
    peer.setInterested(true);
  }

  #wantsOneLess(peer: Peer): void {
    peer.wanted--;
    this.mindInterest(peer);
  }
}
