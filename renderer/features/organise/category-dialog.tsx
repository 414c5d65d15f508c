import { useEffect, useState } from 'react';
import type { InfoHash } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { report } from '../../stores/app.ts';
import { useOrganisation } from '../../stores/organisation.ts';
import { FolderField } from '../add/folder-field.tsx';
import { AmountField, ShareFields, TextField } from './fields.tsx';
import { FormDialog } from './form-dialog.tsx';
import { bytesOf, bytesText, isAmount, isShareText, shareOfText, shareText } from './typed.ts';

const KiB = 1024;

interface CategoryDialogProps {
  readonly was: string | undefined;
  readonly name: string;
  /** Those that the new category is for. */
  readonly ids: readonly InfoHash[];
}

/** A new category, or everything about one that is there. */
export function CategoryDialog({ was, name: first, ids }: CategoryDialogProps) {
  const { t } = useLocale();
  const known = useOrganisation.getState().categories.find((one) => one.name === was);
  const [name, setName] = useState(first);
  const [folder, setFolder] = useState(known?.savePath ?? '');
  const [down, setDown] = useState(bytesText(known?.downLimit, KiB));
  const [up, setUp] = useState(bytesText(known?.upLimit, KiB));
  const [share, setShare] = useState(shareText(known?.share ?? {}));
  const [recent, setRecent] = useState<readonly string[]>([]);
  useEffect(() => {
    void report(api.saveFolders()).then((folders) => folders && setRecent(folders.recent));
  }, []);

  const save = async () => {
    const category = {
      name: name.trim(),
      savePath: folder.trim(),
      downLimit: bytesOf(down, KiB) ?? 0,
      upLimit: bytesOf(up, KiB) ?? 0,
      share: shareOfText(share),
    };
    const saved = await api.saveCategory(was === undefined ? { category } : { category, was });
    if (!saved.ok || ids.length === 0) return saved;
    return api.setCategory({ ids, category: category.name });
  };

  return (
    <FormDialog
      title={was === undefined ? t('organise.newCategory') : t('organise.editCategory')}
      confirm={was === undefined ? t('organise.create') : t('organise.save')}
      valid={name.trim() !== '' && isAmount(down) && isAmount(up) && isShareText(share)}
      save={save}
    >
      <TextField
        first
        label={t('organise.name')}
        hint={t('organise.categoryHint')}
        value={name}
        onChange={setName}
      />
      <FolderField
        label={t('organise.categoryFolder')}
        value={folder}
        recent={recent}
        onChange={setFolder}
      />
      <p className="organise-hint">{t('organise.categoryFolderHint')}</p>
      <AmountField
        label={t('organise.down')}
        unit={t('organise.kib')}
        value={down}
        onChange={setDown}
      />
      <AmountField
        label={t('organise.up')}
        hint={t('organise.togetherHint')}
        unit={t('organise.kib')}
        value={up}
        onChange={setUp}
      />
      <h3 className="organise-head">{t('organise.shareTitle')}</h3>
      <ShareFields value={share} onChange={setShare} />
    </FormDialog>
  );
}
