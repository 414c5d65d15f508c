import './files.css';
import { useState } from 'react';
import type { InfoHash, Located, PlainFault } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog } from '../../stores/app.ts';
import { useTorrents } from '../../stores/torrents.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { FolderField } from '../add/folder-field.tsx';

/** Rows that are shown; the rest is counted. */
const SHOWN = 500;

/** “The data is over here”: shows what fits before anything is changed. */
export function LocateDialog({ id }: { readonly id: InfoHash }) {
  const { t, format, fault: tell } = useLocale();
  const row = useTorrents((state) => state.byId.get(id));
  const [folder, setFolder] = useState(row?.savePath ?? '');
  const [located, setLocated] = useState<Located>();
  const [fault, setFault] = useState<PlainFault>();
  const [busy, setBusy] = useState(false);

  const look = async (): Promise<void> => {
    setBusy(true);
    const answer = await api.locate({ id, folder: folder.trim() });
    setBusy(false);
    setFault(answer.ok ? undefined : answer);
    setLocated(answer.ok ? answer.value : undefined);
  };
  const take = async (): Promise<void> => {
    const used = await api.takeLocated({ id, folder: folder.trim() });
    if (used.ok) closeDialog();
    else setFault(used);
  };
  const found = located?.files.filter((file) => file.match === 'hash' || file.match === 'size');

  return (
    <Dialog
      size="tall"
      title={t('files.locateTitle', { name: row?.name ?? '' })}
      onClose={closeDialog}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void (located === undefined ? look() : take());
        }}
      >
        <DialogBody>
          <FolderField
            first
            label={t('files.locateIn')}
            value={folder}
            recent={[]}
            onChange={(path) => {
              setFolder(path);
              setLocated(undefined);
              setFault(undefined);
            }}
          />
          <p className="files-hint">{t('files.locateHint')}</p>
          {fault !== undefined && (
            <p className="files-fault selectable" role="alert">
              {tell(fault)}
            </p>
          )}
          {located !== undefined && (
            <>
              <p role="status">
                {t('files.located', { found: found?.length ?? 0, count: located.files.length })}
              </p>
              <ul
                className="files-located"
                // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
                tabIndex={0}
                aria-label={t('details.files')}
              >
                {located.files.slice(0, SHOWN).map((file) => (
                  <li key={file.path} className={`files-match-${file.match}`}>
                    <span className="cut" title={file.path}>
                      {file.path}
                    </span>
                    <span>{format.bytes(file.length)}</span>
                    <span className="cut" title={file.found}>
                      {file.found ?? ''}
                    </span>
                    <span>{t(`files.match.${file.match}`)}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </DialogBody>
        <DialogFoot>
          <Button onClick={closeDialog}>{t('action.cancel')}</Button>
          {located === undefined ? (
            <Button type="submit" look="primary" busy={busy} disabled={folder.trim() === ''}>
              {t('files.look')}
            </Button>
          ) : (
            <Button type="submit" look="primary" disabled={found?.length === 0}>
              {t('files.useFolder')}
            </Button>
          )}
        </DialogFoot>
      </form>
    </Dialog>
  );
}
