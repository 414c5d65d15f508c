import type { InfoHash } from '../../../preload/contract/index.ts';
import { openDialog } from '../../stores/app.ts';

/** What a dialog about categories, tags, rules or share limits is about. */
export type OrganisePage =
  /** `was`: the one that is changed; undefined: a new one, which the torrents get. */
  | {
      readonly page: 'category';
      readonly was?: string;
      readonly name?: string;
      readonly ids?: readonly InfoHash[];
    }
  | { readonly page: 'tag'; readonly was?: string; readonly ids?: readonly InfoHash[] }
  | { readonly page: 'forget'; readonly facet: 'category' | 'tag'; readonly name: string }
  | { readonly page: 'rules' }
  | { readonly page: 'share'; readonly ids: readonly InfoHash[] };

export const openPage = (page: OrganisePage): void => openDialog({ kind: 'organise', ...page });
