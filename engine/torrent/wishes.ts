import type { PriorityChange } from '../api/engine-api.ts';
import type { Info } from '../core/metainfo/types.ts';
import { type Fault, fault } from '../core/result.ts';

/** Priorities of files as the user sees them. */
export const PRIORITY = { skip: 0, low: 1, normal: 4, high: 7 } as const;
/** A piece to be fetched before all others. */
const FIRST_OF_ALL = 8;

export const isPriority = (value: number): boolean =>
  (Object.values(PRIORITY) as number[]).includes(value);

/** The priorities after the changes, one a file; the fault names the first change that makes no sense. */
export function changedPriorities(
  info: Info,
  before: Uint8Array,
  changes: readonly PriorityChange[],
): Uint8Array | Fault<'file-unknown' | 'priority-invalid'> {
  const after = new Uint8Array(info.files.length).fill(PRIORITY.normal);
  after.set(before.subarray(0, info.files.length));
  for (const { files, priority } of changes) {
    if (!isPriority(priority)) {
      return fault(
        'priority-invalid',
        info.name,
        `${priority} is not a priority: 0 skip, 1 low, 4 normal, 7 high.`,
      );
    }
    for (const file of files) {
      if (!Number.isInteger(file) || file < 0 || file >= info.files.length) {
        return fault('file-unknown', info.name, `“${info.name}” has no file number ${file}.`, {
          file,
        });
      }
      after[file] = priority;
    }
  }
  return after;
}

/** A piece is as urgent as the most urgent file that it holds a byte of. */
export function piecePriorities(info: Info, files: Uint8Array, firstLast: boolean): Uint8Array {
  const pieces = new Uint8Array(info.pieceCount);
  info.files.forEach((file, index) => {
    if (file.length === 0 || file.pad) return;
    const priority = files[index] ?? PRIORITY.normal;
    const first = Math.floor(file.offset / info.pieceLength);
    const last = Math.floor((file.offset + file.length - 1) / info.pieceLength);
    for (let piece = first; piece <= last; piece++) {
      pieces[piece] = Math.max(pieces[piece] as number, priority);
    }
    if (firstLast && priority > 0) {
      pieces[first] = FIRST_OF_ALL;
      pieces[last] = FIRST_OF_ALL;
    }
  });
  return pieces;
}
