import { Copy, ListChecks, Pause, Play } from 'lucide-react';
import { selectAll } from '../../stores/selection.ts';
import { filter, useView } from '../../stores/view.ts';
import { organiseSidebarEntries } from '../organise/sidebar-entries.ts';
import { copy, pause, resume } from '../torrents/commands.ts';
import type { FacetName } from '../torrents/facets.ts';
import { line, type MenuEntry, type MenuTarget } from '../torrents/menu/entry.ts';

/** What a menu of the sidebar is about: its entry, and the torrents that belong to it. */
export interface SidebarTarget extends MenuTarget {
  readonly facet: FacetName;
  /** Undefined on the head of a section. */
  readonly value: string | undefined;
}

const hasTorrents = ({ ids }: SidebarTarget): boolean => ids.length > 0;
const isEntry = ({ value }: SidebarTarget): boolean => value !== undefined;

/** What can be done with an entry. A feature adds its own in a list of its own file. */
export const sidebarMenu: readonly MenuEntry<SidebarTarget>[] = [
  {
    kind: 'action',
    id: 'resume',
    icon: Play,
    label: ({ t }) => t('sidebarMenu.resume'),
    shown: isEntry,
    enabled: hasTorrents,
    run: ({ ids }) => resume(ids),
  },
  {
    kind: 'action',
    id: 'pause',
    icon: Pause,
    label: ({ t }) => t('sidebarMenu.pause'),
    shown: isEntry,
    enabled: hasTorrents,
    run: ({ ids }) => pause(ids),
  },
  {
    kind: 'action',
    id: 'select',
    icon: ListChecks,
    label: ({ t }) => t('sidebarMenu.select'),
    shown: isEntry,
    enabled: hasTorrents,
    run: ({ facet, value }) => {
      filter({ facets: { ...useView.getState().facets, [facet]: value } });
      selectAll(useView.getState().ids);
      document.getElementById('torrents')?.focus();
    },
  },
  line,
  ...organiseSidebarEntries,
  {
    kind: 'action',
    id: 'copy',
    icon: Copy,
    label: ({ t }) => t('sidebarMenu.copy'),
    shown: ({ facet, value }) => facet === 'tracker' && value !== '' && value?.[0] !== '!',
    run: ({ value }) => copy(value ?? ''),
  },
];
