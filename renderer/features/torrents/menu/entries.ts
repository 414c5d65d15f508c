import {
  Copy,
  File,
  FolderOpen,
  Info,
  Link,
  Pause,
  Play,
  Radio,
  ShieldCheck,
  Trash2,
} from 'lucide-react';
import { fileEntries } from '../../files/entries.ts';
import { limitsEntry } from '../../limits/menu.ts';
import { organiseEntries } from '../../organise/entries.ts';
import { policyEntry } from '../../policy/entry.ts';
import {
  announce,
  askRemove,
  copyHashes,
  copyMagnets,
  copyNames,
  copyPaths,
  open,
  pause,
  recheck,
  resume,
  reveal,
  toggleDetails,
} from '../commands.ts';
import { line, type MenuEntry, type MenuTarget } from './entry.ts';

const canResume = ({ rows }: MenuTarget): boolean =>
  rows.some((row) => row.paused || row.state === 'error' || row.state === 'missing');
const canPause = ({ rows }: MenuTarget): boolean => rows.some((row) => !row.paused);

const transfer: readonly MenuEntry[] = [
  {
    kind: 'action',
    id: 'resume',
    icon: Play,
    label: ({ t }) => t('action.resume'),
    enabled: canResume,
    run: ({ ids }) => resume(ids),
  },
  {
    kind: 'action',
    id: 'pause',
    icon: Pause,
    label: ({ t }) => t('action.pause'),
    enabled: canPause,
    run: ({ ids }) => pause(ids),
  },
];

const files: readonly MenuEntry[] = [
  {
    kind: 'action',
    id: 'open',
    icon: File,
    label: ({ t }) => t('menu.open'),
    shown: ({ single }) => single !== undefined,
    enabled: ({ single }) => (single?.done ?? 0) > 0,
    run: ({ single }) => single !== undefined && open(single.id),
  },
  {
    kind: 'action',
    id: 'reveal',
    icon: FolderOpen,
    shortcut: 'reveal',
    label: ({ t }) => t('action.openFolder'),
    shown: ({ single }) => single !== undefined,
    run: ({ single }) => single !== undefined && reveal(single.id),
  },
];

const upkeep: readonly MenuEntry[] = [
  {
    kind: 'action',
    id: 'recheck',
    icon: ShieldCheck,
    shortcut: 'recheck',
    label: ({ t }) => t('action.recheck'),
    run: ({ ids }) => recheck(ids),
  },
  {
    kind: 'action',
    id: 'announce',
    icon: Radio,
    label: ({ t }) => t('action.announce'),
    enabled: canPause,
    run: ({ ids }) => announce(ids),
  },
];

const copying: MenuEntry = {
  kind: 'submenu',
  id: 'copy',
  icon: Copy,
  label: ({ t }) => t('menu.copy'),
  entries: () => [
    {
      kind: 'action',
      id: 'copyName',
      shortcut: 'copyName',
      label: ({ t }) => t('menu.copyName'),
      run: ({ ids }) => copyNames(ids),
    },
    {
      kind: 'action',
      id: 'copyMagnet',
      icon: Link,
      shortcut: 'copyMagnet',
      label: ({ t }) => t('menu.copyMagnet'),
      run: ({ ids }) => copyMagnets(ids),
    },
    {
      kind: 'action',
      id: 'copyHash',
      label: ({ t }) => t('menu.copyHash'),
      run: ({ ids }) => copyHashes(ids),
    },
    {
      kind: 'action',
      id: 'copyPath',
      label: ({ t }) => t('menu.copyPath'),
      run: ({ ids }) => copyPaths(ids),
    },
  ],
};

/**
 * Everything that can be done with the selected torrents, in the menu's order. A feature brings its entries
 * in a file of its own and is named here, in the group where people look for it.
 */
export const torrentMenu: readonly MenuEntry[] = [
  ...transfer,
  line,
  ...files,
  ...fileEntries,
  line,
  copying,
  {
    kind: 'action',
    id: 'details',
    icon: Info,
    shortcut: 'details',
    label: ({ t }) => t('action.details'),
    run: toggleDetails,
  },
  line,
  policyEntry,
  limitsEntry,
  ...organiseEntries,
  line,
  ...upkeep,
  line,
  {
    kind: 'action',
    id: 'remove',
    icon: Trash2,
    shortcut: 'remove',
    label: ({ t }) => t('action.remove'),
    run: ({ ids }) => askRemove(ids),
  },
];
