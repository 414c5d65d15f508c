import type { FileTable, InfoHash, TorrentSnapshot } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { openDialog, report, useApp } from '../../stores/app.ts';
import { useSelection } from '../../stores/selection.ts';
import { useTorrents } from '../../stores/torrents.ts';
import { arrange, useView } from '../../stores/view.ts';

export const selectedIds = (): readonly InfoHash[] => [...useSelection.getState().selected];

const rowsOf = (ids: readonly InfoHash[]): readonly TorrentSnapshot[] => {
  const { byId } = useTorrents.getState();
  return ids.flatMap((id) => byId.get(id) ?? []);
};

export function pause(ids: readonly InfoHash[]): void {
  const running = rowsOf(ids).filter((row) => !row.paused);
  if (running.length > 0) void report(api.pause({ ids: running.map((row) => row.id) }));
}

export function resume(ids: readonly InfoHash[]): void {
  const paused = rowsOf(ids).filter(
    (row) => row.paused || row.state === 'error' || row.state === 'missing',
  );
  if (paused.length > 0) void report(api.resume({ ids: paused.map((row) => row.id) }));
}

/** Pauses when anything runs, resumes when nothing does. */
export function togglePause(ids: readonly InfoHash[]): void {
  if (rowsOf(ids).some((row) => !row.paused)) pause(ids);
  else resume(ids);
}

export function askRemove(ids: readonly InfoHash[]): void {
  if (ids.length > 0) openDialog({ kind: 'remove', ids });
}

export function askMove(ids: readonly InfoHash[]): void {
  if (ids.length > 0) openDialog({ kind: 'move', ids });
}

/** A new name for the torrent's file, or for the folder around its files. */
export async function askRename(id: InfoHash): Promise<void> {
  const answer = await report(api.details({ id, part: 'files', seen: 0 }));
  const table = answer?.value as FileTable | undefined;
  const [first, ...rest] = table?.paths.split('\n') ?? [];
  if (table === undefined || first === undefined || first === '') return;
  const isFile = rest.length === 0 && !first.includes('/');
  const path = isFile ? first : first.slice(0, first.indexOf('/'));
  openDialog({ kind: 'rename', id, path, file: isFile ? table.numbers[0] : undefined });
}

export function recheck(ids: readonly InfoHash[]): void {
  if (ids.length > 0) void report(api.recheck({ ids }));
}

export function announce(ids: readonly InfoHash[]): void {
  if (ids.length > 0) void report(api.announceNow({ ids }));
}

export const reveal = (id: InfoHash): void => void report(api.reveal({ id }));
export const open = (id: InfoHash): void => void report(api.open({ id }));
export const copy = (text: string): void => void report(api.copyText({ text }));

export const copyNames = (ids: readonly InfoHash[]): void =>
  copy(
    rowsOf(ids)
      .map((row) => row.name)
      .join('\n'),
  );

export const copyHashes = (ids: readonly InfoHash[]): void => copy(ids.join('\n'));

export function copyMagnets(ids: readonly InfoHash[]): void {
  if (ids.length > 0) void report(api.copyMagnets({ ids }));
}

/** Where they are saved, each folder once. */
export const copyPaths = (ids: readonly InfoHash[]): void =>
  copy([...new Set(rowsOf(ids).map((row) => row.savePath))].join('\n'));

export const toggleDetails = (): void => arrange({ detailsOpen: !useView.getState().detailsOpen });

/** A double-click or Enter on a torrent: what the user chose for it. */
export function activate(id: InfoHash): void {
  switch (useApp.getState().desktop.doubleClick) {
    case 'folder':
      reveal(id);
      break;
    case 'toggle':
      togglePause([id]);
      break;
    case 'details':
      toggleDetails();
      break;
  }
}
