import { TriangleAlert, Wand2 } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import type { Offer, RuleOutcome } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { useOrganisation } from '../../stores/organisation.ts';
import { Select } from '../../ui/select.tsx';
import type { Outcomes } from './choices.ts';

/** What the rules make of each offer; asked again when the files of a link have come. */
export function useOutcomes(offers: readonly Offer[]): Outcomes {
  const hasRules = useOrganisation((state) => state.rules.length > 0);
  const [outcomes, setOutcomes] = useState<Outcomes>(new Map());
  useEffect(() => {
    if (!hasRules) return;
    let ended = false;
    void Promise.all(
      offers.map(async ({ offer }) => [offer, await api.previewRules({ offer })] as const),
    ).then((answers) => {
      if (ended) return;
      setOutcomes(
        new Map(answers.flatMap(([offer, told]) => (told.ok ? [[offer, told.value]] : []))),
      );
    });
    return () => {
      ended = true;
    };
  }, [offers, hasRules]);
  return outcomes;
}

interface OrganiseFieldsProps {
  readonly category: string;
  readonly tags: string;
  readonly outcome: RuleOutcome | undefined;
  setCategory(category: string): void;
  setTags(tags: string): void;
}

/** Category and tags, and which rules had a say in them. */
export function OrganiseFields(props: OrganiseFieldsProps) {
  const { category, tags, outcome, setCategory, setTags } = props;
  const { t, fault } = useLocale();
  const notes = outcome?.notes ?? [];
  const known = useOrganisation((state) => state.categories);
  const allTags = useOrganisation((state) => state.tags);
  const id = useId();
  const rules = outcome?.steps.map(({ rule }) => rule) ?? [];
  return (
    <div>
      <div className="add-organise">
        <div className="field">
          <label htmlFor={`${id}-category`}>{t('add.category')}</label>
          <Select
            id={`${id}-category`}
            value={category}
            onChange={(event) => setCategory(event.target.value)}
          >
            <option value="">{t('add.noCategory')}</option>
            {known.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </Select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-tags`}>{t('add.tags')}</label>
          <input
            id={`${id}-tags`}
            className="text-input"
            list={`${id}-known`}
            placeholder={t('add.tagsHint')}
            value={tags}
            onChange={(event) => setTags(event.target.value)}
          />
          <datalist id={`${id}-known`}>
            {allTags.map((tag) => (
              <option key={tag} value={tag} />
            ))}
          </datalist>
        </div>
      </div>
      {rules.length > 0 && (
        <p className="add-rules">
          <Wand2 size={13} aria-hidden="true" />
          {t('add.byRules', { count: rules.length, rules: rules.join(', ') })}
        </p>
      )}
      {notes.map((note) => (
        <p key={note.message} className="add-rules" role="note">
          <TriangleAlert size={13} aria-hidden="true" />
          {fault(note)}
        </p>
      ))}
    </div>
  );
}
