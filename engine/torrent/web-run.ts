import { BLOCK } from '../core/ids.ts';
import type { Info } from '../core/metainfo/types.ts';
import type { Blocks, Delivery } from './blocks.ts';

export interface RunHost {
  readonly id: number;
  /** True: it was asked for this block, and from now on it is not any more. */
  takeRequest(piece: number, begin: number): boolean;
}

interface Current {
  readonly length: number;
  readonly delivery: Delivery | undefined;
  filled: number;
}

/** Takes a stream of the torrent's bytes apart into blocks; what was not asked for is passed over. */
export class WebRun {
  readonly #info: Info;
  readonly #blocks: Blocks;
  readonly #host: RunHost;
  /** Of the next byte, in the torrent. */
  at: number;
  /** Bytes of blocks that were asked for, and of others. */
  used = 0;
  skipped = 0;
  #block: Current | undefined;

  constructor(info: Info, blocks: Blocks, host: RunHost, at: number) {
    this.#info = info;
    this.#blocks = blocks;
    this.#host = host;
    this.at = at;
  }

  /** Where the piece of the next byte ends. */
  get pieceEnd(): number {
    const { pieceLength, length } = this.#info;
    return Math.min((Math.floor(this.at / pieceLength) + 1) * pieceLength, length);
  }

  /** In the middle of a block that is of use. */
  get isInBlock(): boolean {
    return this.#block?.delivery !== undefined;
  }

  /** The next bytes of the torrent. */
  take(bytes: Uint8Array): void {
    let from = 0;
    while (from < bytes.length) {
      const block = this.#block ?? this.#begin();
      const count = Math.min(bytes.length - from, block.length - block.filled);
      const { delivery } = block;
      delivery?.bytes.set(bytes.subarray(from, from + count), block.filled);
      block.filled += count;
      this.at += count;
      from += count;
      if (block.filled < block.length) continue;
      this.#block = undefined;
      if (delivery !== undefined) this.#blocks.close(delivery, this.#host.id);
    }
  }

  /** What was begun and not ended is given up. */
  stop(): void {
    const delivery = this.#block?.delivery;
    this.#block = undefined;
    if (delivery !== undefined) this.#blocks.giveUp(delivery, this.#host.id);
  }

  #begin(): Current {
    const { pieceLength, length: total } = this.#info;
    const piece = Math.floor(this.at / pieceLength);
    const inPiece = this.at - piece * pieceLength;
    const begin = inPiece - (inPiece % BLOCK);
    const end = Math.min(begin + BLOCK, pieceLength, total - piece * pieceLength);
    // A stream that begins in the middle of a block has no use for the rest of it.
    const asked = begin === inPiece && this.#host.takeRequest(piece, begin);
    const length = end - inPiece;
    if (asked) this.used += length;
    else this.skipped += length;
    const delivery = asked ? this.#blocks.open(this.#host.id, piece, begin, length) : undefined;
    this.#block = { length, delivery, filled: 0 };
    return this.#block;
  }
}
