import { useState } from 'react';
import type { InfoHash } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { useOrganisation } from '../../stores/organisation.ts';
import { TextField } from './fields.tsx';
import { FormDialog } from './form-dialog.tsx';

interface TagDialogProps {
  readonly was: string | undefined;
  /** Those that get the new tag. */
  readonly ids: readonly InfoHash[];
}

/** A new tag, or a new name for one. */
export function TagDialog({ was, ids }: TagDialogProps) {
  const { t } = useLocale();
  const [text, setText] = useState(was ?? '');
  const tag = text.trim();
  const merges = was !== undefined && tag !== was && useOrganisation.getState().tags.includes(tag);

  const save = () => {
    if (was !== undefined) return api.renameTag({ tag: was, to: tag });
    return ids.length > 0 ? api.setTags({ ids, add: [tag] }) : api.createTag({ tag });
  };

  return (
    <FormDialog
      size="small"
      title={was === undefined ? t('organise.newTag') : t('organise.renameTag')}
      confirm={was === undefined ? t('organise.create') : t('organise.save')}
      valid={tag !== '' && tag !== was}
      save={save}
    >
      <TextField first label={t('organise.name')} value={text} onChange={setText} />
      {merges && <p className="organise-hint">{t('organise.tagsMerge', { tag })}</p>}
    </FormDialog>
  );
}
