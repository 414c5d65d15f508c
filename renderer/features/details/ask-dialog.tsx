import { useId, useState } from 'react';
import type { PlainFault, Result } from '../../../preload/contract/index.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';

export interface AskProps {
  readonly title: string;
  readonly label: string;
  readonly hint: string;
  readonly action: string;
  readonly value?: string;
  readonly lines?: boolean;
  send(text: string): Promise<Result<void>>;
  onClose(): void;
}

/** One question, one text; what is wrong with it is said where it stands. */
export function AskDialog(props: AskProps) {
  const { title, label, hint, action, value = '', lines = false, send, onClose } = props;
  const { t, fault } = useLocale();
  const id = useId();
  const [text, setText] = useState(value);
  const [problem, setProblem] = useState<PlainFault | undefined>(undefined);
  const submit = async (): Promise<void> => {
    const sent = await send(text.trim());
    if (sent.ok) onClose();
    else setProblem(sent);
  };
  const shared = {
    id,
    spellCheck: false,
    value: text,
    'data-autofocus': true,
    'aria-invalid': problem !== undefined,
    'aria-describedby': `${id}-hint`,
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        // The window's shortcuts are not for here.
        onKeyDown={(event) => event.stopPropagation()}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <DialogBody>
          <div className="field">
            <label htmlFor={id}>{label}</label>
            {lines ? (
              <textarea
                {...shared}
                className="text-input"
                rows={5}
                onChange={(event) => setText(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit();
                }}
              />
            ) : (
              <input
                {...shared}
                className="text-input"
                onChange={(event) => {
                  setText(event.target.value);
                  setProblem(undefined);
                }}
              />
            )}
            <p id={`${id}-hint`} className="ask-hint">
              {hint}
            </p>
            {problem !== undefined && (
              <p className="add-problem selectable" role="alert">
                {fault(problem)}
              </p>
            )}
          </div>
        </DialogBody>
        <DialogFoot>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" disabled={text.trim() === ''}>
            {action}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
