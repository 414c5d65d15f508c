import type { Layout } from '../core/layout.ts';
import { type Info, pieceSize } from '../core/metainfo/types.ts';
import {
  fileUrl,
  parseContentRange,
  parseRetryAfter,
  pieceUrl,
  type WebSeedKind,
} from '../core/web-seed/urls.ts';
import type { HttpHead } from '../ports/http.ts';

/** The next bytes of the torrent in one request; without a URL they are zeros. */
export interface WebPart {
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly length: number;
}

/** What a right answer says. */
export interface Expected {
  readonly first: number;
  readonly length: number;
  /** Of the file; undefined for bytes of a piece. */
  readonly total: number | undefined;
  /** A range was asked for. */
  readonly ranged: boolean;
}

/** How a server is asked for bytes of the torrent. */
export interface WebSource {
  readonly kind: WebSeedKind;
  /** The user named it. */
  readonly trusted: boolean;
  /** From `at` on, up to `end` at the most; `whole`: without a range, from the beginning of a file. */
  part(at: number, end: number, whole: boolean): WebPart;
  expects(at: number, length: number, whole: boolean): Expected;
}

export interface FilesSourceOptions {
  readonly url: string;
  readonly trusted: boolean;
  readonly layout: Layout;
  readonly name: string;
  readonly paths: readonly string[];
}

/** BEP 19. */
export function filesSource({ url, trusted, layout, name, paths }: FilesSourceOptions): WebSource {
  const { files } = layout.info;
  return {
    kind: 'files',
    trusted,
    part: (at, end, whole) => {
      const index = layout.fileAt(at);
      const file = files[index] as Info['files'][number];
      const first = at - file.offset;
      const length = whole ? file.length - first : Math.min(end - at, file.length - first);
      if (file.pad) return { url: undefined, headers: {}, length };
      const range = `bytes=${first}-${first + length - 1}`;
      return {
        url: fileUrl(url, name, paths[index]),
        headers: whole ? {} : { Range: range },
        length,
      };
    },
    expects: (at, length, whole) => {
      const file = files[layout.fileAt(at)] as Info['files'][number];
      return { first: at - file.offset, length, total: file.length, ranged: !whole };
    },
  };
}

export interface PiecesSourceOptions {
  readonly url: string;
  readonly trusted: boolean;
  readonly info: Info;
  readonly infoHash: Uint8Array;
}

/** BEP 17. */
export function piecesSource({ url, trusted, info, infoHash }: PiecesSourceOptions): WebSource {
  return {
    kind: 'pieces',
    trusted,
    part: (at, end) => {
      const piece = Math.floor(at / info.pieceLength);
      const begin = at - piece * info.pieceLength;
      const length = Math.min(end - at, pieceSize(info, piece) - begin);
      return { url: pieceUrl(url, infoHash, piece, begin, length), headers: {}, length };
    },
    expects: (_at, length) => ({ first: 0, length, total: undefined, ranged: false }),
  };
}

/** Why an answer is of no use: it knows no ranges, it lacks the file, it has another one, or not now. */
export type Refusal =
  | { readonly kind: 'no-ranges' }
  | { readonly kind: 'absent' | 'wrong'; readonly message: string }
  | { readonly kind: 'busy'; readonly message: string; readonly waitMs: number | undefined };

/** Undefined when the body is what was asked for. */
export function refusalOf(
  expected: Expected,
  { status, headers }: HttpHead,
  wallMs: number,
): Refusal | undefined {
  const message = `answered ${status}`;
  if (status === 200 || status === 206) {
    const encoding = headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity')
      return { kind: 'busy', message: `answers in ${encoding}`, waitMs: undefined };
    return status === 206 ? partial(expected, headers) : entire(expected, headers);
  }
  if ([401, 403, 404, 410].includes(status)) return { kind: 'absent', message };
  if (status === 416) return { kind: 'wrong', message: 'has a shorter file' };
  return { kind: 'busy', message, waitMs: parseRetryAfter(headers['retry-after'], wallMs) };
}

function partial(
  { first, length, total, ranged }: Expected,
  headers: Readonly<Record<string, string>>,
): Refusal | undefined {
  const range = parseContentRange(headers['content-range']);
  if (!ranged || range === undefined)
    return { kind: 'busy', message: 'does not say what it sends', waitMs: undefined };
  if (range.total !== undefined && range.total !== total)
    return { kind: 'wrong', message: `has a file of ${range.total} bytes instead of ${total}` };
  return range.first === first && range.last === first + length - 1
    ? undefined
    : { kind: 'busy', message: 'sends another range', waitMs: undefined };
}

function entire(
  { first, length, total, ranged }: Expected,
  headers: Readonly<Record<string, string>>,
): Refusal | undefined {
  const size = headers['content-length'];
  const expected = total ?? length;
  if (size !== undefined && Number(size) !== expected)
    return { kind: 'wrong', message: `has a file of ${size} bytes instead of ${expected}` };
  // Whoever ignores the range sends the file from its beginning: right only where that was asked for.
  return ranged && first > 0 ? { kind: 'no-ranges' } : undefined;
}
