import { useMemo, useRef } from 'react';
import { useLocale } from '../../i18n/locale.tsx';
import { useOrganisation } from '../../stores/organisation.ts';
import { useTorrents } from '../../stores/torrents.ts';
import { useView } from '../../stores/view.ts';
import { FacetCounts } from '../torrents/facets.ts';
import { type SidebarEntry, sidebarEntries } from './entries.ts';

/** The sidebar's lines with live counts; the same list while nothing in it changes. */
export function useEntries(): readonly SidebarEntry[] {
  const { language } = useLocale();
  const version = useTorrents((state) => state.version);
  const byId = useTorrents((state) => state.byId);
  const hidden = useView((view) => view.hidden);
  const closed = useView((view) => view.sidebarClosed);
  const categories = useOrganisation((state) => state.categories);
  const tags = useOrganisation((state) => state.tags);
  const counting = useRef({ facets: new FacetCounts(), changes: 0 });
  const compare = useMemo(
    () => new Intl.Collator(language, { numeric: true, sensitivity: 'base' }).compare,
    [language],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows change in place, the version says so
  const changes = useMemo(() => {
    const { facets } = counting.current;
    if (facets.update(byId, (row) => hidden.has(row.id))) counting.current.changes++;
    return counting.current.changes;
  }, [byId, version, hidden]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the counts change in place, `changes` says so
  return useMemo(
    () =>
      sidebarEntries(
        counting.current.facets.counts,
        { categories, tags },
        new Set(closed),
        compare,
      ),
    [changes, categories, tags, closed, compare],
  );
}
