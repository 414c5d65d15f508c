import type { FileProgress, FileTable } from '../../../preload/contract/index.ts';

/** A file with what is known of it. */
export interface FileRow {
  /** The number by which commands name it. */
  readonly number: number;
  readonly path: string;
  readonly length: number;
  readonly done: number;
  readonly priority: number;
}

/** Entry by entry what the two parts say; a progress of before the table changed counts for nothing. */
export function fileRows(table: FileTable, progress: FileProgress | undefined): FileRow[] {
  if (table.paths === '') return [];
  const paths = table.paths.split('\n');
  const fits = progress?.done.length === paths.length ? progress : undefined;
  return paths.map((path, at) => ({
    number: table.numbers[at] ?? 0,
    path,
    length: table.lengths[at] ?? 0,
    done: fits?.done[at] ?? 0,
    priority: fits?.priorities[at] ?? 4,
  }));
}
