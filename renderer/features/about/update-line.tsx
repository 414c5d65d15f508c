import { useEffect, useState } from 'react';
import type { UpdateState } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { report } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';

function useUpdate(): UpdateState | undefined {
  const [state, setState] = useState<UpdateState | undefined>(undefined);
  useEffect(() => {
    void report(api.updateState()).then(setState);
    return api.on('update', setState);
  }, []);
  return state;
}

/** Whether this is the newest version, and the button that makes it so. */
export function UpdateLine() {
  const { t, format, fault } = useLocale();
  const state = useUpdate();
  if (state === undefined) return null;
  switch (state.phase) {
    case 'off':
      return <p className="about-hint">{t(`update.off.${state.why}`)}</p>;
    case 'downloading':
      return (
        <p className="about-hint" role="status">
          {t('update.downloading', {
            version: state.version,
            percent: format.percent(state.fraction),
          })}
        </p>
      );
    case 'ready':
      return (
        <div className="about-update">
          <p role="status">{t('update.ready', { version: state.version })}</p>
          <Button look="primary" onClick={() => void report(api.installUpdate())}>
            {t('update.install')}
          </Button>
        </div>
      );
    default:
      return (
        <div className="about-update">
          <p className="about-hint" role="status">
            {state.phase === 'failed' ? fault(state.fault) : t(`update.${state.phase}`)}
          </p>
          <Button
            disabled={state.phase === 'checking'}
            onClick={() => void report(api.checkForUpdate())}
          >
            {t('update.check')}
          </Button>
        </div>
      );
  }
}
