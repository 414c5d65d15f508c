import './files.css';
import { useCallback, useEffect, useState } from 'react';
import type { RemovedTorrent } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog, report } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';

/** What was taken from the list in the last 30 days, and a way back. */
export function RemovedDialog() {
  const { t, format } = useLocale();
  const [removed, setRemoved] = useState<readonly RemovedTorrent[]>();

  const load = useCallback(async () => {
    const known = await report(api.removed());
    if (known !== undefined) setRemoved(known);
  }, []);
  useEffect(() => void load(), [load]);

  const restore = async ({ id }: RemovedTorrent): Promise<void> => {
    await report(api.undoRemoval({ ids: [id] }));
    await load();
  };
  const forget = async ({ id }: RemovedTorrent): Promise<void> => {
    await report(api.forgetRemoved({ ids: [id] }));
    await load();
  };

  return (
    <Dialog size="tall" title={t('files.removedTitle')} onClose={closeDialog}>
      <DialogBody>
        <p className="files-hint">{t('files.removedHint')}</p>
        {removed?.length === 0 && <p className="files-none">{t('files.removedNone')}</p>}
        <ul className="files-removed">
          {removed?.map((one) => (
            <li key={one.id}>
              <div>
                <strong className="cut" title={one.name}>
                  {one.name}
                </strong>
                <small className="cut" title={one.savePath}>
                  {t('files.removedLine', {
                    day: format.day(one.removedAt),
                    size: format.bytes(one.size),
                    folder: one.savePath,
                  })}
                </small>
                {one.files !== 'there' && (
                  <small className="files-warn">{t(`files.removedFiles.${one.files}`)}</small>
                )}
              </div>
              <Button
                onClick={() => void restore(one)}
                aria-label={t('files.restoreOne', { name: one.name })}
              >
                {t('files.restore')}
              </Button>
              <Button
                onClick={() => void forget(one)}
                aria-label={t('files.forgetOne', { name: one.name })}
              >
                {t('files.forget')}
              </Button>
            </li>
          ))}
        </ul>
      </DialogBody>
      <DialogFoot>
        <Button onClick={closeDialog} data-autofocus>
          {t('action.close')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
