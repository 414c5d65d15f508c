import { useEffect, useState } from 'react';
import type { DoneCountdown } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { report } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';

/** All downloads are done: a minute to say no to what was to follow. Above every other dialog. */
export function WhenDoneDialog() {
  const { t } = useLocale();
  const [countdown, setCountdown] = useState<DoneCountdown | undefined>(undefined);
  useEffect(() => api.on('whenDone', setCountdown), []);
  if (countdown === undefined) return null;
  const { action, seconds } = countdown;
  const cancel = (): void => void report(api.cancelWhenDone());
  return (
    <Dialog size="small" title={t('whenDone.title')} onClose={cancel}>
      <DialogBody>
        <p role="timer" aria-live="off">
          {t(`whenDone.${action}`, { count: seconds })}
        </p>
      </DialogBody>
      <DialogFoot>
        <Button look="primary" data-autofocus onClick={cancel}>
          {t('whenDone.cancel')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
