import { BLOCK } from '../ids.ts';
import { type LaidOut, Layout } from '../layout.ts';

interface Padded extends LaidOut {
  readonly files: readonly {
    readonly offset: number;
    readonly length: number;
    readonly pad: boolean;
  }[];
}

const NONE: readonly number[] = [];

/** Blocks that lie in pad files altogether: zeros, which nobody need send (BEP 47). */
export class Pads {
  /** Undefined where there are none, as almost always. */
  readonly #layout: Layout<Padded> | undefined;

  constructor(info: Padded) {
    const hasAny = info.files.some(({ pad, length }) => pad && length > 0);
    this.#layout = hasAny ? new Layout(info) : undefined;
  }

  /** By index in the piece, in order. Never all of its blocks: a piece is whole when something of it came. */
  of(piece: number): readonly number[] {
    if (this.#layout === undefined) return NONE;
    const { files, length: total, pieceLength } = this.#layout.info;
    const length = Math.min(pieceLength, total - piece * pieceLength);
    const blocks: number[] = [];
    let from = -1;
    for (const { file, at, length: size } of this.#layout.spans(piece * pieceLength, length)) {
      if (files[file]?.pad !== true) {
        from = -1;
        continue;
      }
      if (from === -1) from = at;
      const end = at + size;
      const last = end === length ? Math.ceil(end / BLOCK) : Math.floor(end / BLOCK);
      const first = Math.max(Math.ceil(from / BLOCK), (blocks.at(-1) ?? -1) + 1);
      for (let block = first; block < last; block++) blocks.push(block);
    }
    if (blocks.length === Math.ceil(length / BLOCK)) blocks.pop();
    return blocks;
  }
}
