/** Where a shortcut works: anywhere outside a dialog, or with the keyboard in the list. */
export type ShortcutGroup = 'window' | 'torrents' | 'list' | 'columns';

export interface Shortcut {
  readonly group: ShortcutGroup;
  /** Any of them; as `parseCombo` reads them. */
  readonly keys: readonly string[];
}

/**
 * Every shortcut there is: the keyboard, the menus, the tooltips and the sheet are made from this table.
 * Their names are the texts `shortcut.<id>`.
 */
export const shortcuts = {
  add: { group: 'window', keys: ['Mod+o'] },
  addLink: { group: 'window', keys: ['Mod+Shift+o'] },
  paste: { group: 'window', keys: ['Mod+v'] },
  filter: { group: 'window', keys: ['Mod+f'] },
  sidebar: { group: 'window', keys: ['Mod+b'] },
  details: { group: 'window', keys: ['Mod+i'] },
  panes: { group: 'window', keys: ['F6', 'Shift+F6'] },
  undo: { group: 'window', keys: ['Mod+z'] },
  notices: { group: 'window', keys: ['F8'] },
  settings: { group: 'window', keys: ['Mod+,'] },
  log: { group: 'window', keys: ['Mod+Shift+l'] },
  statistics: { group: 'window', keys: ['Mod+Shift+s'] },
  shortcuts: { group: 'window', keys: ['F1', 'Mod+/'] },
  quit: { group: 'window', keys: ['Mod+q'] },

  activate: { group: 'torrents', keys: ['Enter'] },
  toggle: { group: 'torrents', keys: ['Space'] },
  menu: { group: 'torrents', keys: ['Shift+F10', 'ContextMenu'] },
  reveal: { group: 'torrents', keys: ['Mod+Enter'] },
  copyName: { group: 'torrents', keys: ['Mod+c'] },
  copyMagnet: { group: 'torrents', keys: ['Mod+Shift+c'] },
  rename: { group: 'torrents', keys: ['F2'] },
  moveFiles: { group: 'torrents', keys: ['Mod+m'] },
  queueTop: { group: 'torrents', keys: ['Alt+Home'] },
  queueUp: { group: 'torrents', keys: ['Alt+ArrowUp'] },
  queueDown: { group: 'torrents', keys: ['Alt+ArrowDown'] },
  queueBottom: { group: 'torrents', keys: ['Alt+End'] },
  recheck: { group: 'torrents', keys: ['Mod+r'] },
  remove: { group: 'torrents', keys: ['Delete'] },

  move: { group: 'list', keys: ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'] },
  extend: { group: 'list', keys: ['Shift+ArrowUp', 'Shift+ArrowDown'] },
  moveOnly: { group: 'list', keys: ['Mod+ArrowUp', 'Mod+ArrowDown'] },
  mark: { group: 'list', keys: ['Mod+Space'] },
  selectAll: { group: 'list', keys: ['Mod+a'] },
  clear: { group: 'list', keys: ['Escape'] },
  typeAhead: { group: 'list', keys: ['A–Z'] },

  sort: { group: 'columns', keys: ['Enter'] },
  sortAlso: { group: 'columns', keys: ['Shift+Enter'] },
  columnMove: { group: 'columns', keys: ['Alt+ArrowLeft', 'Alt+ArrowRight'] },
  columnResize: { group: 'columns', keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'] },
  columnChoose: { group: 'columns', keys: ['Shift+F10', 'ContextMenu'] },
} as const satisfies Readonly<Record<string, Shortcut>>;

export type ShortcutId = keyof typeof shortcuts;

/** Those of one group, for a map of what they do. */
export type ShortcutOf<G extends ShortcutGroup> = {
  [K in ShortcutId]: (typeof shortcuts)[K]['group'] extends G ? K : never;
}[ShortcutId];

/** As the sheet shows them: in two columns of about the same length. */
export const shortcutColumns: readonly (readonly ShortcutGroup[])[] = [
  ['window', 'columns'],
  ['torrents', 'list'],
];
