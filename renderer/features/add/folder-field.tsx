import { ChevronDown, Folder } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useId } from 'react';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { report } from '../../stores/app.ts';
import { Button } from '../../ui/button.tsx';
import { MenuContent } from '../../ui/menu.tsx';

interface FolderFieldProps {
  readonly label: string;
  readonly value: string;
  readonly recent: readonly string[];
  /** The keyboard goes here when the dialog opens. */
  readonly first?: boolean;
  onChange(path: string): void;
}

/** A folder: typed, chosen from those used before, or with the system's dialog. */
export function FolderField({ label, value, recent, first, onChange }: FolderFieldProps) {
  const { t } = useLocale();
  const id = useId();
  const browse = async (): Promise<void> => {
    const chosen = await report(api.chooseFolder({ from: value }));
    if (chosen !== undefined) onChange(chosen);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="folder-row">
        <div className="folder-box">
          <input
            id={id}
            className="text-input"
            spellCheck={false}
            {...(first === true ? { 'data-autofocus': true } : {})}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          {recent.length > 0 && (
            <DropdownMenu.Root>
              <DropdownMenu.Trigger asChild>
                <button
                  type="button"
                  className="folder-recent"
                  aria-label={t('action.recentFolders')}
                >
                  <ChevronDown size={15} />
                </button>
              </DropdownMenu.Trigger>
              <MenuContent kind="dropdown" align="end">
                {recent.map((path) => (
                  <DropdownMenu.Item
                    key={path}
                    className="menu-item"
                    onSelect={() => onChange(path)}
                  >
                    <Folder size={14} aria-hidden="true" />
                    <span className="cut">{path}</span>
                  </DropdownMenu.Item>
                ))}
              </MenuContent>
            </DropdownMenu.Root>
          )}
        </div>
        <Button onClick={() => void browse()}>{t('action.browse')}</Button>
      </div>
    </div>
  );
}
