import {
  ChartColumn,
  FilePlus,
  FolderInput,
  FolderOutput,
  FolderSearch,
  History,
  Info,
  Keyboard,
  Link,
  LogOut,
  PackagePlus,
  ScrollText,
  Settings,
  Workflow,
} from 'lucide-react';
import { api } from '../../api.ts';
import { openDialog, report } from '../../stores/app.ts';
import { openPage } from '../organise/pages.ts';
import { line, type MenuEntry } from '../torrents/menu/entry.ts';

/** The ways to add a torrent, behind the Add button's arrow. A feature adds its own here. */
export const addMenu: readonly MenuEntry[] = [
  {
    kind: 'action',
    id: 'files',
    icon: FilePlus,
    shortcut: 'add',
    label: ({ t }) => t('appMenu.addFiles'),
    run: () => void report(api.chooseTorrents()),
  },
  {
    kind: 'action',
    id: 'link',
    icon: Link,
    shortcut: 'addLink',
    label: ({ t }) => t('appMenu.addLink'),
    run: () => openDialog({ kind: 'link' }),
  },
  {
    kind: 'action',
    id: 'create',
    icon: PackagePlus,
    label: ({ t }) => t('create.menu'),
    run: () => openDialog({ kind: 'create' }),
  },
];

/** What belongs to the program and not to a torrent. */
export const appMenu: readonly MenuEntry[] = [
  {
    kind: 'action',
    id: 'settings',
    icon: Settings,
    shortcut: 'settings',
    label: ({ t }) => t('action.settings'),
    run: () => openDialog({ kind: 'settings' }),
  },
  {
    kind: 'action',
    id: 'statistics',
    icon: ChartColumn,
    shortcut: 'statistics',
    label: ({ t }) => t('statistics.title'),
    run: () => openDialog({ kind: 'statistics' }),
  },
  {
    kind: 'action',
    id: 'removed',
    icon: History,
    label: ({ t }) => t('files.removedTitle'),
    run: () => openDialog({ kind: 'removed' }),
  },
  {
    kind: 'action',
    id: 'rules',
    icon: Workflow,
    label: ({ t }) => t('organise.rulesMenu'),
    run: () => openPage({ page: 'rules' }),
  },
  {
    kind: 'action',
    id: 'watch',
    icon: FolderSearch,
    label: ({ t }) => t('watch.menu'),
    run: () => openDialog({ kind: 'watch' }),
  },
  {
    kind: 'action',
    id: 'import',
    icon: FolderInput,
    label: ({ t }) => t('import.open'),
    run: () => openDialog({ kind: 'import' }),
  },
  {
    kind: 'action',
    id: 'export',
    icon: FolderOutput,
    label: ({ t }) => t('import.openExport'),
    run: () => openDialog({ kind: 'export' }),
  },
  line,
  {
    kind: 'action',
    id: 'log',
    icon: ScrollText,
    shortcut: 'log',
    label: ({ t }) => t('appMenu.log'),
    run: () => openDialog({ kind: 'log' }),
  },
  {
    kind: 'action',
    id: 'shortcuts',
    icon: Keyboard,
    shortcut: 'shortcuts',
    label: ({ t }) => t('appMenu.shortcuts'),
    run: () => openDialog({ kind: 'shortcuts' }),
  },
  {
    kind: 'action',
    id: 'about',
    icon: Info,
    label: ({ t }) => t('appMenu.about'),
    run: () => openDialog({ kind: 'about' }),
  },
  line,
  {
    kind: 'action',
    id: 'quit',
    icon: LogOut,
    shortcut: 'quit',
    label: ({ t }) => t('appMenu.quit'),
    run: () => void report(api.quit()),
  },
];
