import './import.css';
import { useState } from 'react';
import type { PlainFault } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { FolderField } from '../add/folder-field.tsx';

/** All torrents with what is known of them, into a folder of their own. */
export function ExportDialog() {
  const { t, fault: tell } = useLocale();
  const [folder, setFolder] = useState('');
  const [fault, setFault] = useState<PlainFault>();

  const save = async (): Promise<void> => {
    const saved = await api.exportTorrents({ folder: folder.trim() });
    if (saved.ok) closeDialog();
    else setFault(saved);
  };

  return (
    <Dialog size="medium" title={t('import.exportTitle')} onClose={closeDialog}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <DialogBody>
          <FolderField
            first
            label={t('import.exportTo')}
            value={folder}
            recent={[]}
            onChange={(path) => {
              setFolder(path);
              setFault(undefined);
            }}
          />
          <p className="import-hint">{t('import.exportHint')}</p>
          {fault !== undefined && (
            <p className="import-fault selectable" role="alert">
              {tell(fault)}
            </p>
          )}
        </DialogBody>
        <DialogFoot>
          <Button onClick={closeDialog}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" disabled={folder.trim() === ''}>
            {t('import.export')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
