import { useMemo } from 'react';
import type { InfoHash, JournalEntry } from '../../../preload/contract/index.ts';
import { type Locale, useLocale } from '../../i18n/locale.tsx';
import { type DataColumn, DataGrid } from '../../ui/data-grid.tsx';
import { lineOf } from './journal-text.ts';
import { useDetails } from './use-details.ts';

function logColumns(locale: Locale): readonly DataColumn<JournalEntry>[] {
  const { t, format } = locale;
  return [
    {
      id: 'time',
      title: t('journal.time'),
      width: 170,
      cell: (entry) => format.instant(entry.at),
    },
    {
      id: 'line',
      title: t('journal.what'),
      width: 400,
      grow: 1,
      cell: (entry) => {
        const line = lineOf(entry, locale);
        const tint =
          entry.level === 'info' ? '' : ` text-${entry.level === 'warn' ? 'warn' : 'bad'}`;
        return (
          <span className={`cut selectable${tint}`} title={line}>
            {line}
          </span>
        );
      },
    },
  ];
}

/** What happened to this torrent, the newest first. */
export function LogTab({ id }: { readonly id: InfoHash }) {
  const locale = useLocale();
  const columns = useMemo(() => logColumns(locale), [locale]);
  const log = useDetails(id, 'log');
  const rows = useMemo(() => log?.toReversed(), [log]);
  if (rows === undefined) return null;
  return (
    <DataGrid
      label={locale.t('details.log')}
      columns={columns}
      rows={rows}
      rowKey={(entry, index) => `${entry.at} ${entry.code} ${entry.subject} ${rows.length - index}`}
      empty={locale.t('journal.empty')}
    />
  );
}
