import { type ReactNode, useState } from 'react';
import type { PlainFault, Result } from '../../../preload/contract/index.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';

interface FormDialogProps {
  readonly title: string;
  readonly size?: 'small' | 'medium';
  readonly confirm: string;
  readonly danger?: boolean;
  /** False while something typed makes no sense. */
  readonly valid?: boolean;
  save(): Promise<Result<unknown>>;
  readonly children: ReactNode;
}

/** A form that closes when its answer was taken, and says why when it was not. */
export function FormDialog({
  title,
  size = 'medium',
  confirm,
  danger = false,
  valid = true,
  save,
  children,
}: FormDialogProps) {
  const { t, fault: tell } = useLocale();
  const [fault, setFault] = useState<PlainFault>();
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    setBusy(true);
    const saved = await save();
    setBusy(false);
    if (saved.ok) closeDialog();
    else setFault(saved);
  };
  return (
    <Dialog size={size} title={title} onClose={closeDialog}>
      <form
        className="organise-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (valid && !busy) void submit();
        }}
      >
        <DialogBody>
          {children}
          {fault !== undefined && (
            <p className="organise-fault selectable" role="alert">
              {tell(fault)}
            </p>
          )}
        </DialogBody>
        <DialogFoot>
          <Button onClick={closeDialog}>{t('action.cancel')}</Button>
          <Button type="submit" look={danger ? 'danger' : 'primary'} busy={busy} disabled={!valid}>
            {confirm}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
