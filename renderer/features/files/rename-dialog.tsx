import './files.css';
import { useId, useState } from 'react';
import type { InfoHash, PlainFault } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';

export interface RenameProps {
  readonly id: InfoHash;
  /** Below the save folder. */
  readonly path: string;
  /** The file's index; undefined: a folder. */
  readonly file: number | undefined;
}

/** A new name for a file or a folder of a torrent, in its place. */
export function RenameDialog({ id, path, file }: RenameProps) {
  const { t, fault: tell } = useLocale();
  const field = useId();
  const at = path.lastIndexOf('/') + 1;
  const [name, setName] = useState(path.slice(at));
  const [fault, setFault] = useState<PlainFault>();

  const rename = async (): Promise<void> => {
    const to = path.slice(0, at) + name;
    const renamed =
      file === undefined
        ? await api.renameFolder({ id, from: path, to })
        : await api.renameFiles({ id, changes: [{ file, path: to }] });
    if (renamed.ok) closeDialog();
    else setFault(renamed);
  };

  return (
    <Dialog size="small" title={t('files.renameTitle')} onClose={closeDialog}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void rename();
        }}
      >
        <DialogBody>
          <div className="field">
            <label htmlFor={field}>{t('files.newName')}</label>
            <input
              id={field}
              className="text-input"
              data-autofocus
              spellCheck={false}
              value={name}
              onChange={(event) => {
                setName(event.target.value);
                setFault(undefined);
              }}
            />
          </div>
          {fault !== undefined && (
            <p className="files-fault selectable" role="alert">
              {tell(fault)}
            </p>
          )}
        </DialogBody>
        <DialogFoot>
          <Button onClick={closeDialog}>{t('action.cancel')}</Button>
          <Button
            type="submit"
            look="primary"
            disabled={name.trim() === '' || name === path.slice(at)}
          >
            {t('files.rename')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
