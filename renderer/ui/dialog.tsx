import './dialog.css';
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { useLocale } from '../i18n/locale.tsx';
import { IconButton } from './button.tsx';

interface DialogProps {
  readonly title: string;
  readonly description?: string | undefined;
  readonly size?: 'small' | 'medium' | 'wide' | 'large' | 'tall';
  onClose(): void;
  readonly children: ReactNode;
}

/** Where the dialog says, or into its first field, so that Enter answers it; never on the button that closes it. */
function focusFirst(event: Event): void {
  const content = event.currentTarget;
  if (!(content instanceof HTMLElement)) return;
  const first =
    content.querySelector<HTMLElement>('[data-autofocus]') ??
    content.querySelector<HTMLElement>('.dialog-body :is(input, select, textarea):enabled') ??
    content;
  event.preventDefault();
  first.focus();
}

/** Back to where the keyboard was, or to the list. */
function focusAgain(before: Element | null): void {
  const there = before instanceof HTMLElement && before !== document.body && before.isConnected;
  (there ? before : document.getElementById('torrents'))?.focus();
}

/** A question in the middle of the window. Escape and a click beside it close it. */
export function Dialog({ title, description, size = 'medium', onClose, children }: DialogProps) {
  const { t } = useLocale();
  const before = useRef(document.activeElement);
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-shade" />
        <Radix.Content
          className={`dialog dialog-${size}`}
          onOpenAutoFocus={focusFirst}
          onKeyDownCapture={(event) => {
            // Taken by a tooltip, which is a layer of its own: but who presses it means the dialog.
            const isTaken = event.defaultPrevented && event.key === 'Escape';
            if (isTaken && event.currentTarget.contains(event.target as Node)) onClose();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            focusAgain(before.current);
          }}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className="dialog-head">
            <Radix.Title className="dialog-title cut">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label={t('action.close')}>
                <X size={16} />
              </IconButton>
            </Radix.Close>
          </header>
          {description !== undefined && (
            <Radix.Description className="visually-hidden">{description}</Radix.Description>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** `reading`: nothing in it takes the keyboard, so that it does itself, to be scrolled. */
export const DialogBody = ({
  reading = false,
  children,
}: {
  readonly reading?: boolean;
  readonly children: ReactNode;
}) => (
  <div
    className="dialog-body"
    {...(reading ? { tabIndex: 0, role: 'document', 'data-autofocus': true } : {})}
  >
    {children}
  </div>
);

export const DialogFoot = ({ children }: { readonly children: ReactNode }) => (
  <footer className="dialog-foot">{children}</footer>
);
