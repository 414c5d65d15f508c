import { useEffect, useState } from 'react';
import { isValidSetting } from '../../../preload/contract/settings.ts';
import { api } from '../../api.ts';
import { type Locale, useLocale } from '../../i18n/locale.tsx';
import { report } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';
import { WeekGrid } from '../limits/week-grid.tsx';
import { factorOf, labelOf, optionOf, type SettingRow } from './setting-text.ts';

interface ControlProps {
  readonly id: string;
  readonly row: SettingRow;
  readonly value: unknown;
  change(value: boolean | number | string): void;
}

function numberHint({ setting }: SettingRow, { t, format }: Locale): string {
  if (setting.type !== 'number') return '';
  const factor = factorOf(setting);
  const range = t('settings.range', {
    min: format.count(Math.ceil(setting.min / factor)),
    max: format.count(Math.floor(setting.max / factor)),
  });
  const zero = {
    unlimited: t('settings.zeroUnlimited'),
    automatic: t('settings.zeroAutomatic'),
    off: t('settings.zeroOff'),
  };
  return setting.zero === undefined ? range : `${range} · ${zero[setting.zero]}`;
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

  const parsed = setting.type === 'number' ? Math.round(Number(text) * factor) : text;
  const valid =
    text.trim() !== '' || setting.type === 'text' ? isValidSetting(setting, parsed) : false;
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
  const unit = setting.type === 'number' ? t(`settings.unit.${setting.unit}`) : '';
  const isFolder = setting.type === 'text' && setting.folder === true;
  return (
    <span className="setting-typed">
      <span className="setting-line">
        <input
          id={id}
          className={`text-input numbers${setting.type === 'number' ? ' setting-number' : ''}`}
          inputMode={setting.type === 'number' ? 'numeric' : 'text'}
          spellCheck={false}
          aria-invalid={!valid}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === 'Enter' && commit()}
        />
        {unit !== '' && <span className="setting-unit">{unit}</span>}
        {isFolder && (
          <Button
            onClick={() =>
              void report(api.chooseFolder({ from: text })).then(
                (path) => path !== undefined && change(path),
              )
            }
          >
            {t('action.browse')}
          </Button>
        )}
      </span>
      {setting.type === 'number' && (
        <small className={valid ? '' : 'setting-bad'}>{numberHint(row, locale)}</small>
      )}
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
        <select
          id={id}
          className="text-input select"
          value={String(value)}
          onChange={(event) => change(event.target.value)}
        >
          {setting.options.map((option) => (
            <option key={option} value={option}>
              {optionOf(key, option, locale)}
            </option>
          ))}
        </select>
      );
    default:
      if (setting.type === 'text' && setting.format === 'schedule')
        return (
          <WeekGrid id={id} label={labelOf(row, locale)} value={String(value)} change={change} />
        );
      return <TypedControl {...props} />;
  }
}
