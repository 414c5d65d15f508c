import type { LucideIcon } from 'lucide-react';
import type {
  DesktopSettings,
  InfoHash,
  TorrentSnapshot,
} from '../../../../preload/contract/index.ts';
import type { Locale } from '../../../i18n/locale.tsx';
import type { ShortcutId } from '../../shortcuts/table.ts';

/** What a menu is about: the selected torrents, as they were when it opened. */
export interface MenuTarget {
  readonly ids: readonly InfoHash[];
  readonly rows: readonly TorrentSnapshot[];
  /** The one torrent, when it is one. */
  readonly single: TorrentSnapshot | undefined;
  readonly desktop: DesktopSettings;
}

interface Common<T> {
  /** Unique within its menu. */
  readonly id: string;
  readonly icon?: LucideIcon;
  label(locale: Locale, target: T): string;
  /** Left out of the menu when false; there when absent. */
  shown?(target: T): boolean;
  /** Greyed when false. */
  enabled?(target: T): boolean;
}

export interface ActionEntry<T> extends Common<T> {
  readonly kind: 'action';
  /** Its key, shown behind the label. */
  readonly shortcut?: ShortcutId;
  run(target: T): void;
}

/** An entry with a mark: on, off, or on for some of the torrents. */
export interface CheckEntry<T> extends Common<T> {
  readonly kind: 'check';
  checked(target: T): boolean | 'mixed';
  set(target: T, on: boolean): void;
}

export interface SubmenuEntry<T extends MenuTarget> extends Common<T> {
  readonly kind: 'submenu';
  entries(target: T): readonly MenuEntry<T>[];
}

export interface LineEntry {
  readonly kind: 'line';
}

export type MenuEntry<T extends MenuTarget = MenuTarget> =
  | ActionEntry<T>
  | CheckEntry<T>
  | SubmenuEntry<T>
  | LineEntry;

export const line: LineEntry = { kind: 'line' };

/** On for all, for none, or for some of them. */
export function marked(
  { rows }: MenuTarget,
  test: (row: TorrentSnapshot) => boolean,
): boolean | 'mixed' {
  const count = rows.reduce((sum, row) => sum + (test(row) ? 1 : 0), 0);
  return count === 0 ? false : count === rows.length ? true : 'mixed';
}

/** The entries that are shown, without lines at the ends or side by side. */
export function visibleEntries<T extends MenuTarget>(
  entries: readonly MenuEntry<T>[],
  target: T,
): readonly MenuEntry<T>[] {
  const shown: MenuEntry<T>[] = [];
  for (const entry of entries) {
    if (entry.kind === 'line') {
      if (shown.length > 0 && shown.at(-1)?.kind !== 'line') shown.push(entry);
    } else if (entry.shown?.(target) !== false) {
      shown.push(entry);
    }
  }
  if (shown.at(-1)?.kind === 'line') shown.pop();
  return shown;
}
