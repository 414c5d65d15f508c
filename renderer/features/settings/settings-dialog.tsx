import './settings.css';
import { RotateCcw, Search } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import type { EngineSettings } from '../../../preload/contract/index.ts';
import type { AllSettings, SettingGroup } from '../../../preload/contract/settings.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { closeDialog, report, useApp } from '../../stores/app.ts';
import { useTorrents } from '../../stores/torrents.ts';
import { IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Control } from './control.tsx';
import { LinkHandlingRow } from './link-handling.tsx';
import {
  groupOrder,
  helpOf,
  labelOf,
  type SettingRow,
  searchSettings,
  zeroOf,
} from './setting-text.ts';
import { WatchFoldersRow } from './watch-row.tsx';

type Values = Partial<AllSettings>;

function useSettings() {
  const desktop = useApp((state) => state.desktop);
  const [engine, setEngine] = useState<EngineSettings | undefined>(undefined);
  // The schedule, the tray and the status bar switch it while the page is open.
  const slow = useTorrents((state) => state.status.slowMode);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when it was switched
  useEffect(() => {
    void report(api.engineSettings()).then(
      (settings) => settings !== undefined && setEngine(settings),
    );
  }, [slow]);
  const change = async (row: SettingRow, value: boolean | number | string): Promise<void> => {
    if (row.owner === 'desktop') await report(api.setDesktop({ [row.key]: value }));
    else {
      const settings = await report(api.setEngine({ [row.key]: value }));
      if (settings !== undefined) setEngine(settings);
    }
  };
  const values: Values = { ...desktop, ...engine };
  return { values, change };
}

interface LineProps {
  readonly row: SettingRow;
  readonly value: unknown;
  change(value: boolean | number | string): void;
}

function Line({ row, value, change }: LineProps) {
  const locale = useLocale();
  const id = useId();
  const help = helpOf(row, locale);
  const zero = zeroOf(row.setting, locale);
  const isDefault = value === row.setting.default;
  const isWide =
    row.setting.type === 'text' && (row.setting.lines === true || row.setting.folder === true);
  return (
    <div className={`setting${isWide ? ' setting-wide' : ''}`}>
      <label htmlFor={id}>
        {labelOf(row, locale)}
        {help !== '' && <small>{help}</small>}
        {zero !== '' && <small>{zero}</small>}
      </label>
      <div className="setting-control">
        <IconButton
          className="setting-reset"
          label={locale.t('action.reset')}
          style={{ visibility: isDefault ? 'hidden' : 'visible' }}
          onClick={() => {
            change(row.setting.default);
            // The button goes: the keyboard stays with the setting.
            document.getElementById(id)?.focus();
          }}
        >
          <RotateCcw size={14} />
        </IconButton>
        <Control id={id} row={row} value={value} change={change} />
      </div>
    </div>
  );
}

/** Every setting, made from the schemas: searched, applied at once, reset one by one. */
export function SettingsDialog({
  group: opened = 'look',
}: {
  readonly group?: SettingGroup | undefined;
}) {
  const locale = useLocale();
  const { t } = locale;
  const { values, change } = useSettings();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<SettingGroup>(opened);
  const found = searchSettings(text, locale).filter(
    (row) => values[row.key as keyof AllSettings] !== undefined,
  );
  const groups = groupOrder.filter((group) => found.some((row) => row.setting.group === group));
  const shown = text === '' ? groups.filter((group) => group === chosen) : groups;

  return (
    <Dialog
      size="large"
      title={t('settings.title')}
      description={t('settings.description')}
      onClose={closeDialog}
    >
      <div className="settings">
        <nav className="settings-nav" aria-label={t('settings.groups')}>
          <div className="filter">
            <Search className="filter-icon" size={14} aria-hidden="true" />
            <input
              type="text"
              data-autofocus
              className="filter-input"
              placeholder={t('settings.search')}
              aria-label={t('settings.search')}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </div>
          {groups.map((group) => (
            <button
              key={group}
              type="button"
              className="settings-group"
              aria-current={text === '' && group === chosen}
              onClick={() => {
                setText('');
                setChosen(group);
              }}
            >
              {t(`settings.group.${group}`)}
            </button>
          ))}
        </nav>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
        <div className="settings-page" tabIndex={0} role="region" aria-label={t('settings.title')}>
          {shown.map((group) => (
            <section key={group}>
              <h3>{t(`settings.group.${group}`)}</h3>
              {group === 'desktop' && text === '' && <LinkHandlingRow />}
              {group === 'files' && text === '' && <WatchFoldersRow />}
              {found
                .filter((row) => row.setting.group === group)
                .map((row) => (
                  <Line
                    key={row.key}
                    row={row}
                    value={values[row.key as keyof AllSettings]}
                    change={(value) => void change(row, value)}
                  />
                ))}
            </section>
          ))}
          {shown.length === 0 && <p className="data-empty">{t('settings.none', { text })}</p>}
        </div>
      </div>
    </Dialog>
  );
}
