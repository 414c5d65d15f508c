import { useMemo, useState } from 'react';
import type { FileTable } from '../../../preload/contract/index.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { FileTreeGrid } from '../details/files/file-tree.tsx';
import { FileSearch } from '../details/files/search-box.tsx';
import type { Priority } from '../details/files/tree-row.tsx';
import { useTree } from '../details/files/use-tree.ts';

interface OfferedFilesProps {
  readonly table: FileTable;
  /** By row; undefined: all of them, as usual. */
  readonly priorities: Uint8Array | undefined;
  onChange(priorities: Uint8Array): void;
}

const MAX_ROWS = 8;

/** Bytes of the files that are wanted. */
export function wantedBytes(table: FileTable, priorities: Uint8Array | undefined): number {
  let bytes = 0;
  table.lengths.forEach((length, row) => {
    if (priorities === undefined || (priorities[row] as number) > 0) bytes += length;
  });
  return bytes;
}

/** The files of a torrent before it is added: which of them, and which first. */
export function OfferedFiles({ table, priorities, onChange }: OfferedFilesProps) {
  const { t, format } = useLocale();
  const [text, setText] = useState('');
  const state = useTree(table, text);
  const count = table.lengths.length;
  const shown = useMemo(() => priorities ?? new Uint8Array(count).fill(4), [priorities, count]);
  const wish = (rows: readonly number[], priority: Priority): void => {
    const next = shown.slice();
    for (const row of rows) next[row] = priority;
    onChange(next);
  };
  const size = state.tree.sizes[0] ?? 0;
  const rows = Math.max(3, Math.min(MAX_ROWS, state.tree.count - 1)) + 1;
  return (
    <div className="offered">
      <div className="tree-bar">
        {count > 1 && <FileSearch text={text} setText={setText} />}
        <span className="tree-total numbers">
          {t('tree.selected', {
            bytes: format.bytes(wantedBytes(table, shown)),
            size: format.bytes(size),
          })}
        </span>
      </div>
      <div className="add-files" style={{ height: rows * 24 + 2 }}>
        <FileTreeGrid
          label={t('add.fileList')}
          state={state}
          priorities={shown}
          empty={t('details.noFiles')}
          wish={wish}
        />
      </div>
    </div>
  );
}
