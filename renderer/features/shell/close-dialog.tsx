import { useState } from 'react';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog, report } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';

/** The window was closed for the first time: what does that mean? */
export function CloseDialog() {
  const { t } = useLocale();
  const [remember, setRemember] = useState(true);
  const answer = (action: 'background' | 'quit'): void => {
    closeDialog();
    void report(api.answerClose({ action, remember }));
  };
  return (
    <Dialog size="small" title={t('close.title')} onClose={closeDialog}>
      <DialogBody>
        <p>{t('close.body')}</p>
        <Checkbox checked={remember} onChange={setRemember}>
          {t('close.remember')}
        </Checkbox>
      </DialogBody>
      <DialogFoot>
        <span className="grow">
          <Button onClick={closeDialog}>{t('action.cancel')}</Button>
        </span>
        <Button onClick={() => answer('quit')}>{t('close.quit')}</Button>
        <Button look="primary" data-autofocus onClick={() => answer('background')}>
          {t('close.background')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
