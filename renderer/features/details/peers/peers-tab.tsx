import { Ban, Copy, Gauge, Plus } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import { useMemo, useState } from 'react';
import type { InfoHash, PeerSnapshot } from '../../../../preload/contract/index.ts';
import { api } from '../../../api.ts';
import { type Locale, useLocale } from '../../../i18n/locale.tsx';
import { report } from '../../../stores/app.ts';
import { Button } from '../../../ui/button.tsx';
import { type DataColumn, DataGrid } from '../../../ui/data-grid.tsx';
import { Tooltip } from '../../../ui/tooltip.tsx';
import { PeerLimitsDialog } from '../../limits/limits-dialog.tsx';
import { AskDialog } from '../ask-dialog.tsx';
import { Pane } from '../pane.tsx';
import { useDetails } from '../use-details.ts';
import { Country } from './country.tsx';
import { peerFlags } from './peer-flags.ts';

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
  const rate = (value: number): string => (value === 0 ? '' : format.rate(value));
  const amount = (id: 'downloaded' | 'uploaded'): DataColumn<PeerSnapshot> => ({
    id,
    title: t(`details.${id}`),
    width: 104,
    align: 'end',
    cell: (peer) => format.bytes(peer[id]),
    value: (peer) => peer[id],
  });
  return [
    {
      id: 'country',
      title: t('peers.country'),
      width: 80,
      cell: ({ country }) => (country === undefined ? null : <Country code={country} />),
      value: ({ country }) => country ?? '',
    },
    {
      id: 'address',
      title: t('details.address'),
      width: 180,
      grow: 1,
      cell: (peer) => <span className="cut selectable">{peer.address}</span>,
      value: (peer) => peer.address,
    },
    {
      id: 'client',
      title: t('details.client'),
      width: 130,
      grow: 1,
      cell: (peer) => (
        <span className="cut" title={peer.client}>
          {peer.client === '' ? t('details.clientUnknown') : peer.client}
        </span>
      ),
      value: (peer) => peer.client,
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
      width: 100,
      align: 'end',
      cell: (peer) => format.percent(peer.progress),
      value: (peer) => peer.progress,
    },
    {
      id: 'down',
      title: t('column.downRate'),
      width: 104,
      align: 'end',
      cell: (peer) => rate(peer.downRate),
      value: (peer) => peer.downRate,
    },
    {
      id: 'up',
      title: t('column.upRate'),
      width: 104,
      align: 'end',
      cell: (peer) => rate(peer.upRate),
      value: (peer) => peer.upRate,
    },
    amount('downloaded'),
    amount('uploaded'),
    {
      id: 'source',
      title: t('details.source'),
      width: 140,
      cell: (peer) => <span className="cut">{t(`peerSource.${peer.source}`)}</span>,
      value: (peer) => t(`peerSource.${peer.source}`),
    },
  ];
}

/** Who is connected, and what can be done about it. */
export function PeersTab({ id }: { readonly id: InfoHash }) {
  const locale = useLocale();
  const { t } = locale;
  const columns = useMemo(() => peerColumns(locale), [locale]);
  const [asking, setAsking] = useState(false);
  const [limiting, setLimiting] = useState<PeerSnapshot | undefined>(undefined);
  const peers = useDetails(id, 'peers');
  const copy = ({ address }: PeerSnapshot): void => void report(api.copyText({ text: address }));
  const ban = ({ address }: PeerSnapshot): void => void report(api.banPeer({ address }));
  return (
    <Pane
      bar={
        <>
          <Button icon={<Plus size={14} />} onClick={() => setAsking(true)}>
            {t('peers.add')}
          </Button>
          <span className="pane-note numbers">
            {peers !== undefined && t('peers.count', { count: peers.length })}
          </span>
        </>
      }
    >
      {peers !== undefined && (
        <DataGrid
          label={t('details.peers')}
          columns={columns}
          rows={peers}
          rowKey={(peer) => peer.address}
          empty={t('details.noPeers')}
          onKey={(event, peer) => {
            if (event.key === 'Delete') ban(peer);
            else if (event.key === 'c' && (event.ctrlKey || event.metaKey)) copy(peer);
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
          menu={(peer) => (
            <>
              <ContextMenu.Item className="menu-item" onSelect={() => copy(peer)}>
                <Copy size={14} aria-hidden="true" /> {t('peers.copy')}
              </ContextMenu.Item>
              <ContextMenu.Item className="menu-item" onSelect={() => setLimiting(peer)}>
                <Gauge size={14} aria-hidden="true" /> {t('limits.menu')}
              </ContextMenu.Item>
              <ContextMenu.Item className="menu-item" onSelect={() => ban(peer)}>
                <Ban size={14} aria-hidden="true" /> {t('peers.ban')}
              </ContextMenu.Item>
            </>
          )}
        />
      )}
      {limiting !== undefined && (
        <PeerLimitsDialog id={id} peer={limiting} onClose={() => setLimiting(undefined)} />
      )}
      {asking && (
        <AskDialog
          title={t('peers.addTitle')}
          label={t('details.address')}
          hint={t('peers.addHint')}
          action={t('action.add')}
          send={(address) => api.addPeer({ id, address })}
          onClose={() => setAsking(false)}
        />
      )}
    </Pane>
  );
}
