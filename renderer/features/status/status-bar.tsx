import './status-bar.css';
import { ArrowDown, ArrowUp, PanelBottom } from 'lucide-react';
import { useRef } from 'react';
import type { EngineStatus, InfoHash } from '../../../preload/contract/index.ts';
import { type Locale, useLocale } from '../../i18n/locale.tsx';
import { useSelection } from '../../stores/selection.ts';
import { useTorrents } from '../../stores/torrents.ts';
import { useView } from '../../stores/view.ts';
import { IconButton } from '../../ui/button.tsx';
import { SlowToggle } from '../limits/slow-toggle.tsx';
import { useKeysText } from '../shortcuts/use-keys-text.ts';
import { toggleDetails } from '../torrents/commands.ts';
import { FreeDisk } from './free-disk.tsx';
import { StatusButton } from './status-button.tsx';

function dhtText({ dhtState, dhtNodes }: EngineStatus, { t }: Locale): string {
  if (dhtState === 'off') return t('status.dhtOff');
  if (dhtState === 'failed') return t('status.dhtFailed');
  return t('status.dht', { count: dhtNodes });
}

const METHODS = { pcp: 'PCP', 'nat-pmp': 'NAT-PMP', upnp: 'UPnP' };

function portText({ portState, portMap }: EngineStatus, { t }: Locale): string {
  const state = {
    open: t('status.portOpen'),
    closed: t('status.portClosed'),
    unknown: t('status.portUnknown'),
  }[portState];
  switch (portMap.state) {
    case 'off':
      return state;
    case 'searching':
      return t('status.portSearching', { state });
    case 'none':
      return t('status.portUnmapped', { state });
    case 'mapped': {
      const { gateway = '', method = 'upnp', externalHost, externalPort = 0 } = portMap;
      const port = t('status.port', { port: externalPort });
      const outside = externalHost === undefined ? port : `${externalHost}:${externalPort}`;
      return t('status.portMapped', { state, gateway, outside, method: METHODS[method] });
    }
  }
}

function Port({ status }: { readonly status: EngineStatus }) {
  const locale = useLocale();
  const { t } = locale;
  const { listenPort, listenFault, portState } = status;
  const looks = { open: 'dot-good', closed: 'dot-warn', unknown: '' };
  if (listenPort === 0) {
    const why = listenFault === undefined ? t('status.portNone') : locale.fault(listenFault);
    return (
      <StatusButton className="status-port" hint={why} settings="connection">
        <i className={`dot ${listenFault === undefined ? '' : 'dot-bad'}`} />
        {t('status.portNone')}
      </StatusButton>
    );
  }
  return (
    <StatusButton className="status-port" hint={portText(status, locale)} settings="connection">
      <i className={`dot ${looks[portState]}`} />
      {t('status.port', { port: listenPort })}
    </StatusButton>
  );
}

/** All may be selected, and most of what is told changes no size: added up again only where one can have changed. */
function useSelectedBytes(selected: ReadonlySet<InfoHash>): number {
  const known = useRef({ selected, version: -1, bytes: 0 });
  return useTorrents(({ byId, version, changed }) => {
    const before = known.current;
    const isNext = version === before.version || version === before.version + 1;
    const isSame = version === before.version || (changed !== 'all' && !changed.has('size'));
    if (before.selected === selected && isNext && isSame) {
      before.version = version;
      return before.bytes;
    }
    let bytes = 0;
    for (const id of selected) bytes += byId.get(id)?.size ?? 0;
    known.current = { selected, version, bytes };
    return bytes;
  });
}

/** What the list shows, or how much of it is selected. */
function Shown() {
  const { t, format } = useLocale();
  const shown = useView((view) => view.ids.length);
  const hidden = useView((view) => view.hidden.size);
  const known = useTorrents((state) => state.byId.size + state.status.restoring);
  const all = Math.max(shown, known - hidden);
  const selected = useSelection((state) => state.selected);
  const bytes = useSelectedBytes(selected);
  const text =
    selected.size > 0
      ? `${t('list.selected', { count: selected.size })} · ${format.bytes(bytes)}`
      : shown < all
        ? t('list.countOf', { shown, count: all })
        : t('list.count', { count: all });
  return <span className="status-item cut numbers">{text}</span>;
}

function Rate({ label, rate }: { readonly label: 'down' | 'up'; readonly rate: number }) {
  const { t, format } = useLocale();
  const Arrow = label === 'down' ? ArrowDown : ArrowUp;
  return (
    <StatusButton className="status-rate" hint={t(`status.${label}Hint`)} settings="speed">
      <Arrow className={`tint-${label}`} size={14} aria-label={t(`status.${label}`)} />
      {format.rate(rate)}
    </StatusButton>
  );
}

export function StatusBar() {
  const locale = useLocale();
  const { t } = locale;
  const keysText = useKeysText();
  const status = useTorrents((state) => state.status);
  const detailsOpen = useView((view) => view.detailsOpen);
  return (
    <footer className="status-bar" data-pane>
      <IconButton
        label={t('action.details')}
        keys={keysText('details')}
        aria-expanded={detailsOpen}
        onClick={toggleDetails}
      >
        <PanelBottom size={15} />
      </IconButton>
      <Shown />
      <span className="status-space" />
      <Rate label="down" rate={status.downRate} />
      <Rate label="up" rate={status.upRate} />
      <SlowToggle />
      <StatusButton
        className="status-first"
        hint={t('status.connectionsHint')}
        settings="connection"
      >
        {t('status.connections', { count: status.connections })}
      </StatusButton>
      <StatusButton className="status-second" hint={t('status.dhtHint')} settings="discovery">
        {dhtText(status, locale)}
      </StatusButton>
      <Port status={status} />
      <FreeDisk />
    </footer>
  );
}
