import {
  ArrowDown,
  ArrowDownToLine,
  ArrowUp,
  ArrowUpToLine,
  Folder,
  FolderPlus,
  ListOrdered,
  Plus,
  Scale,
  Tag,
  Workflow,
} from 'lucide-react';
import { api } from '../../api.ts';
import { report } from '../../stores/app.ts';
import { useOrganisation } from '../../stores/organisation.ts';
import { line, type MenuEntry, marked } from '../torrents/menu/entry.ts';
import { openPage } from './pages.ts';
import { moveInQueue, setForced } from './queue.ts';

const categories: MenuEntry = {
  kind: 'submenu',
  id: 'category',
  icon: Folder,
  label: ({ t }) => t('organise.category'),
  entries: () => [
    ...useOrganisation.getState().categories.map(
      ({ name }): MenuEntry => ({
        kind: 'check',
        id: `category:${name}`,
        label: () => name,
        checked: (target) => marked(target, (row) => row.category === name),
        set: ({ ids }, on) => void report(api.setCategory({ ids, category: on ? name : '' })),
      }),
    ),
    line,
    {
      kind: 'action',
      id: 'newCategory',
      icon: FolderPlus,
      label: ({ t }) => t('organise.newCategoryMenu'),
      run: ({ ids }) => openPage({ page: 'category', ids }),
    },
    {
      kind: 'action',
      id: 'rules',
      icon: Workflow,
      label: ({ t }) => t('organise.rulesMenu'),
      run: () => openPage({ page: 'rules' }),
    },
  ],
};

const tags: MenuEntry = {
  kind: 'submenu',
  id: 'tags',
  icon: Tag,
  label: ({ t }) => t('organise.tags'),
  entries: () => [
    ...useOrganisation.getState().tags.map(
      (tag): MenuEntry => ({
        kind: 'check',
        id: `tag:${tag}`,
        label: () => tag,
        checked: (target) => marked(target, (row) => row.tags.includes(tag)),
        set: ({ ids }, on) =>
          void report(api.setTags({ ids, ...(on ? { add: [tag] } : { remove: [tag] }) })),
      }),
    ),
    line,
    {
      kind: 'action',
      id: 'newTag',
      icon: Plus,
      label: ({ t }) => t('organise.newTagMenu'),
      run: ({ ids }) => openPage({ page: 'tag', ids }),
    },
  ],
};

const queue: MenuEntry = {
  kind: 'submenu',
  id: 'queue',
  icon: ListOrdered,
  label: ({ t }) => t('organise.queue'),
  entries: () => [
    {
      kind: 'action',
      id: 'queueTop',
      icon: ArrowUpToLine,
      shortcut: 'queueTop',
      label: ({ t }) => t('organise.toTop'),
      run: ({ ids }) => moveInQueue(ids, 'top'),
    },
    {
      kind: 'action',
      id: 'queueUp',
      icon: ArrowUp,
      shortcut: 'queueUp',
      label: ({ t }) => t('organise.moveUp'),
      run: ({ ids }) => moveInQueue(ids, 'up'),
    },
    {
      kind: 'action',
      id: 'queueDown',
      icon: ArrowDown,
      shortcut: 'queueDown',
      label: ({ t }) => t('organise.moveDown'),
      run: ({ ids }) => moveInQueue(ids, 'down'),
    },
    {
      kind: 'action',
      id: 'queueBottom',
      icon: ArrowDownToLine,
      shortcut: 'queueBottom',
      label: ({ t }) => t('organise.toBottom'),
      run: ({ ids }) => moveInQueue(ids, 'bottom'),
    },
    line,
    {
      kind: 'check',
      id: 'forced',
      label: ({ t }) => t('organise.force'),
      checked: (target) => marked(target, (row) => row.forced),
      set: ({ ids }, on) => setForced(ids, on),
    },
  ],
};

/** What the selected torrents are sorted by, and their place in the queue. */
export const organiseEntries: readonly MenuEntry[] = [
  categories,
  tags,
  queue,
  {
    kind: 'action',
    id: 'share',
    icon: Scale,
    label: ({ t }) => t('organise.shareMenu'),
    run: ({ ids }) => openPage({ page: 'share', ids }),
  },
];
