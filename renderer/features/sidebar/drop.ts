import type { InfoHash } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { report } from '../../stores/app.ts';
import type { SidebarEntry } from './entries.ts';

/** Torrents can be dropped on a category, on none, and on a tag. */
export const takesDrop = ({ facet, value }: SidebarEntry): boolean =>
  value !== undefined && (facet === 'category' || (facet === 'tag' && value !== ''));

/** A category replaces the one before, a tag comes on top. */
export const dropEffect = ({ facet }: SidebarEntry): 'move' | 'copy' =>
  facet === 'category' ? 'move' : 'copy';

export function dropOn({ facet, value = '' }: SidebarEntry, ids: readonly InfoHash[]): void {
  if (ids.length === 0) return;
  if (facet === 'category') void report(api.setCategory({ ids, category: value }));
  else void report(api.setTags({ ids, add: [value] }));
}
