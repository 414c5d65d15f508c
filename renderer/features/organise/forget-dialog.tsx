import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { useTorrents } from '../../stores/torrents.ts';
import { FormDialog } from './form-dialog.tsx';

interface ForgetDialogProps {
  readonly facet: 'category' | 'tag';
  readonly name: string;
}

/** A category or tag goes; its torrents and their files stay. */
export function ForgetDialog({ facet, name }: ForgetDialogProps) {
  const { t } = useLocale();
  const rows = [...useTorrents.getState().byId.values()];
  const count = rows.filter(({ category, tags }) =>
    facet === 'tag' ? tags.includes(name) : category === name || category.startsWith(`${name}/`),
  ).length;
  return (
    <FormDialog
      size="small"
      title={
        facet === 'tag'
          ? t('organise.removeTagTitle', { name })
          : t('organise.removeCategoryTitle', { name })
      }
      confirm={t('organise.remove')}
      danger
      save={() => (facet === 'tag' ? api.removeTag({ tag: name }) : api.removeCategory({ name }))}
    >
      <p>
        {facet === 'tag'
          ? t('organise.removeTagText', { count })
          : t('organise.removeCategoryText', { count })}
      </p>
    </FormDialog>
  );
}
