import { useEffect, useState } from 'react';
import { isValidSetting } from '../../../preload/contract/settings.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { report } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { WeekGrid } from '../limits/week-grid.tsx';
import {
  factorOf,
  labelOf,
  optionOf,
  rangeOf,
  type SettingRow,
  typedValue,
  unitOf,
} from './setting-text.ts';

interface ControlProps {
  readonly id: string;
  readonly row: SettingRow;
  readonly value: unknown;
  change(value: boolean | number | string): void;
}

/** Typed numbers and texts count when the field is left or Enter is pressed; a value out of range says so. */
function TypedControl({ id, row, value, change }: ControlProps) {
  const locale = useLocale();
  const { t } = locale;
  const { setting } = row;
  const factor = factorOf(setting);
  const shown = setting.type === 'number' ? String(Number(value) / factor) : String(value);
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);

  const parsed = typedValue(setting, text);
  const valid = isValidSetting(setting, parsed);
  const commit = (): void => {
    if (valid && parsed !== value) change(parsed);
    else if (!valid) setText(shown);
  };

  if (setting.type === 'text' && setting.lines === true) {
    return (
      <textarea
        id={id}
        className="text-input setting-lines"
        rows={4}
        spellCheck={false}
        aria-invalid={!valid}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
      />
    );
  }
  const input = (
    <input
      id={id}
      className="text-input numbers"
      inputMode={setting.type === 'number' ? 'decimal' : 'text'}
      spellCheck={false}
      aria-invalid={!valid}
      {...(valid ? {} : { 'aria-describedby': `${id}-problem` })}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
  if (setting.type === 'number') {
    return (
      <span className="setting-typed">
        <span className="setting-number">
          {input}
          <span className="setting-unit">{unitOf(setting, locale)}</span>
        </span>
        {!valid && (
          <small id={`${id}-problem`} className="setting-bad">
            {rangeOf(setting, locale)}
          </small>
        )}
      </span>
    );
  }
  if (setting.type === 'text' && setting.folder !== true) return input;
  return (
    <span className="setting-folder">
      {input}
      <Button
        onClick={() =>
          void report(api.chooseFolder({ from: text })).then(
            (path) => path !== undefined && change(path),
          )
        }
      >
        {t('action.browse')}
      </Button>
    </span>
  );
}

/** The control that a setting's type asks for. */
export function Control(props: ControlProps) {
  const locale = useLocale();
  const { id, row, value, change } = props;
  const { setting, key } = row;
  switch (setting.type) {
    case 'boolean':
      return (
        <input
          id={id}
          type="checkbox"
          className="switch"
          checked={value === true}
          onChange={(event) => change(event.target.checked)}
        />
      );
    case 'choice':
      return (
        <Select id={id} value={String(value)} onChange={(event) => change(event.target.value)}>
          {setting.options.map((option) => (
            <option key={option} value={option}>
              {optionOf(key, option, locale)}
            </option>
          ))}
        </Select>
      );
    default:
      if (setting.type === 'text' && setting.format === 'schedule')
        return (
          <WeekGrid id={id} label={labelOf(row, locale)} value={String(value)} change={change} />
        );
      return <TypedControl {...props} />;
  }
}
