import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import type { PlainFault } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog } from '../../stores/app.ts';
import { useOrganisation } from '../../stores/organisation.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog, DialogFoot } from '../../ui/dialog.tsx';
import { RuleForm } from './rule-form.tsx';
import { emptyRule, isRuleText, type RuleText, ruleOfText, ruleText } from './rule-text.ts';

/** Rules for torrents being added: their order on the left, one of them on the right. */
export function RulesDialog() {
  const { t, fault: tell } = useLocale();
  const [rules, setRules] = useState<readonly RuleText[]>(() =>
    useOrganisation.getState().rules.map(ruleText),
  );
  const [chosen, setChosen] = useState(0);
  const [fault, setFault] = useState<PlainFault>();
  const rule = rules[chosen];

  const change = (now: readonly RuleText[], at: number): void => {
    setRules(now);
    setChosen(Math.max(0, Math.min(at, now.length - 1)));
    setFault(undefined);
  };
  const set = (at: number, one: RuleText): void =>
    change(
      rules.map((before, index) => (index === at ? one : before)),
      at,
    );
  const move = (by: -1 | 1): void => {
    const now = [...rules];
    const [one] = now.splice(chosen, 1);
    if (one !== undefined) now.splice(chosen + by, 0, one);
    change(now, chosen + by);
  };
  const page = useRef<HTMLDivElement>(null);
  /** What was pressed may be gone or greyed now: the keyboard goes on in what is shown. */
  const goOn = (): void =>
    void requestAnimationFrame(() =>
      page.current?.querySelector<HTMLElement>('input, button')?.focus(),
    );
  const add = (): void => {
    change(
      [...rules, emptyRule(t('organise.ruleName', { number: rules.length + 1 }))],
      rules.length,
    );
    goOn();
  };
  const remove = (): void => {
    change(
      rules.filter((_, index) => index !== chosen),
      chosen,
    );
    goOn();
  };
  const save = async (): Promise<void> => {
    const saved = await api.saveRules({ rules: rules.map(ruleOfText) });
    if (saved.ok) {
      closeDialog();
      return;
    }
    const at = rules.findIndex((one) => one.name === saved.subject);
    if (at !== -1) setChosen(at);
    setFault(saved);
  };

  return (
    <Dialog size="large" title={t('organise.rulesTitle')} onClose={closeDialog}>
      <div className="organise-rules">
        <div className="organise-rule-list">
          <ol aria-label={t('organise.rulesTitle')}>
            {rules.map((one, index) => (
              <li key={one.key} data-chosen={index === chosen}>
                <input
                  type="checkbox"
                  aria-label={t('organise.ruleOn', { name: one.name })}
                  checked={one.enabled}
                  onChange={(event) => set(index, { ...one, enabled: event.target.checked })}
                />
                <button
                  type="button"
                  className="cut"
                  aria-current={index === chosen}
                  onClick={() => setChosen(index)}
                >
                  {one.name}
                </button>
              </li>
            ))}
          </ol>
          <div className="organise-rule-tools">
            <IconButton label={t('organise.newRule')} onClick={add}>
              <Plus size={16} />
            </IconButton>
            <IconButton
              label={t('organise.removeRule')}
              disabled={rule === undefined}
              onClick={remove}
            >
              <Trash2 size={16} />
            </IconButton>
            <IconButton
              label={t('organise.moveUp')}
              disabled={chosen === 0}
              onClick={() => move(-1)}
            >
              <ArrowUp size={16} />
            </IconButton>
            <IconButton
              label={t('organise.moveDown')}
              disabled={chosen >= rules.length - 1}
              onClick={() => move(1)}
            >
              <ArrowDown size={16} />
            </IconButton>
          </div>
        </div>
        <div ref={page} className="organise-rule-page">
          {rule === undefined ? (
            <div className="organise-rule-none">
              <p>{t('organise.noRules')}</p>
              <Button icon={<Plus size={15} />} data-autofocus onClick={add}>
                {t('organise.firstRule')}
              </Button>
            </div>
          ) : (
            <RuleForm key={rule.key} rule={rule} onChange={(one) => set(chosen, one)} />
          )}
          {fault !== undefined && (
            <p className="organise-fault selectable" role="alert">
              {tell(fault)}
            </p>
          )}
        </div>
      </div>
      <DialogFoot>
        <span className="organise-hint grow">{t('organise.rulesHint')}</span>
        <Button onClick={closeDialog}>{t('action.cancel')}</Button>
        <Button look="primary" disabled={!rules.every(isRuleText)} onClick={() => void save()}>
          {t('organise.save')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
