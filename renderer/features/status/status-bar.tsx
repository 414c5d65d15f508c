import './status-bar.css';
import { ArrowDown, ArrowUp, PanelBottom } from 'lucide-react';
import type { EngineStatus } from '../../../preload/contract/index.ts';
import { type Locale, useLocale } from '../../i18n/locale.tsx';
import { useSelection } from '../../stores/selection.ts';
import { useTorrents } from '../../stores/torrents.ts';
import { useView } from '../../stores/view.ts';
import { IconButton } from '../../ui/button.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { SlowToggle } from '../limits/slow-toggle.tsx';
import { useKeysText } from '../shortcuts/use-keys-text.ts';
import { toggleDetails } from '../torrents/commands.ts';

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
  if (listenPort === 0) {
    const why = listenFault === undefined ? t('status.portNone') : locale.fault(listenFault);
    return (
      <Tooltip text={why}>
        <span className="status-item status-port">
          <i className={`dot ${listenFault === undefined ? '' : 'dot-bad'}`} />
          {t('status.portNone')}
        </span>
      </Tooltip>
    );
  }
  const looks = { open: 'dot-good', closed: 'dot-warn', unknown: '' };
  return (
    <Tooltip text={portText(status, locale)}>
      <span className="status-item status-port numbers">
        <i className={`dot ${looks[portState]}`} />
        {t('status.port', { port: listenPort })}
      </span>
    </Tooltip>
  );
}

export function StatusBar() {
  const locale = useLocale();
  const { t, format } = locale;
  const keysText = useKeysText();
  const status = useTorrents((state) => state.status);
  const shown = useView((view) => view.ids.length);
  const selected = useSelection((state) => state.selected.size);
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
      <span className="status-item numbers">
        {selected > 0 ? t('list.selected', { count: selected }) : t('list.count', { count: shown })}
      </span>
      <span className="status-space" />
      <span className="status-item status-wide numbers">{dhtText(status, locale)}</span>
      <span className="status-item status-wide numbers">
        {t('status.connections', { count: status.connections })}
      </span>
      <Port status={status} />
      <SlowToggle />
      <span className="status-item status-rate numbers">
        <ArrowDown className="tint-down" size={14} aria-label={t('status.down')} />
        {format.rate(status.downRate)}
      </span>
      <span className="status-item status-rate numbers">
        <ArrowUp className="tint-up" size={14} aria-label={t('status.up')} />
        {format.rate(status.upRate)}
      </span>
    </footer>
  );
}
