import { useMemo } from 'react';
import type { InfoHash, PeerSnapshot, TrackerSnapshot } from '../../../preload/contract/index.ts';
import { type Locale, useLocale } from '../../i18n/locale.tsx';
import { type DataColumn, DataGrid } from '../../ui/data-grid.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { peerFlags } from './peer-flags.ts';
import { useDetails } from './use-details.ts';

interface TableProps {
  readonly id: InfoHash;
}

const rateOrNothing = (rate: number, { format }: Locale): string =>
  rate === 0 ? '' : format.rate(rate);
const countOrNothing = (count: number, { format }: Locale): string =>
  count < 0 ? '' : format.count(count);

function Flags({ peer }: { readonly peer: PeerSnapshot }) {
  const { t } = useLocale();
  const flags = peerFlags(peer);
  if (flags.length === 0) return null;
  return (
    <Tooltip
      text={flags.map(({ letter, meaning }) => (
        <span key={meaning} className="flag-line">
          <b>{letter}</b> {t(`peerFlag.${meaning}`)}
        </span>
      ))}
    >
      <span>{flags.map((flag) => flag.letter).join(' ')}</span>
    </Tooltip>
  );
}

function peerColumns(locale: Locale): readonly DataColumn<PeerSnapshot>[] {
  const { t, format } = locale;
  return [
    {
      id: 'address',
      title: t('details.address'),
      width: 190,
      grow: 1,
      cell: (peer) => <span className="cut selectable">{peer.address}</span>,
    },
    {
      id: 'client',
      title: t('details.client'),
      width: 130,
      grow: 1,
      cell: (peer) => (
        <span className="cut">{peer.client === '' ? t('details.clientUnknown') : peer.client}</span>
      ),
    },
    {
      id: 'flags',
      title: t('details.flags'),
      width: 90,
      cell: (peer) => <Flags peer={peer} />,
    },
    {
      id: 'progress',
      title: t('details.progress'),
      width: 90,
      align: 'end',
      cell: (peer) => format.percent(peer.progress),
    },
    {
      id: 'down',
      title: t('column.downRate'),
      width: 104,
      align: 'end',
      cell: (peer) => rateOrNothing(peer.downRate, locale),
    },
    {
      id: 'up',
      title: t('column.upRate'),
      width: 104,
      align: 'end',
      cell: (peer) => rateOrNothing(peer.upRate, locale),
    },
    {
      id: 'downloaded',
      title: t('details.downloaded'),
      width: 104,
      align: 'end',
      cell: (peer) => format.bytes(peer.downloaded),
    },
    {
      id: 'uploaded',
      title: t('details.uploaded'),
      width: 104,
      align: 'end',
      cell: (peer) => format.bytes(peer.uploaded),
    },
    {
      id: 'source',
      title: t('details.source'),
      width: 140,
      cell: (peer) => <span className="cut">{t(`peerSource.${peer.source}`)}</span>,
    },
  ];
}

export function PeersTab({ id }: TableProps) {
  const locale = useLocale();
  const columns = useMemo(() => peerColumns(locale), [locale]);
  const peers = useDetails(id, 'peers');
  if (peers === undefined) return null;
  return (
    <DataGrid
      label={locale.t('details.peers')}
      columns={columns}
      rows={peers}
      rowKey={(peer) => peer.address}
      empty={locale.t('details.noPeers')}
    />
  );
}

function trackerColumns(locale: Locale): readonly DataColumn<TrackerSnapshot>[] {
  const { t, format } = locale;
  return [
    {
      id: 'url',
      title: t('details.tracker'),
      width: 220,
      grow: 1,
      cell: (tracker) => <span className="cut selectable">{tracker.url}</span>,
    },
    {
      id: 'state',
      title: t('details.trackerState'),
      width: 120,
      cell: (tracker) => <span className="cut">{t(`trackerState.${tracker.state}`)}</span>,
    },
    {
      id: 'seeds',
      title: t('details.seeds'),
      width: 72,
      align: 'end',
      cell: (tracker) => countOrNothing(tracker.seeds, locale),
    },
    {
      id: 'leechers',
      title: t('details.leechers'),
      width: 84,
      align: 'end',
      cell: (tracker) => countOrNothing(tracker.leechers, locale),
    },
    {
      id: 'next',
      title: t('details.nextAnnounce'),
      width: 130,
      cell: (tracker) => (
        <span className="cut">
          {tracker.nextAnnounce === 0 ? '' : format.relative(tracker.nextAnnounce, Date.now())}
        </span>
      ),
    },
    {
      id: 'message',
      title: t('details.message'),
      width: 180,
      grow: 2,
      cell: (tracker) => (
        <Tooltip text={tracker.message}>
          <span className="cut selectable">{tracker.message}</span>
        </Tooltip>
      ),
    },
  ];
}

export function TrackersTab({ id }: TableProps) {
  const locale = useLocale();
  const columns = useMemo(() => trackerColumns(locale), [locale]);
  const trackers = useDetails(id, 'trackers');
  if (trackers === undefined) return null;
  return (
    <DataGrid
      label={locale.t('details.trackers')}
      columns={columns}
      rows={trackers}
      rowKey={(tracker) => tracker.url}
      empty={locale.t('details.noTrackers')}
    />
  );
}
