import {
  Activity,
  ArrowDown,
  ArrowUp,
  Check,
  ChevronRight,
  CircleDashed,
  CircleX,
  Clock,
  Folder,
  Globe,
  Layers,
  type LucideIcon,
  Pause,
  Plus,
  ShieldCheck,
  Tag,
  TriangleAlert,
  X,
} from 'lucide-react';
import { type DragEvent, memo, useState } from 'react';
import { type Locale, useLocale } from '../../i18n/locale.tsx';
import { openPage } from '../organise/pages.ts';
import { draggedIds, isTorrentDrag } from '../torrents/drag.ts';
import { type FacetName, TRACKER_ERROR, TRACKER_WARNING } from '../torrents/facets.ts';
import type { StatusFilter } from '../torrents/status.ts';
import { dropEffect, dropOn, takesDrop } from './drop.ts';
import type { SidebarEntry } from './entries.ts';

const statusIcons: Readonly<Record<StatusFilter, LucideIcon>> = {
  all: Layers,
  downloading: ArrowDown,
  seeding: ArrowUp,
  complete: Check,
  active: Activity,
  stalled: CircleDashed,
  queued: Clock,
  paused: Pause,
  checking: ShieldCheck,
  problem: TriangleAlert,
};

function iconOf({ facet, value = '' }: SidebarEntry): LucideIcon {
  switch (facet) {
    case 'status':
      return statusIcons[value as StatusFilter];
    case 'category':
      return Folder;
    case 'tag':
      return Tag;
    case 'tracker':
      return value === TRACKER_ERROR ? CircleX : value === TRACKER_WARNING ? TriangleAlert : Globe;
  }
}

/** What the entry is called in the user's language; names from outside stay as they are. */
export function entryText({ facet, value, name }: SidebarEntry, { t }: Locale): string {
  if (value === undefined) return t(`sidebar.${facet}`);
  if (name !== undefined) return name;
  if (facet === 'status') return t(`statusFilter.${value as StatusFilter}`);
  if (facet === 'category') return t('sidebar.noCategory');
  if (facet === 'tag') return t('sidebar.noTag');
  if (value === TRACKER_WARNING) return t('sidebar.trackerWarning');
  return value === TRACKER_ERROR ? t('sidebar.trackerError') : t('sidebar.noTracker');
}

function alarmOf({ facet, value, count }: SidebarEntry): string {
  if (count === 0) return '';
  if (facet === 'status' && value === 'problem') return ' sidebar-bad';
  if (facet !== 'tracker') return '';
  if (value === TRACKER_ERROR) return ' sidebar-bad';
  return value === TRACKER_WARNING ? ' sidebar-warn' : '';
}

/** Categories and tags are made where they stand; with the keyboard from the section's menu. */
function AddButton({
  facet,
  alone,
}: {
  readonly facet: 'category' | 'tag';
  /** Nothing is below it yet. */
  readonly alone: boolean;
}) {
  const { t } = useLocale();
  return (
    <button
      type="button"
      className={`sidebar-add${alone ? ' sidebar-add-shown' : ''}`}
      tabIndex={-1}
      aria-label={t(facet === 'category' ? 'organise.newCategoryMenu' : 'organise.newTagMenu')}
      onClick={(event) => {
        event.stopPropagation();
        openPage({ page: facet });
      }}
    >
      <Plus size={13} />
    </button>
  );
}

export const entryElementId = (key: string): string => `sidebar-${key}`;

interface ItemProps {
  readonly entry: SidebarEntry;
  readonly chosen: boolean;
  /** Where Tab leads. */
  readonly tabStop: boolean;
  /** Something is chosen in this section whose head this is. */
  readonly narrowed: boolean;
  onChoose(entry: SidebarEntry): void;
  onFold(entry: SidebarEntry): void;
  onClear(facet: FacetName): void;
  onFocus(key: string): void;
}

/** One line. Drawn again only when it changes. */
export const SidebarItem = memo(function SidebarItem(props: ItemProps) {
  const { entry, chosen, tabStop, narrowed, onChoose, onFold, onClear, onFocus } = props;
  const locale = useLocale();
  const { t, format } = locale;
  const [over, setOver] = useState(false);
  const isHead = entry.value === undefined;
  const text = entryText(entry, locale);
  const Icon = isHead ? undefined : iconOf(entry);

  const onDragOver = (event: DragEvent): void => {
    if (!isTorrentDrag(event) || !takesDrop(entry)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = dropEffect(entry);
    setOver(true);
  };
  const onDrop = (event: DragEvent): void => {
    setOver(false);
    if (!isTorrentDrag(event) || !takesDrop(entry)) return;
    event.preventDefault();
    dropOn(entry, draggedIds());
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys
    <div
      id={entryElementId(entry.key)}
      data-key={entry.key}
      role="treeitem"
      tabIndex={tabStop ? 0 : -1}
      aria-level={entry.level}
      aria-selected={isHead ? undefined : chosen}
      aria-expanded={entry.expanded}
      className={`${isHead ? 'sidebar-title' : 'sidebar-item'}${alarmOf(entry)}${over ? ' sidebar-over' : ''}`}
      style={{ paddingInlineStart: isHead ? undefined : 8 + (entry.level - 2) * 16 }}
      onClick={() => (isHead ? onFold(entry) : onChoose(entry))}
      onFocus={() => onFocus(entry.key)}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      {Icon !== undefined && <Icon className="sidebar-icon" size={15} aria-hidden="true" />}
      <span className="cut" title={entry.name}>
        {text}
      </span>
      {entry.expanded !== undefined && (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys fold
        // biome-ignore lint/a11y/noStaticElementInteractions: a screen reader has aria-expanded
        <span
          className="sidebar-fold"
          onClick={(event) => {
            event.stopPropagation();
            onFold(entry);
          }}
        >
          <ChevronRight size={13} aria-hidden="true" />
        </span>
      )}
      {isHead && (
        <span className="sidebar-tools">
          {narrowed && (
            <button
              type="button"
              className="sidebar-clear"
              tabIndex={-1}
              aria-label={t('sidebar.clear')}
              onClick={(event) => {
                event.stopPropagation();
                onClear(entry.facet);
              }}
            >
              <X size={13} />
            </button>
          )}
          {(entry.facet === 'category' || entry.facet === 'tag') && (
            <AddButton facet={entry.facet} alone={entry.expanded === undefined} />
          )}
        </span>
      )}
      {!isHead && (
        <span className="sidebar-count numbers">
          {entry.count > 0 || entry.value === 'all' ? format.count(entry.count) : ''}
        </span>
      )}
    </div>
  );
});
