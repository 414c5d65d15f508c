import { Copy, Globe, Pencil, Plus, RefreshCw, Trash2 } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import { useMemo, useState } from 'react';
import type { InfoHash, TrackerSnapshot } from '../../../../preload/contract/index.ts';
import { api } from '../../../api.ts';
import { type Locale, useLocale } from '../../../i18n/locale.tsx';
import { report } from '../../../stores/app.ts';
import { Button } from '../../../ui/button.tsx';
import { type DataColumn, DataGrid } from '../../../ui/data-grid.tsx';
import { AskDialog } from '../ask-dialog.tsx';
import { Pane } from '../pane.tsx';
import { useDetails } from '../use-details.ts';
import { AddWebSeed, WebSeeds } from '../web-seeds.tsx';
import { tiersWith, urlsOf } from './tiers.ts';

function trackerColumns({ t, format }: Locale): readonly DataColumn<TrackerSnapshot>[] {
  const count = (value: number): string => (value < 0 ? '' : format.count(value));
  return [
    {
      id: 'tier',
      title: t('trackers.tier'),
      width: 70,
      align: 'end',
      cell: (tracker) => format.count(tracker.tier + 1),
    },
    {
      id: 'url',
      title: t('details.tracker'),
      width: 240,
      grow: 1,
      cell: (tracker) => (
        <span className="cut selectable" title={tracker.url}>
          {tracker.url}
        </span>
      ),
      value: (tracker) => tracker.url,
    },
    {
      id: 'state',
      title: t('details.trackerState'),
      width: 120,
      cell: (tracker) => (
        <span className={`cut${tracker.state === 'failing' ? ' text-bad' : ''}`}>
          {t(`trackerState.${tracker.state}`)}
        </span>
      ),
      value: (tracker) => tracker.state,
    },
    {
      id: 'seeds',
      title: t('details.seeds'),
      width: 76,
      align: 'end',
      cell: (tracker) => count(tracker.seeds),
      value: (tracker) => tracker.seeds,
    },
    {
      id: 'leechers',
      title: t('details.leechers'),
      width: 88,
      align: 'end',
      cell: (tracker) => count(tracker.leechers),
      value: (tracker) => tracker.leechers,
    },
    {
      id: 'next',
      title: t('details.nextAnnounce'),
      width: 120,
      cell: (tracker) => (
        <span className="cut">
          {tracker.nextAnnounce === 0 ? '' : format.relative(tracker.nextAnnounce, Date.now())}
        </span>
      ),
    },
    {
      id: 'message',
      title: t('details.message'),
      width: 160,
      grow: 1,
      cell: (tracker) => (
        <span className="cut selectable" title={tracker.message}>
          {tracker.message}
        </span>
      ),
    },
  ];
}

type Asking =
  | { readonly kind: 'add' | 'web-seed' }
  | { readonly kind: 'edit'; readonly url: string };

/** Who is asked for peers, and how it goes; below them the servers that have the data themselves. */
export function TrackersTab({ id }: { readonly id: InfoHash }) {
  const locale = useLocale();
  const { t } = locale;
  const columns = useMemo(() => trackerColumns(locale), [locale]);
  const [asking, setAsking] = useState<Asking | undefined>(undefined);
  const trackers = useDetails(id, 'trackers');
  const webSeeds = useDetails(id, 'webSeeds');
  const close = (): void => setAsking(undefined);
  const change = (url: string, to: string | undefined) =>
    api.setTrackers({ id, tiers: tiersWith(trackers ?? [], url, to) });
  const remove = (url: string): void => void report(change(url, undefined));
  const announce = (): void => void report(api.announceNow({ ids: [id] }));
  return (
    <Pane
      bar={
        <>
          <Button icon={<Plus size={14} />} onClick={() => setAsking({ kind: 'add' })}>
            {t('trackers.add')}
          </Button>
          <Button icon={<RefreshCw size={14} />} onClick={announce}>
            {t('remedy.announce')}
          </Button>
          <Button icon={<Globe size={14} />} onClick={() => setAsking({ kind: 'web-seed' })}>
            {t('webSeeds.add')}
          </Button>
        </>
      }
    >
      <div className="trackers">
        <div className="trackers-table">
          {trackers !== undefined && (
            <DataGrid
              label={t('details.trackers')}
              columns={columns}
              rows={trackers}
              rowKey={(tracker) => tracker.url}
              empty={t('details.noTrackers')}
              onOpen={({ url }) => setAsking({ kind: 'edit', url })}
              onKey={(event, { url }) => {
                if (event.key === 'Delete') remove(url);
                else if (event.key === 'F2') setAsking({ kind: 'edit', url });
                else if (event.key === 'c' && (event.ctrlKey || event.metaKey)) {
                  void report(api.copyText({ text: url }));
                } else return;
                event.preventDefault();
                event.stopPropagation();
              }}
              menu={({ url }) => (
                <>
                  <ContextMenu.Item className="menu-item" onSelect={announce}>
                    <RefreshCw size={14} aria-hidden="true" /> {t('remedy.announce')}
                  </ContextMenu.Item>
                  <ContextMenu.Item
                    className="menu-item"
                    onSelect={() => setAsking({ kind: 'edit', url })}
                  >
                    <Pencil size={14} aria-hidden="true" /> {t('trackers.edit')}
                  </ContextMenu.Item>
                  <ContextMenu.Item
                    className="menu-item"
                    onSelect={() => void report(api.copyText({ text: url }))}
                  >
                    <Copy size={14} aria-hidden="true" /> {t('trackers.copy')}
                  </ContextMenu.Item>
                  <ContextMenu.Separator className="menu-line" />
                  <ContextMenu.Item className="menu-item" onSelect={() => remove(url)}>
                    <Trash2 size={14} aria-hidden="true" /> {t('trackers.remove')}
                  </ContextMenu.Item>
                </>
              )}
            />
          )}
        </div>
        {webSeeds !== undefined && webSeeds.length > 0 && <WebSeeds id={id} seeds={webSeeds} />}
      </div>
      {asking?.kind === 'add' && (
        <AskDialog
          lines
          title={t('trackers.addTitle')}
          label={t('trackers.addLabel')}
          hint={t('trackers.addHint')}
          action={t('action.add')}
          send={(text) => api.addTrackers({ id, urls: urlsOf(text) })}
          onClose={close}
        />
      )}
      {asking?.kind === 'web-seed' && <AddWebSeed id={id} seeds={webSeeds ?? []} onClose={close} />}
      {asking?.kind === 'edit' && (
        <AskDialog
          title={t('trackers.editTitle')}
          label={t('details.address')}
          hint={t('trackers.editHint')}
          action={t('trackers.save')}
          value={asking.url}
          send={(to) => change(asking.url, to)}
          onClose={close}
        />
      )}
    </Pane>
  );
}
