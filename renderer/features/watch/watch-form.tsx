import { useLocale } from '../../i18n/locale.tsx';
import { useOrganisation } from '../../stores/organisation.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { FolderField } from '../add/folder-field.tsx';
import { SelectField, TextField } from '../organise/fields.tsx';
import type { WatchText } from './watch-text.ts';

interface WatchFormProps {
  readonly folder: WatchText;
  readonly recent: readonly string[];
  onChange(folder: WatchText): void;
}

/** Which folder, and what becomes of what comes into it. */
export function WatchForm({ folder, recent, onChange }: WatchFormProps) {
  const { t } = useLocale();
  const categories = useOrganisation((state) => state.categories);
  const set = (change: Partial<WatchText>): void => onChange({ ...folder, ...change });
  return (
    <>
      <FolderField
        label={t('watch.path')}
        value={folder.path}
        recent={[]}
        onChange={(path) => set({ path })}
      />
      <Checkbox checked={folder.subfolders} onChange={(subfolders) => set({ subfolders })}>
        {t('watch.subfolders')}
      </Checkbox>
      <p className="organise-hint">{t('watch.subfoldersHint')}</p>
      <FolderField
        label={t('watch.savePath')}
        value={folder.savePath}
        recent={recent}
        onChange={(savePath) => set({ savePath })}
      />
      <Checkbox checked={folder.byRules} onChange={(byRules) => set({ byRules })}>
        {t('watch.byRules')}
      </Checkbox>
      <SelectField
        label={t('organise.category')}
        value={folder.category}
        options={[
          ['', t('watch.undecided')],
          ...categories.map(({ name }) => [name, name] as const),
        ]}
        onChange={(category) => set({ category })}
      />
      <TextField
        label={t('organise.tags')}
        hint={t('organise.tagsHint')}
        value={folder.tags}
        onChange={(tags) => set({ tags })}
      />
      <SelectField
        label={t('watch.start')}
        value={folder.paused ? 'paused' : 'running'}
        options={[
          ['running', t('watch.running')],
          ['paused', t('watch.paused')],
        ]}
        onChange={(start) => set({ paused: start === 'paused' })}
      />
      <SelectField
        label={t('watch.taken')}
        value={folder.taken}
        options={[
          ['mark', t('watch.mark')],
          ['trash', t('watch.trash')],
        ]}
        onChange={(taken) => set({ taken })}
      />
    </>
  );
}
