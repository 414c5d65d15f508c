import { type ReactNode, useId } from 'react';
import { useLocale } from '../../i18n/locale.tsx';
import { Select } from '../../ui/select.tsx';
import { isAmount, type ShareText } from './typed.ts';

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly children: (id: string) => ReactNode;
}

/** A label with its control, and a word below it. */
export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div className="organise-field">
      <label htmlFor={id}>{label}</label>
      <div>
        {children(id)}
        {hint !== undefined && <small>{hint}</small>}
      </div>
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly first?: boolean;
  onChange(value: string): void;
}

export const TextField = ({ label, value, hint, first, onChange }: TextFieldProps) => (
  <Field label={label} hint={hint}>
    {(id) => (
      <input
        id={id}
        className="text-input"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        {...(first === true ? { 'data-autofocus': true } : {})}
      />
    )}
  </Field>
);

interface AmountFieldProps extends Omit<TextFieldProps, 'first'> {
  readonly unit: string;
}

/** A number with its unit; what is no number is marked. */
export const AmountField = ({ label, value, hint, unit, onChange }: AmountFieldProps) => (
  <Field label={label} hint={hint}>
    {(id) => (
      <span className="organise-amount">
        <input
          id={id}
          className="text-input numbers"
          inputMode="decimal"
          aria-invalid={!isAmount(value)}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
        {unit !== '' && <span>{unit}</span>}
      </span>
    )}
  </Field>
);

interface SelectFieldProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  onChange(value: T): void;
}

export function SelectField<T extends string>({
  label,
  value,
  options,
  onChange,
}: SelectFieldProps<T>) {
  return (
    <Field label={label}>
      {(id) => (
        <Select id={id} value={value} onChange={(event) => onChange(event.target.value as T)}>
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

interface ShareFieldsProps {
  readonly value: ShareText;
  onChange(value: ShareText): void;
}

/** When a torrent has given enough; what is left empty is inherited. */
export function ShareFields({ value, onChange }: ShareFieldsProps) {
  const { t } = useLocale();
  const set = (change: Partial<ShareText>): void => onChange({ ...value, ...change });
  return (
    <>
      <AmountField
        label={t('organise.ratio')}
        hint={t('organise.ratioHint')}
        unit=""
        value={value.ratio}
        onChange={(ratio) => set({ ratio })}
      />
      <AmountField
        label={t('organise.seeding')}
        unit={t('organise.minutes')}
        value={value.seeding}
        onChange={(seeding) => set({ seeding })}
      />
      <AmountField
        label={t('organise.idle')}
        unit={t('organise.minutes')}
        value={value.idle}
        onChange={(idle) => set({ idle })}
      />
      <SelectField
        label={t('organise.after')}
        value={value.action}
        options={[
          ['', t('organise.inherited')],
          ['pause', t('organise.pauseIt')],
          ['remove', t('organise.removeIt')],
          ['super-seed', t('organise.superSeedIt')],
        ]}
        onChange={(action) => set({ action })}
      />
      <SelectField
        label={t('organise.onlySeed')}
        value={value.keep}
        options={[
          ['', t('organise.inherited')],
          ['yes', t('organise.goesOn')],
          ['no', t('organise.stopsToo')],
        ]}
        onChange={(keep) => set({ keep })}
      />
      <p className="organise-hint">{t('organise.emptyInherits')}</p>
    </>
  );
}
