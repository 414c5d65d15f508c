import './web-seeds.css';
import { Copy, Trash2 } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import { useMemo } from 'react';
import type { InfoHash, WebSeedSnapshot } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { type Locale, useLocale } from '../../i18n/locale.tsx';
import { report } from '../../stores/app.ts';
import { type DataColumn, DataGrid } from '../../ui/data-grid.tsx';
import { AskDialog } from './ask-dialog.tsx';

/** So many are in sight; the others are scrolled to. */
const SHOWN = 4;
const ROW = 24;

const addressesOf = (seeds: readonly WebSeedSnapshot[]) =>
  seeds.map(({ url, kind }) => ({ url, kind }));

const keyOf = ({ kind, url }: WebSeedSnapshot): string => `${kind} ${url}`;

function columnsOf({ t, format }: Locale): readonly DataColumn<WebSeedSnapshot>[] {
  return [
    {
      id: 'url',
      title: t('webSeeds.column'),
      width: 260,
      grow: 1,
      cell: (seed) => (
        <span className="cut selectable" title={seed.url}>
          {seed.url}
        </span>
      ),
      value: (seed) => seed.url,
    },
    {
      id: 'state',
      title: t('details.trackerState'),
      width: 170,
      cell: (seed) => (
        <span className={`cut${seed.state === 'banned' ? ' text-bad' : ''}`}>
          {t(`webSeeds.${seed.state}`)}
        </span>
      ),
    },
    {
      id: 'down',
      title: t('webSeeds.down'),
      width: 100,
      align: 'end',
      cell: (seed) => (seed.downRate > 0 ? format.rate(seed.downRate) : ''),
      value: (seed) => seed.downRate,
    },
    {
      id: 'got',
      title: t('webSeeds.got'),
      width: 100,
      align: 'end',
      cell: (seed) => (seed.downloaded > 0 ? format.bytes(seed.downloaded) : ''),
      value: (seed) => seed.downloaded,
    },
    {
      id: 'message',
      title: t('details.message'),
      width: 160,
      grow: 1,
      cell: (seed) => (
        <span className="cut selectable" title={seed.message}>
          {seed.message}
        </span>
      ),
    },
  ];
}

interface WebSeedsProps {
  readonly id: InfoHash;
  readonly seeds: readonly WebSeedSnapshot[];
}

/** The servers that have the torrent's data: what they are doing, and one less. */
export function WebSeeds({ id, seeds }: WebSeedsProps) {
  const locale = useLocale();
  const { t } = locale;
  const columns = useMemo(() => columnsOf(locale), [locale]);
  const remove = (gone: WebSeedSnapshot): void => {
    const rest = seeds.filter((seed) => keyOf(seed) !== keyOf(gone));
    void report(api.setWebSeeds({ id, seeds: addressesOf(rest) }));
  };
  return (
    <section
      className="web-seeds"
      aria-label={t('webSeeds.title')}
      style={{ height: (Math.min(seeds.length, SHOWN) + 1) * ROW + 1 }}
    >
      <DataGrid
        label={t('webSeeds.title')}
        columns={columns}
        rows={seeds}
        rowKey={keyOf}
        empty=""
        onKey={(event, seed) => {
          if (event.key !== 'Delete') return;
          remove(seed);
          event.preventDefault();
          event.stopPropagation();
        }}
        menu={(seed) => (
          <>
            <ContextMenu.Item
              className="menu-item"
              onSelect={() => void report(api.copyText({ text: seed.url }))}
            >
              <Copy size={14} aria-hidden="true" /> {t('trackers.copy')}
            </ContextMenu.Item>
            <ContextMenu.Item className="menu-item" onSelect={() => remove(seed)}>
              <Trash2 size={14} aria-hidden="true" /> {t('webSeeds.remove')}
            </ContextMenu.Item>
          </>
        )}
      />
    </section>
  );
}

/** One more of them. */
export function AddWebSeed({ id, seeds, onClose }: WebSeedsProps & { onClose(): void }) {
  const { t } = useLocale();
  return (
    <AskDialog
      title={t('webSeeds.addTitle')}
      label={t('details.address')}
      hint={t('webSeeds.addHint')}
      action={t('action.add')}
      send={(url) =>
        api.setWebSeeds({
          id,
          seeds: [...addressesOf(seeds), { url: url.trim(), kind: 'files' }],
        })
      }
      onClose={onClose}
    />
  );
}
