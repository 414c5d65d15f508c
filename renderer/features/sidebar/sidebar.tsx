import './sidebar.css';
import { ContextMenu } from 'radix-ui';
import { type KeyboardEvent, type MouseEvent, useCallback, useState } from 'react';
import { useLocale } from '../../i18n/locale.tsx';
import { useApp } from '../../stores/app.ts';
import { useTorrents } from '../../stores/torrents.ts';
import { arrange, filter, useView } from '../../stores/view.ts';
import { MenuContent } from '../../ui/menu.tsx';
import { Entries } from '../../ui/menu-entries.tsx';
import { Splitter } from '../../ui/splitter.tsx';
import { type FacetName, fitsFacets, noFacets } from '../torrents/facets.ts';
import type { SidebarEntry } from './entries.ts';
import { choiceMade } from './open.ts';
import { entryElementId, entryText, SidebarItem } from './sidebar-item.tsx';
import { type SidebarTarget, sidebarMenu } from './sidebar-menu.ts';
import { useEntries } from './use-entries.ts';

const MIN_WIDTH = 140;
const MAX_WIDTH = 360;

function fold({ key, expanded }: SidebarEntry): void {
  if (expanded === undefined) return;
  const { sidebarClosed } = useView.getState();
  arrange({
    sidebarClosed: expanded ? [...sidebarClosed, key] : sidebarClosed.filter((one) => one !== key),
  });
}

const clear = (facet: FacetName): void =>
  filter({ facets: { ...useView.getState().facets, [facet]: noFacets[facet] } });

/** Choosing again what is chosen takes it back. */
function choose({ facet, value }: SidebarEntry): void {
  const { facets } = useView.getState();
  choiceMade();
  if (facets[facet] === value) clear(facet);
  else filter({ facets: { ...facets, [facet]: value } });
}

/** The torrents of the entry, all of them, whatever else is chosen. */
function targetOf({ facet, value }: SidebarEntry): SidebarTarget {
  const { hidden } = useView.getState();
  const facets = { ...noFacets, [facet]: value };
  const rows =
    value === undefined
      ? []
      : [...useTorrents.getState().byId.values()].filter(
          (row) => !hidden.has(row.id) && fitsFacets(row, facets),
        );
  return {
    ids: rows.map((row) => row.id),
    rows,
    single: rows.length === 1 ? rows[0] : undefined,
    desktop: useApp.getState().desktop,
    facet,
    value,
  };
}

/** Looked at when the menu opens. */
const SidebarMenu = ({ entry }: { readonly entry: SidebarEntry }) => (
  <Entries kind="context" entries={sidebarMenu} target={targetOf(entry)} />
);

/** What can be shown in the list, with how many there are: a tree with one tab stop. */
export function Sidebar() {
  const locale = useLocale();
  const { t } = locale;
  const facets = useView((view) => view.facets);
  const width = useView((view) => view.sidebarWidth);
  const entries = useEntries();
  const [focused, setFocused] = useState('status:all');
  const [pointed, setPointed] = useState<SidebarEntry | undefined>(undefined);
  const tabStop = entries.some(({ key }) => key === focused) ? focused : entries[0]?.key;

  const goTo = (entry: SidebarEntry | undefined): void => {
    if (entry !== undefined) document.getElementById(entryElementId(entry.key))?.focus();
  };
  const parentOf = (at: number): SidebarEntry | undefined =>
    entries.slice(0, at).findLast(({ level }) => level < (entries[at]?.level ?? 0));

  const sideways = (at: number, outwards: boolean): void => {
    const entry = entries[at];
    if (entry === undefined) return;
    if (outwards) {
      if (entry.expanded === true) fold(entry);
      else goTo(parentOf(at));
    } else if (entry.expanded === false) fold(entry);
    else if (entry.expanded === true) goTo(entries[at + 1]);
  };

  const onKey = (event: KeyboardEvent): void => {
    const at = entries.findIndex(({ key }) => key === tabStop);
    const entry = entries[at];
    if (entry === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const rtl = document.documentElement.dir === 'rtl';
    switch (event.key) {
      case 'ArrowDown':
        goTo(entries[at + 1]);
        break;
      case 'ArrowUp':
        goTo(entries[at - 1]);
        break;
      case 'Home':
        goTo(entries[0]);
        break;
      case 'End':
        goTo(entries.at(-1));
        break;
      case 'ArrowLeft':
      case 'ArrowRight':
        sideways(at, (event.key === 'ArrowLeft') !== rtl);
        break;
      case 'Enter':
      case ' ':
        if (entry.value === undefined) fold(entry);
        else choose(entry);
        break;
      default: {
        const text = event.key.toLowerCase();
        if (text.length !== 1) return;
        const after = [...entries.slice(at + 1), ...entries.slice(0, at)];
        goTo(after.find((one) => entryText(one, locale).toLowerCase().startsWith(text)));
      }
    }
    event.preventDefault();
  };

  const point = (event: MouseEvent): void => {
    const item = (event.target as Element).closest('[data-key]');
    setPointed(entries.find(({ key }) => key === item?.getAttribute('data-key')));
  };
  const onFocus = useCallback((key: string) => setFocused(key), []);

  return (
    <nav className="sidebar" aria-label={t('sidebar.label')} style={{ width }}>
      <ContextMenu.Root>
        <ContextMenu.Trigger asChild onContextMenuCapture={point}>
          <div
            className="sidebar-tree scroll-quiet"
            data-pane
            role="tree"
            aria-label={t('sidebar.label')}
            aria-multiselectable="true"
            onKeyDown={onKey}
          >
            {entries.map((entry) => (
              <SidebarItem
                key={entry.key}
                entry={entry}
                chosen={entry.value !== undefined && facets[entry.facet] === entry.value}
                tabStop={entry.key === tabStop}
                narrowed={facets[entry.facet] !== noFacets[entry.facet]}
                onChoose={choose}
                onFold={fold}
                onClear={clear}
                onFocus={onFocus}
              />
            ))}
          </div>
        </ContextMenu.Trigger>
        {pointed !== undefined && (
          <MenuContent kind="context">
            <SidebarMenu entry={pointed} />
          </MenuContent>
        )}
      </ContextMenu.Root>
      <Splitter
        label={t('action.sidebar')}
        direction="vertical"
        value={width}
        min={MIN_WIDTH}
        max={MAX_WIDTH}
        onChange={(sidebarWidth) => arrange({ sidebarWidth })}
      />
    </nav>
  );
}
