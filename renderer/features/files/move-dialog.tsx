import './files.css';
import { useEffect, useState } from 'react';
import type { InfoHash, PlainFault } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog, report } from '../../stores/app.ts';
import { useTorrents } from '../../stores/torrents.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { FolderField } from '../add/folder-field.tsx';

type OnConflict = 'stop' | 'merge' | 'rename';

/** Where to, and what to do when something is there already. */
export function MoveDialog({ ids }: { readonly ids: readonly InfoHash[] }) {
  const { t, fault: tell } = useLocale();
  const rows = ids.flatMap((id) => useTorrents.getState().byId.get(id) ?? []);
  const [folder, setFolder] = useState(rows[0]?.savePath ?? '');
  const [recent, setRecent] = useState<readonly string[]>([]);
  const [fault, setFault] = useState<PlainFault>();
  const [busy, setBusy] = useState(false);
  const inTheWay = fault?.code === 'move-exists';

  useEffect(() => {
    void report(api.saveFolders()).then((known) => known && setRecent(known.recent));
  }, []);

  const move = async (onConflict: OnConflict): Promise<void> => {
    setBusy(true);
    const begun = await api.move({ ids, folder: folder.trim(), onConflict });
    setBusy(false);
    if (begun.ok) closeDialog();
    else setFault(begun);
  };
  const unchanged = rows.every((row) => row.savePath === folder.trim());

  return (
    <Dialog size="medium" title={t('files.moveTitle', { count: ids.length })} onClose={closeDialog}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!inTheWay) void move('stop');
        }}
      >
        <DialogBody>
          <FolderField
            first
            label={t('files.moveTo')}
            value={folder}
            recent={recent}
            onChange={(path) => {
              setFolder(path);
              setFault(undefined);
            }}
          />
          <p className="files-hint">{t('files.moveHint')}</p>
          {fault !== undefined && (
            <p className="files-fault selectable" role="alert">
              {tell(fault)}
            </p>
          )}
          {inTheWay && (
            <div className="files-choices">
              <Button onClick={() => void move('merge')}>{t('files.merge')}</Button>
              <small>{t('files.mergeHint')}</small>
              <Button onClick={() => void move('rename')}>{t('files.beside')}</Button>
              <small>{t('files.besideHint')}</small>
            </div>
          )}
        </DialogBody>
        <DialogFoot>
          <Button onClick={closeDialog}>{t('action.cancel')}</Button>
          <Button
            type="submit"
            look="primary"
            busy={busy || inTheWay}
            disabled={unchanged || folder.trim() === ''}
          >
            {t('files.move')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
