import { useId, useState } from 'react';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog, report } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';

/** Links typed or pasted; what comes of them is asked by the add dialog. */
export function LinkDialog() {
  const { t } = useLocale();
  const id = useId();
  const [text, setText] = useState('');
  const add = (): void => {
    if (text.trim() === '') return;
    closeDialog();
    void report(api.openText({ text }));
  };
  return (
    <Dialog title={t('link.title')} onClose={closeDialog}>
      <DialogBody>
        <div className="field">
          <label htmlFor={id}>{t('link.label')}</label>
          <textarea
            id={id}
            className="text-input"
            data-autofocus
            rows={5}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              add();
            }}
          />
        </div>
      </DialogBody>
      <DialogFoot>
        <Button onClick={closeDialog}>{t('action.cancel')}</Button>
        <Button look="primary" disabled={text.trim() === ''} onClick={add}>
          {t('link.confirm')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
