import { useEffect, useState } from 'react';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { report } from '../../stores/app.ts';
import { useOrganisation } from '../../stores/organisation.ts';
import { FolderField } from '../add/folder-field.tsx';
import { AmountField, SelectField, ShareFields, TextField } from './fields.tsx';
import type { RuleText } from './rule-text.ts';

interface RuleFormProps {
  readonly rule: RuleText;
  onChange(rule: RuleText): void;
}

/** What a torrent must be like, and what then becomes of it. */
export function RuleForm({ rule, onChange }: RuleFormProps) {
  const { t } = useLocale();
  const categories = useOrganisation((state) => state.categories);
  const [recent, setRecent] = useState<readonly string[]>([]);
  useEffect(() => {
    void report(api.saveFolders()).then((folders) => folders && setRecent(folders.recent));
  }, []);
  const set = (change: Partial<RuleText>): void => onChange({ ...rule, ...change });
  const mib = t('organise.mib');
  const kib = t('organise.kib');
  return (
    <>
      <TextField label={t('organise.name')} value={rule.name} onChange={(name) => set({ name })} />
      <h3 className="organise-head">{t('organise.when')}</h3>
      <TextField
        label={t('organise.tracker')}
        value={rule.tracker}
        onChange={(tracker) => set({ tracker })}
      />
      <TextField
        label={t('organise.contains')}
        hint={t('organise.containsHint')}
        value={rule.contains}
        onChange={(contains) => set({ contains })}
      />
      <AmountField
        label={t('organise.sizeFrom')}
        unit={mib}
        value={rule.sizeFrom}
        onChange={(sizeFrom) => set({ sizeFrom })}
      />
      <AmountField
        label={t('organise.sizeTo')}
        unit={mib}
        value={rule.sizeTo}
        onChange={(sizeTo) => set({ sizeTo })}
      />
      <TextField
        label={t('organise.label')}
        hint={t('organise.labelHint')}
        value={rule.label}
        onChange={(label) => set({ label })}
      />
      <h3 className="organise-head">{t('organise.becomes')}</h3>
      <SelectField
        label={t('organise.category')}
        value={rule.category}
        options={[
          ['', t('organise.undecided')],
          ...categories.map(({ name }) => [name, name] as const),
        ]}
        onChange={(category) => set({ category })}
      />
      <TextField
        label={t('organise.tags')}
        hint={t('organise.tagsHint')}
        value={rule.tags}
        onChange={(tags) => set({ tags })}
      />
      <FolderField
        label={t('organise.folder')}
        value={rule.savePath}
        recent={recent}
        onChange={(savePath) => set({ savePath })}
      />
      <AmountField
        label={t('organise.down')}
        unit={kib}
        value={rule.down}
        onChange={(down) => set({ down })}
      />
      <AmountField
        label={t('organise.up')}
        unit={kib}
        value={rule.up}
        onChange={(up) => set({ up })}
      />
      <h3 className="organise-head">{t('organise.shareTitle')}</h3>
      <ShareFields value={rule.share} onChange={(share) => set({ share })} />
    </>
  );
}
