import { ALLOWED_FAST, allowedFastSet } from '../core/allowed-fast.ts';
import { BLOCK } from '../core/ids.ts';
import type { Sha1Digest } from '../core/sha1.ts';
import { MSG } from '../core/wire/ids.ts';
import type { Peer } from '../peer/peer.ts';
import type { Transfer } from './transfer.ts';

export interface FavouringHost {
  readonly transfer: Transfer | undefined;
  readonly infoHashBytes: Uint8Array;
  readonly sha1: Sha1Digest;
  /** Uploads go on: online, and no fault of the disk. */
  readonly online: boolean;
}

/** What a newcomer may have for nothing, in bytes, where the pieces are large: one at the least. */
const MAX_GIFT = 4 * 1024 * 1024;
/**
 * What is given for nothing or suggested is had by so many others already. A crowd of newcomers would else make a
 * single seed send what it has many times before everything is out once.
 */
const COMMON = 2;
/** Pieces that were read for others lately and are looked at for suggestions. */
const RECENT = 16;
/** Suggestions that one peer gets in all before it takes one. */
const MAX_SUGGESTED = 4;

/** The favours of the Fast extension (BEP 6) that we do: pieces without an unchoke, and hints at what costs us no disk. */
export class Favouring {
  readonly #host: FavouringHost;
  /** Pieces that left lately, the newest last. */
  readonly #recent: number[] = [];

  constructor(host: FavouringHost) {
    this.#host = host;
  }

  /** What the peer has is known now: whoever has hardly anything gets something to start with. */
  met(peer: Peer): void {
    const { transfer, infoHashBytes, sha1 } = this.#host;
    const { favours } = peer;
    if (transfer === undefined || !peer.supportsFast || favours.shown !== undefined) return;
    if (peer.has.count >= ALLOWED_FAST || favours.granted.size > 0) return;
    const { pieceCount, pieceLength } = transfer.info;
    const count = Math.min(ALLOWED_FAST, Math.max(1, Math.floor(MAX_GIFT / pieceLength)));
    for (const piece of allowedFastSet(
      peer.endpoint.host,
      infoHashBytes,
      pieceCount,
      count,
      sha1,
    )) {
      if (peer.has.get(piece) || !this.#isCommon(piece)) continue;
      // Once, and a block or two again: not as often as somebody likes to ask.
      favours.granted.set(piece, transfer.pieceLength(piece) + 2 * BLOCK);
      if (transfer.have.get(piece)) peer.writer.piece(MSG.allowedFast, piece);
    }
  }

  /** We got a piece: those who may have it for nothing hear of that with the next write. */
  got(piece: number): void {
    const { transfer } = this.#host;
    if (transfer === undefined || !this.#isCommon(piece)) return;
    for (const peer of transfer.peers()) {
      if (peer.favours.granted.has(piece) && peer.has.count < ALLOWED_FAST)
        peer.writer.piece(MSG.allowedFast, piece);
    }
  }

  /** May a choked peer have this? It is counted as given. */
  grants(peer: Peer, piece: number, length: number): boolean {
    const left = peer.favours.granted.get(piece);
    if (left === undefined || left < length || peer.has.count >= ALLOWED_FAST) return false;
    peer.favours.granted.set(piece, left - length);
    return true;
  }

  /** A block of the piece was read and sent. */
  sent(piece: number): void {
    if (this.#recent.at(-1) === piece || this.#recent.includes(piece)) return;
    this.#recent.push(piece);
    if (this.#recent.length > RECENT) this.#recent.shift();
  }

  /** Once a second: hints at pieces that still lie in the read cache. */
  tick(): void {
    const { transfer, online } = this.#host;
    if (!online || transfer === undefined || this.#recent.length === 0) return;
    for (const piece of this.#recent.splice(0)) {
      if (!this.#isCommon(piece) || !transfer.storage.isCached(piece)) continue;
      for (const peer of transfer.peers()) suggest(peer, piece);
    }
  }

  #isCommon(piece: number): boolean {
    return (this.#host.transfer?.holders.availability(piece) ?? 0) >= COMMON;
  }
}

function suggest(peer: Peer, piece: number): void {
  const { suggestedTo, shown } = peer.favours;
  if (!peer.supportsFast || peer.amChoking || !peer.peerInterested || shown !== undefined) return;
  if (peer.has.get(piece) || suggestedTo.has(piece)) return;
  for (const each of suggestedTo) if (peer.has.get(each)) suggestedTo.delete(each);
  if (suggestedTo.size >= MAX_SUGGESTED) return;
  suggestedTo.add(piece);
  peer.writer.piece(MSG.suggest, piece);
}
