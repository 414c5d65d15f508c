import { useLocale } from '../../i18n/locale.tsx';
import { useApp } from '../../stores/app.ts';
import { comboText } from './keys.ts';
import { type ShortcutId, shortcuts } from './table.ts';

const NAMED = [
  'Mod',
  'Shift',
  'Alt',
  'Enter',
  'Space',
  'Delete',
  'Escape',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'ContextMenu',
] as const;

/** The first key of a shortcut as this keyboard and language have it, or all of them. */
export function useKeysText(): (id: ShortcutId, which?: number) => string {
  const { t } = useLocale();
  const mac = useApp((state) => state.platform === 'darwin');
  const nameOf = (key: string): string => {
    const named = NAMED.find((one) => one === key);
    return named === undefined ? key : t(`key.${named}`);
  };
  return (id, which = 0) => comboText(shortcuts[id].keys[which] ?? '', mac, nameOf);
}
