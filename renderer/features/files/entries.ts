import { CircleStop, FolderInput, FolderSearch, PenLine } from 'lucide-react';
import { api } from '../../api.ts';
import { openDialog, report } from '../../stores/app.ts';
import { askMove, askRename } from '../torrents/commands.ts';
import type { MenuEntry } from '../torrents/menu/entry.ts';

/** What can be done with where files lie. */
export const fileEntries: readonly MenuEntry[] = [
  {
    kind: 'action',
    id: 'moveFiles',
    icon: FolderInput,
    shortcut: 'moveFiles',
    label: ({ t }) => t('files.moveMenu'),
    shown: ({ rows }) => !rows.some((row) => row.state === 'moving'),
    run: ({ ids }) => askMove(ids),
  },
  {
    kind: 'action',
    id: 'rename',
    icon: PenLine,
    shortcut: 'rename',
    label: ({ t }) => t('files.renameMenu'),
    shown: ({ single }) => single !== undefined && single.state !== 'moving',
    enabled: ({ single }) => (single?.size ?? 0) > 0,
    run: ({ single }) => single !== undefined && void askRename(single.id),
  },
  {
    kind: 'action',
    id: 'locate',
    icon: FolderSearch,
    label: ({ t }) => t('files.locateMenu'),
    shown: ({ single }) => single !== undefined && single.state !== 'moving',
    enabled: ({ single }) => (single?.size ?? 0) > 0,
    run: ({ single }) => single !== undefined && openDialog({ kind: 'locate', id: single.id }),
  },
  {
    kind: 'action',
    id: 'stopMove',
    icon: CircleStop,
    label: ({ t }) => t('files.stopMove'),
    shown: ({ rows }) => rows.some((row) => row.state === 'moving'),
    run: ({ ids }) => void report(api.stopMove({ ids })),
  },
];
