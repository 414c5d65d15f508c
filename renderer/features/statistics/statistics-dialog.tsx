import './statistics.css';
import { Tabs } from 'radix-ui';
import { useEffect, useMemo, useState } from 'react';
import type {
  DayTraffic,
  SpeedGraph,
  Statistics,
  TorrentTraffic,
} from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { type Locale, useLocale } from '../../i18n/locale.tsx';
import { closeDialog, report } from '../../stores/app.ts';
import { type DataColumn, DataGrid } from '../../ui/data-grid.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SpeedGraphView } from '../details/overview/speed-graph.tsx';
import { DayChart, dayText } from './day-chart.tsx';
import { dayOf, lastDays } from './days.ts';

const EVERY_MS = 1000;
const DAYS = 30;

interface Numbers {
  readonly statistics: Statistics;
  readonly speed: SpeedGraph;
}

/** Asked for again as long as the dialog is open and seen. */
function useNumbers(): Numbers | undefined {
  const [numbers, setNumbers] = useState<Numbers | undefined>(undefined);
  useEffect(() => {
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      if (document.visibilityState === 'visible') {
        const [statistics, speed] = await Promise.all([api.statistics(), api.speed()]);
        if (ended) return;
        if (statistics.ok && speed.ok) {
          setNumbers({ statistics: statistics.value, speed: speed.value });
        } else {
          // Said once; asking on would say it every second.
          await report(Promise.resolve(statistics.ok ? speed : statistics));
          return;
        }
      }
      timer = setTimeout(() => void look(), EVERY_MS);
    };
    void look();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, []);
  return numbers;
}

function Totals({ statistics }: { readonly statistics: Statistics }) {
  const { t, format } = useLocale();
  const { session, allTime } = statistics;
  const line = (title: string, now: string, all: string) => (
    <tr>
      <th scope="row">{title}</th>
      <td className="selectable numbers">{now}</td>
      <td className="selectable numbers">{all}</td>
    </tr>
  );
  return (
    <table className="totals">
      <thead>
        <tr>
          <td />
          <th scope="col">{t('statistics.session')}</th>
          <th scope="col">{t('statistics.allTime')}</th>
        </tr>
      </thead>
      <tbody>
        {line(
          t('details.downloaded'),
          format.bytes(session.downloaded),
          format.bytes(allTime.downloaded),
        )}
        {line(
          t('details.uploaded'),
          format.bytes(session.uploaded),
          format.bytes(allTime.uploaded),
        )}
        {line(
          t('details.ratio'),
          format.ratio(session.uploaded, session.downloaded),
          format.ratio(allTime.uploaded, allTime.downloaded),
        )}
        {line(t('statistics.time'), format.duration(session.seconds), '')}
      </tbody>
    </table>
  );
}

const amounts = <T extends { readonly downloaded: number; readonly uploaded: number }>({
  t,
  format,
}: Locale): readonly DataColumn<T>[] =>
  (['downloaded', 'uploaded'] as const).map((id) => ({
    id,
    title: t(`details.${id}`),
    width: 120,
    align: 'end',
    cell: (row) => format.bytes(row[id]),
    value: (row) => row[id],
  }));

function ByDay({ byDay }: { readonly byDay: readonly DayTraffic[] }) {
  const locale = useLocale();
  const { t, format } = locale;
  const columns = useMemo<readonly DataColumn<DayTraffic>[]>(
    () => [
      {
        id: 'day',
        title: t('statistics.day'),
        width: 160,
        grow: 1,
        cell: ({ day }) => dayText(day, format.day),
        value: ({ day }) => day,
      },
      ...amounts<DayTraffic>(locale),
    ],
    [t, format, locale],
  );
  const rows = useMemo(() => byDay.toReversed(), [byDay]);
  return (
    <div className="statistics-page">
      <DayChart days={lastDays(byDay, dayOf(new Date(Date.now())), DAYS)} />
      <div className="statistics-grid">
        <DataGrid
          label={t('statistics.byDay')}
          columns={columns}
          rows={rows}
          rowKey={({ day }) => day}
          empty={t('statistics.nothing')}
        />
      </div>
    </div>
  );
}

function ByTorrent({ byTorrent }: { readonly byTorrent: readonly TorrentTraffic[] }) {
  const locale = useLocale();
  const { t, format } = locale;
  const columns = useMemo<readonly DataColumn<TorrentTraffic>[]>(
    () => [
      {
        id: 'name',
        title: t('column.name'),
        width: 200,
        grow: 1,
        cell: ({ name }) => (
          <span className="cut" title={name}>
            {name}
          </span>
        ),
        value: ({ name }) => name,
      },
      ...amounts<TorrentTraffic>(locale),
      {
        id: 'ratio',
        title: t('details.ratio'),
        width: 90,
        align: 'end',
        cell: (row) => format.ratio(row.uploaded, row.downloaded),
      },
    ],
    [t, format, locale],
  );
  return (
    <div className="statistics-page">
      <div className="statistics-grid">
        <DataGrid
          label={t('statistics.byTorrent')}
          columns={columns}
          rows={byTorrent}
          rowKey={({ id }) => id}
          empty={t('statistics.nothing')}
        />
      </div>
    </div>
  );
}

const tabs = ['totals', 'byDay', 'byTorrent'] as const;

/** What was moved: in this session, all in all, by day, by torrent. */
export function StatisticsDialog() {
  const { t } = useLocale();
  const numbers = useNumbers();
  return (
    <Dialog size="large" title={t('statistics.title')} onClose={closeDialog}>
      <Tabs.Root className="tabs statistics" defaultValue="totals">
        <Tabs.List className="tab-list statistics-tabs" aria-label={t('statistics.title')}>
          {tabs.map((name, at) => (
            <Tabs.Trigger
              key={name}
              value={name}
              className="tab"
              {...(at === 0 ? { 'data-autofocus': true } : {})}
            >
              {t(`statistics.${name}`)}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {numbers !== undefined && (
          <>
            <Tabs.Content value="totals" className="tab-content" tabIndex={-1}>
              <div className="statistics-page">
                <Totals statistics={numbers.statistics} />
                <SpeedGraphView graph={numbers.speed} />
              </div>
            </Tabs.Content>
            <Tabs.Content value="byDay" className="tab-content" tabIndex={-1}>
              <ByDay byDay={numbers.statistics.byDay} />
            </Tabs.Content>
            <Tabs.Content value="byTorrent" className="tab-content" tabIndex={-1}>
              <ByTorrent byTorrent={numbers.statistics.byTorrent} />
            </Tabs.Content>
          </>
        )}
      </Tabs.Root>
    </Dialog>
  );
}
