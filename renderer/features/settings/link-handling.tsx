import { useCallback, useEffect, useState } from 'react';
import type { LinkHandling } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { report } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';

/** Asks the system again each time the user comes back to the window: it may have been changed there. */
function useLinkHandling() {
  const [handling, setHandling] = useState<LinkHandling | undefined>(undefined);
  const ask = useCallback((call: () => ReturnType<typeof api.linkHandling>): void => {
    void report(call()).then((answer) => answer !== undefined && setHandling(answer));
  }, []);
  useEffect(() => {
    const look = (): void => ask(() => api.linkHandling());
    look();
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [ask]);
  return { handling, claim: () => ask(() => api.becomeDefault()) };
}

/** Which program opens magnet links and .torrent files, as the system says it. */
export function LinkHandlingRow() {
  const { t } = useLocale();
  const { handling, claim } = useLinkHandling();
  if (handling === undefined) return null;
  const { magnet, torrent, change } = handling;
  const isOurs = magnet === 'skein' && torrent !== 'other';
  return (
    <div className="setting">
      <span>
        {t('links.label')}
        <small>
          {t('links.state', {
            magnet: t(`links.opener.${magnet}`),
            torrent: t(`links.opener.${torrent}`),
          })}
        </small>
      </span>
      <div className="setting-control">
        {isOurs ? (
          <span className="setting-fact">{t('links.isDefault')}</span>
        ) : (
          <Button onClick={claim}>
            {change === 'here' ? t('links.makeDefault') : t('links.systemSettings')}
          </Button>
        )}
      </div>
    </div>
  );
}
