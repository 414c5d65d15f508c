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

interface Common {
  /** Unique within its menu. */
  readonly id: string;
  readonly icon?: LucideIcon;
  label(locale: Locale, target: MenuTarget): string;
  /** Left out of the menu when false; there when absent. */
  shown?(target: MenuTarget): boolean;
  /** Greyed when false. */
  enabled?(target: MenuTarget): boolean;
}

export interface ActionEntry extends Common {
  readonly kind: 'action';
  /** Its key, shown behind the label. */
  readonly shortcut?: ShortcutId;
  run(target: MenuTarget): void;
}

/** An entry with a mark: on, off, or on for some of the torrents. */
export interface CheckEntry extends Common {
  readonly kind: 'check';
  checked(target: MenuTarget): boolean | 'mixed';
  set(target: MenuTarget, on: boolean): void;
}

export interface SubmenuEntry extends Common {
  readonly kind: 'submenu';
  entries(target: MenuTarget): readonly MenuEntry[];
}

export interface LineEntry {
  readonly kind: 'line';
}

export type MenuEntry = ActionEntry | CheckEntry | SubmenuEntry | LineEntry;

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
export function visibleEntries(
  entries: readonly MenuEntry[],
  target: MenuTarget,
): readonly MenuEntry[] {
  const shown: MenuEntry[] = [];
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
