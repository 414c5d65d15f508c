import './remove.css';
import { useState } from 'react';
import type { InfoHash } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog, pushToast, report } from '../../stores/app.ts';
import { useTorrents } from '../../stores/torrents.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';

const NAMES = 5;

interface ChoiceProps {
  readonly checked: boolean;
  readonly title: string;
  readonly hint: string;
  choose(): void;
}

const Choice = ({ checked, title, hint, choose }: ChoiceProps) => (
  <label className="radio">
    <input type="radio" name="removal" checked={checked} onChange={choose} />
    <span>{title}</span>
    <small>{hint}</small>
  </label>
);

/** Asked once: only from the list, or the files too. */
export function RemoveDialog({ ids }: { readonly ids: readonly InfoHash[] }) {
  const { t } = useLocale();
  const [files, setFiles] = useState(false);
  const names = ids.map((id) => useTorrents.getState().byId.get(id)?.name ?? id);

  const remove = async (): Promise<void> => {
    closeDialog();
    const removal = await report(api.remove({ ids, files }));
    if (removal !== undefined) pushToast({ kind: 'removed', removal, name: names[0] ?? '' });
  };

  return (
    <Dialog size="small" title={t('remove.title', { count: ids.length })} onClose={closeDialog}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void remove();
        }}
      >
        <DialogBody>
          <ul className="remove-names">
            {names.slice(0, NAMES).map((name, index) => (
              <li key={ids[index]} className="cut">
                {name}
              </li>
            ))}
            {names.length > NAMES && <li>…</li>}
          </ul>
          <div>
            <Choice
              checked={!files}
              title={t('remove.list')}
              hint={t('remove.listHint')}
              choose={() => setFiles(false)}
            />
            <Choice
              checked={files}
              title={t('remove.files')}
              hint={t('remove.filesHint')}
              choose={() => setFiles(true)}
            />
          </div>
        </DialogBody>
        <DialogFoot>
          <Button onClick={closeDialog}>{t('action.cancel')}</Button>
          <Button type="submit" look={files ? 'danger' : 'primary'} data-autofocus>
            {files ? t('remove.confirmFiles') : t('remove.confirmList')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
