import { Bitfield } from '../core/bitfield.ts';
import { pieceSize } from '../core/metainfo/types.ts';
import { type Fault, ok, type Result } from '../core/result.ts';
import type { DiskCode, FileStat } from '../ports/disk.ts';
import type { HashRun, HashSpan } from '../ports/hasher.ts';
import type { StorageContext } from './context.ts';
import { stampOf, type TorrentFiles } from './torrent-files.ts';
import type { CheckProgress } from './types.ts';

/** Bytes read and hashed by one job: large enough to cost no messages, small enough for a transfer's piece to cut in. */
const RUN = 4 * 1024 * 1024;

/** What a check knows of a file. Missing: undefined. */
type Look = FileStat | undefined;

/** Checks pieces against their hashes, reading ahead over all lanes. */
export class Checker {
  readonly #context: StorageContext;
  readonly #files: TorrentFiles;
  readonly #looks = new Map<number, Look>();

  constructor(context: StorageContext, files: TorrentFiles) {
    this.#context = context;
    this.#files = files;
  }

  async check(
    pieces: Iterable<number>,
    total: number,
    progress: CheckProgress,
    stopped: () => boolean,
  ): Promise<Result<Uint8Array, DiskCode>> {
    const good = new Bitfield(this.#files.layout.info.pieceCount);
    const flights = new Set<Promise<void>>();
    let failed: Fault<DiskCode> | undefined;
    let checked = 0;
    const judged = (count: number): void => {
      checked += count;
      progress(checked, total);
    };
    for await (const step of this.#plan(pieces)) {
      if ('ok' in step) failed ??= step;
      if (failed !== undefined || stopped()) break;
      if ('ok' in step) break;
      if (step.bad > 0) judged(step.bad);
      if (step.count === 0) continue;
      const flight = this.#judge(step.first, step.count, step.run, (piece) => good.set(piece)).then(
        (why) => {
          failed ??= why;
          flights.delete(flight);
          judged(step.count);
        },
      );
      flights.add(flight);
      if (flights.size >= this.#context.hasher.lanes * 2) await Promise.race(flights);
    }
    await Promise.all(flights);
    return failed ?? ok(good.bytes);
  }

  /** One piece, as its files are now. */
  async checkOne(piece: number): Promise<Result<boolean, DiskCode>> {
    const there = await this.#mayBeThere(piece);
    if (there !== true) return there === false ? ok(false) : there;
    let good = false;
    const why = await this.#judge(piece, 1, this.#run(piece, 1), () => {
      good = true;
    });
    return why ?? ok(good);
  }

  /** Splits the pieces into runs of neighbours that can be there at all; `bad` counts those passed over. */
  async *#plan(pieces: Iterable<number>): AsyncGenerator<Step | Fault<DiskCode>> {
    const { pieceLength } = this.#files.layout.info;
    const most = Math.max(1, Math.floor(RUN / pieceLength));
    let first = 0;
    let count = 0;
    let bad = 0;
    for (const piece of pieces) {
      const there = await this.#mayBeThere(piece);
      if (typeof there !== 'boolean') {
        yield there;
        return;
      }
      if (count > 0 && (!there || piece !== first + count || count === most)) {
        yield { first, count, bad, run: this.#run(first, count) };
        count = 0;
        bad = 0;
      }
      if (!there) {
        bad++;
        if (bad >= 4_096) {
          yield { first: 0, count: 0, bad, run: undefined };
          bad = 0;
        }
        continue;
      }
      if (count === 0) first = piece;
      count++;
    }
    yield { first, count, bad, run: count === 0 ? undefined : this.#run(first, count) };
  }

  async #mayBeThere(piece: number): Promise<boolean | Fault<DiskCode>> {
    const { layout } = this.#files;
    const size = pieceSize(layout.info, piece);
    for (const span of layout.spans(piece * layout.info.pieceLength, size)) {
      if (this.#files.isPad(span.file)) continue;
      if (this.#files.unwanted.has(piece, span.file)) continue;
      const look = this.#looks.has(span.file)
        ? this.#looks.get(span.file)
        : await this.#look(span.file);
      if (look === undefined || (!('ok' in look) && look.size < span.offset + span.length))
        return false;
      if ('ok' in look) return look;
    }
    return true;
  }

  async #look(file: number): Promise<Look | Fault<DiskCode>> {
    const stat = await this.#files.stat(file);
    if (!stat.ok && stat.code !== 'disk-missing') return stat;
    // Pieces come in order, so that files are done with once passed.
    if (this.#looks.size > 10_000) this.#looks.clear();
    const look = stat.ok ? stat.value : undefined;
    this.#looks.set(file, look);
    if (look !== undefined && this.#files.isSettled(file))
      this.#files.watch.expect(file, stampOf(look));
    return look;
  }

  #run(first: number, count: number): HashRun {
    const { layout, root } = this.#files;
    const { pieceLength } = layout.info;
    const lastLength = pieceSize(layout.info, first + count - 1);
    const length = (count - 1) * pieceLength + lastLength;
    const spans: HashSpan[] = [];
    for (const span of layout.spans(first * pieceLength, length)) {
      if (this.#files.isPad(span.file)) {
        spans.push({ path: undefined, offset: 0, length: span.length });
      } else {
        spans.push(...this.#files.unwanted.locate(span.file, span.offset, span.length));
      }
    }
    return { root, spans, pieceLength, lastLength, count };
  }

  async #judge(
    first: number,
    count: number,
    run: HashRun | undefined,
    found: (piece: number) => void,
  ): Promise<Fault<DiskCode> | undefined> {
    if (run === undefined) return undefined;
    const { pieceHashes } = this.#files.layout.info;
    const hashed = await this.#context.hasher.sha1OfFiles(run);
    if (!hashed.ok) return hashed;
    const { digests, whole } = hashed.value;
    for (let i = 0; i < count; i++) {
      if (whole[i] === 1 && sameHash(pieceHashes, first + i, digests, i)) found(first + i);
    }
    return undefined;
  }
}

interface Step {
  readonly first: number;
  readonly count: number;
  readonly bad: number;
  readonly run: HashRun | undefined;
}

export function sameHash(
  hashes: Uint8Array,
  piece: number,
  digests: Uint8Array,
  index: number,
): boolean {
  const a = piece * 20;
  const b = index * 20;
  for (let i = 0; i < 20; i++) if (hashes[a + i] !== digests[b + i]) return false;
  return true;
}
