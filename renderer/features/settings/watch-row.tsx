import { useEffect, useState } from 'react';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { openDialog } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';

/** Watch folders are several and have options of their own: the page leads to them. */
export function WatchFoldersRow() {
  const { t } = useLocale();
  const [count, setCount] = useState<number>();
  useEffect(() => {
    void api.watchFolders().then((answer) => answer.ok && setCount(answer.value.length));
  }, []);
  return (
    <div className="setting">
      <span>
        {t('watch.title')}
        <small>{t('watch.about')}</small>
      </span>
      <div className="setting-control">
        {count !== undefined && count > 0 && (
          <span className="setting-fact">{t('watch.count', { count })}</span>
        )}
        <Button onClick={() => openDialog({ kind: 'watch' })}>{t('watch.open')}</Button>
      </div>
    </div>
  );
}
