import './sidebar.css';
import {
  Activity,
  ArrowDown,
  ArrowUp,
  Check,
  Layers,
  type LucideIcon,
  Pause,
  ShieldCheck,
  TriangleAlert,
} from 'lucide-react';
import { type KeyboardEvent, useMemo } from 'react';
import { useLocale } from '../../i18n/locale.tsx';
import { useTorrents } from '../../stores/torrents.ts';
import { arrange, filter, useView } from '../../stores/view.ts';
import { Splitter } from '../../ui/splitter.tsx';
import { countAll, type StatusFilter, statusFilters } from '../torrents/status.ts';

const icons: Readonly<Record<StatusFilter, LucideIcon>> = {
  all: Layers,
  downloading: ArrowDown,
  seeding: ArrowUp,
  complete: Check,
  active: Activity,
  paused: Pause,
  checking: ShieldCheck,
  problem: TriangleAlert,
};

const MIN_WIDTH = 140;
const MAX_WIDTH = 360;

function useCounts() {
  const version = useTorrents((state) => state.version);
  const byId = useTorrents((state) => state.byId);
  const hidden = useView((view) => view.hidden);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows change in place, the version says so
  return useMemo(
    () => countAll(byId.values(), (row) => hidden.has(row.id)),
    [byId, version, hidden],
  );
}

/** What can be shown in the list, with how many there are. One tab stop; arrows choose. */
export function Sidebar() {
  const { t, format } = useLocale();
  const chosen = useView((view) => view.status);
  const width = useView((view) => view.sidebarWidth);
  const counts = useCounts();

  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = statusFilters[statusFilters.indexOf(chosen) + step];
    if (next === undefined) return;
    filter({ status: next });
    document.getElementById(`filter-${next}`)?.focus();
  };

  return (
    <nav className="sidebar" data-pane aria-label={t('sidebar.label')} style={{ width }}>
      <h2 className="sidebar-title">{t('sidebar.status')}</h2>
      <div className="sidebar-group" role="radiogroup" aria-label={t('sidebar.status')}>
        {statusFilters.map((status) => {
          const Icon = icons[status];
          const isChosen = status === chosen;
          const isAlarm = status === 'problem' && counts.problem > 0;
          return (
            <button
              key={status}
              id={`filter-${status}`}
              type="button"
              role="radio"
              aria-checked={isChosen}
              tabIndex={isChosen ? 0 : -1}
              className={`sidebar-item${isAlarm ? ' sidebar-alarm' : ''}`}
              onClick={() => filter({ status })}
              onKeyDown={onKey}
            >
              <Icon size={15} aria-hidden="true" />
              <span className="cut">{t(`sidebar.${status}`)}</span>
              <span className="sidebar-count numbers">{format.count(counts[status])}</span>
            </button>
          );
        })}
      </div>
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
