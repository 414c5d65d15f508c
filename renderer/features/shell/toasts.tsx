import './toasts.css';
import { CircleCheck, Info, TriangleAlert, Undo2, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { useEffect } from 'react';
import { api } from '../../api.ts';
import { type Locale, useLocale } from '../../i18n/locale.tsx';
import { dropToast, report, type Toast, useApp } from '../../stores/app.ts';

const SHORT_MS = 4000;

function textOf(toast: Toast, { t, fault }: Locale): string {
  const { notice } = toast;
  switch (notice.kind) {
    case 'fault':
      return fault(notice.fault);
    case 'added':
      return t('notice.added', { name: notice.name });
    case 'present':
      return t('notice.present', { name: notice.name });
    case 'taken':
      return notice.added > 0
        ? t('notice.taken', { count: notice.added, name: notice.name, folder: notice.folder })
        : t('notice.takenPresent', {
            count: notice.present,
            name: notice.name,
            folder: notice.folder,
          });
    case 'moved':
      return t('notice.moved', { name: notice.name, folder: notice.folder });
    case 'noTray':
      return t('notice.noTray');
    case 'completed':
      return t('notice.completed', { name: notice.name });
    case 'removed':
      return t('remove.done', { count: notice.removal.ids.length, name: notice.name });
  }
}

const icons = {
  fault: TriangleAlert,
  present: Info,
  added: CircleCheck,
  completed: CircleCheck,
  noTray: Info,
  moved: CircleCheck,
  taken: CircleCheck,
  removed: Info,
};

/** Errors stay until they are read, and so does what offers something; a removal goes when main says that it is final. */
const lifeOf = ({ notice }: Toast): number => {
  const asks = notice.kind === 'present' && notice.newTrackers.length > 0;
  const stays = ['fault', 'removed', 'noTray'].includes(notice.kind);
  return asks || stays ? Number.POSITIVE_INFINITY : SHORT_MS;
};

function One({ toast }: { readonly toast: Toast }) {
  const locale = useLocale();
  const { t } = locale;
  const { notice, key } = toast;
  const Icon = icons[notice.kind];
  const isFault = notice.kind === 'fault';
  return (
    <Radix.Root
      className={`toast${isFault ? ' toast-bad' : ''}`}
      type={isFault ? 'foreground' : 'background'}
      duration={lifeOf(toast)}
      onOpenChange={(open) => !open && dropToast(key)}
    >
      <Icon className="toast-icon" size={16} aria-hidden="true" />
      <Radix.Description className="toast-text selectable">
        {textOf(toast, locale)}
      </Radix.Description>
      {notice.kind === 'removed' && (
        <Radix.Action asChild altText={t('action.undo')}>
          <button
            type="button"
            className="toast-action"
            onClick={() => void report(api.undoRemove({ removal: notice.removal.removal }))}
          >
            <Undo2 size={14} aria-hidden="true" /> {t('action.undo')}
          </button>
        </Radix.Action>
      )}
      {notice.kind === 'present' && notice.newTrackers.length > 0 && (
        <Radix.Action asChild altText={t('remedy.trackers')}>
          <button
            type="button"
            className="toast-action"
            onClick={() =>
              void report(api.addTrackers({ id: notice.id, urls: [...notice.newTrackers] }))
            }
          >
            {t('notice.mergeTrackers', { count: notice.newTrackers.length })}
          </button>
        </Radix.Action>
      )}
      <Radix.Close className="toast-close" aria-label={t('action.dismiss')}>
        <X size={14} />
      </Radix.Close>
    </Radix.Root>
  );
}

export function Toasts() {
  const { t } = useLocale();
  const toasts = useApp((state) => state.toasts);
  const none = toasts.length === 0;
  // The keyboard was with the last one of them: there it has nothing to do any more.
  useEffect(() => {
    const region = document.querySelector('.toasts');
    if (none && region?.contains(document.activeElement))
      document.getElementById('torrents')?.focus();
  }, [none]);
  return (
    <Radix.Provider label={t('notice.region')} swipeDirection="right">
      {toasts.map((toast) => (
        <One key={toast.key} toast={toast} />
      ))}
      <Radix.Viewport className="toasts" label={t('notice.region')} />
    </Radix.Provider>
  );
}
