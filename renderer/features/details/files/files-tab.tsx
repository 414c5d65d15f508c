import { ExternalLink, FolderOpen, Pencil } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import { useEffect, useState } from 'react';
import type { FileProgress, FileTable, InfoHash } from '../../../../preload/contract/index.ts';
import { api } from '../../../api.ts';
import { useLocale } from '../../../i18n/locale.tsx';
import { openDialog, report } from '../../../stores/app.ts';
import { Pane } from '../pane.tsx';
import { useDetails } from '../use-details.ts';
import { FileTreeGrid } from './file-tree.tsx';
import { FileSearch } from './search-box.tsx';
import { isFolder, pathOf } from './tree.ts';
import type { Priority } from './tree-row.tsx';
import { useTree } from './use-tree.ts';

/** What the user just chose is shown at once; what the engine says next counts again. */
function usePriorities(
  id: InfoHash,
  table: FileTable,
  progress: FileProgress | undefined,
): readonly [ArrayLike<number>, (rows: readonly number[], priority: Priority) => void] {
  const [chosen, setChosen] = useState<Uint8Array | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a newer answer takes its place
  useEffect(() => setChosen(undefined), [progress]);
  const count = table.lengths.length;
  const told = progress?.priorities.length === count ? progress.priorities : undefined;
  const priorities = chosen ?? told ?? new Uint8Array(0);
  const wish = (rows: readonly number[], priority: Priority): void => {
    const next = new Uint8Array(count).fill(4);
    next.set(priorities);
    for (const row of rows) next[row] = priority;
    setChosen(next);
    const files = Uint32Array.from(rows, (row) => table.numbers[row] as number);
    void report(api.setPriorities({ id, changes: [{ files, priority }] }));
  };
  return [priorities, wish];
}

interface FilesProps {
  readonly id: InfoHash;
  readonly table: FileTable;
}

function Files({ id, table }: FilesProps) {
  const locale = useLocale();
  const { t } = locale;
  const [text, setText] = useState('');
  const progress = useDetails(id, 'progress');
  const [priorities, wish] = usePriorities(id, table, progress);
  const state = useTree(table, text);
  const { tree } = state;
  const fileOf = (node: number | undefined): number | undefined => {
    const row = node === undefined ? -1 : (tree.rows[node] as number);
    return row === -1 ? undefined : tree.numbers[row];
  };
  const open = (node: number | undefined): void => {
    const file = fileOf(node);
    if (file !== undefined) void report(api.open({ id, file }));
  };
  const reveal = (node: number): void => {
    // A folder is shown by the first file in it.
    let at = node;
    while (isFolder(tree, at)) at = tree.children[at]?.[0] as number;
    const file = fileOf(at);
    if (file !== undefined) void report(api.reveal({ id, file }));
  };
  const rename = (node: number): void =>
    openDialog({ kind: 'rename', id, path: pathOf(tree, node), file: fileOf(node) });
  const done = progress?.done.length === table.lengths.length ? progress.done : undefined;
  return (
    <Pane
      bar={
        <>
          <FileSearch text={text} setText={setText} />
          <span className="pane-note numbers">
            {t('tree.count', { count: table.lengths.length })}
          </span>
        </>
      }
    >
      <FileTreeGrid
        label={t('details.files')}
        state={state}
        priorities={priorities}
        done={done ?? new Float64Array(0)}
        empty={t('details.noFiles')}
        wish={wish}
        onOpen={open}
        onKey={(event, nodes) => {
          const [node] = nodes;
          if (nodes.length !== 1 || node === undefined) return;
          if (event.key !== 'Enter' && event.key !== 'F2') return;
          event.preventDefault();
          if (event.key === 'F2') rename(node);
          else if (isFolder(tree, node)) state.setOpen(node, !state.isOpen(node));
          else open(node);
        }}
        menu={(nodes) => {
          const [node] = nodes;
          if (nodes.length !== 1 || node === undefined) return null;
          return (
            <>
              <ContextMenu.Separator className="menu-line" />
              {!isFolder(tree, node) && (
                <ContextMenu.Item className="menu-item" onSelect={() => open(node)}>
                  <ExternalLink size={14} aria-hidden="true" /> {t('menu.open')}
                </ContextMenu.Item>
              )}
              <ContextMenu.Item className="menu-item" onSelect={() => rename(node)}>
                <Pencil size={14} aria-hidden="true" /> {t('files.renameMenu')}
              </ContextMenu.Item>
              <ContextMenu.Item className="menu-item" onSelect={() => reveal(node)}>
                <FolderOpen size={14} aria-hidden="true" /> {t('tree.reveal')}
              </ContextMenu.Item>
              <ContextMenu.Item
                className="menu-item"
                onSelect={() => void report(api.copyText({ text: pathOf(tree, node) }))}
              >
                <span className="menu-gap" /> {t('tree.copyPath')}
              </ContextMenu.Item>
            </>
          );
        }}
      />
    </Pane>
  );
}

/** The files of a torrent in the list. */
export function FilesTab({ id }: { readonly id: InfoHash }) {
  const { t } = useLocale();
  const table = useDetails(id, 'files');
  if (table === undefined) return null;
  if (table.paths === '') return <p className="data-empty">{t('details.noFiles')}</p>;
  return <Files key={id} id={id} table={table} />;
}
