import { FolderPlus, PenLine, Plus, Trash2, Workflow } from 'lucide-react';
import type { SidebarTarget } from '../sidebar/sidebar-menu.ts';
import type { MenuEntry } from '../torrents/menu/entry.ts';
import { openPage } from './pages.ts';

const isOne = ({ value }: SidebarTarget): boolean => value !== undefined && value !== '';
const isCategory = (target: SidebarTarget): boolean => target.facet === 'category';
const isTag = (target: SidebarTarget): boolean => target.facet === 'tag';

/** What can be done with a category or tag. */
export const organiseSidebarEntries: readonly MenuEntry<SidebarTarget>[] = [
  {
    kind: 'action',
    id: 'newCategory',
    icon: FolderPlus,
    label: ({ t }) => t('organise.newCategoryMenu'),
    shown: (target) => isCategory(target),
    run: (target) =>
      openPage({ page: 'category', ...(isOne(target) ? { name: `${target.value}/` } : {}) }),
  },
  {
    kind: 'action',
    id: 'editCategory',
    icon: PenLine,
    label: ({ t }) => t('organise.edit'),
    shown: (target) => isCategory(target) && isOne(target),
    run: ({ value = '' }) => openPage({ page: 'category', was: value }),
  },
  {
    kind: 'action',
    id: 'newTag',
    icon: Plus,
    label: ({ t }) => t('organise.newTagMenu'),
    shown: isTag,
    run: () => openPage({ page: 'tag' }),
  },
  {
    kind: 'action',
    id: 'renameTag',
    icon: PenLine,
    label: ({ t }) => t('organise.renameMenu'),
    shown: (target) => isTag(target) && isOne(target),
    run: ({ value = '' }) => openPage({ page: 'tag', was: value }),
  },
  {
    kind: 'action',
    id: 'forget',
    icon: Trash2,
    label: ({ t }) => t('organise.removeMenu'),
    shown: (target) => (isCategory(target) || isTag(target)) && isOne(target),
    run: ({ facet, value = '' }) =>
      openPage({ page: 'forget', facet: facet === 'tag' ? 'tag' : 'category', name: value }),
  },
  {
    kind: 'action',
    id: 'rules',
    icon: Workflow,
    label: ({ t }) => t('organise.rulesMenu'),
    shown: isCategory,
    run: () => openPage({ page: 'rules' }),
  },
];
