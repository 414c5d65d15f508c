import type { Info } from './metainfo/types.ts';

/** The bytes of one file that a range of the torrent covers. */
export interface FileSpan {
  readonly file: number;
  /** In the file. */
  readonly offset: number;
  readonly length: number;
  /** In the range that was asked for. */
  readonly at: number;
}

/** As much of an info dictionary as says where its bytes lie. */
export interface LaidOut {
  readonly files: readonly { readonly offset: number; readonly length: number }[];
  readonly length: number;
  readonly pieceLength: number;
}

/** Which files a range of the torrent lies in. Files are found by binary search: no table, and no scan of a million. */
export class Layout<I extends LaidOut = Info> {
  readonly info: I;

  constructor(info: I) {
    this.info = info;
  }

  get fileCount(): number {
    return this.info.files.length;
  }

  /** The file that holds the byte at `offset` of the torrent (0 … length - 1). Never one without bytes. */
  fileAt(offset: number): number {
    // Files without bytes share the start of the next file that has some, so the last of equals is the one.
    let low = 0;
    let high = this.fileCount;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.start(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Of the file behind the last one: where the torrent ends. */
  start(file: number): number {
    return this.info.files[file]?.offset ?? this.info.length;
  }

  /** First and last piece that hold bytes of the file, or undefined for one without bytes. */
  piecesOf(file: number): { readonly first: number; readonly last: number } | undefined {
    const { length, offset } = this.info.files[file] as { length: number; offset: number };
    if (length === 0) return undefined;
    const { pieceLength } = this.info;
    return {
      first: Math.floor(offset / pieceLength),
      last: Math.floor((offset + length - 1) / pieceLength),
    };
  }

  /** The files that `length` bytes from `offset` of the torrent lie in, in order, pad files included. */
  spans(offset: number, length: number): FileSpan[] {
    const spans: FileSpan[] = [];
    let file = this.fileAt(offset);
    for (let at = 0; at < length; file++) {
      const inFile = offset + at - this.start(file);
      const size = Math.min(
        length - at,
        (this.info.files[file] as { length: number }).length - inFile,
      );
      if (size > 0) spans.push({ file, offset: inFile, length: size, at });
      at += size;
    }
    return spans;
  }
}
