/** Verschieben, umbenennen, finden und zurückholen von Dateien. */
export const filesDe = {
  moveTitle_one: 'Dateien eines Torrents verschieben',
  moveTitle_other: 'Dateien von {{count}} Torrents verschieben',
  moveTo: 'Verschieben nach',
  moveHint:
    'Auf demselben Laufwerk dauert das einen Augenblick. Auf ein anderes werden die Dateien kopiert, geprüft und dann hier entfernt.',
  move: 'Verschieben',
  moveMenu: 'Dateien verschieben …',
  stopMove: 'Verschieben abbrechen',
  merge: 'Zusammenführen',
  mergeHint:
    'Dateien, die schon da sind, werden zuerst verglichen. Ist eine anders, wird abgebrochen und nichts geändert.',
  beside: 'Daneben legen',
  besideHint: 'Die Dateien bekommen eine Zahl hinter ihren Namen. Was da ist, bleibt, wie es ist.',
  renameMenu: 'Umbenennen …',
  renameTitle: 'Umbenennen',
  newName: 'Neuer Name',
  rename: 'Umbenennen',
  locateMenu: 'Dateien suchen …',
  locateTitle: 'Die Dateien von {{name}} finden',
  locateIn: 'Suchen in',
  locateHint:
    'Der Ordner wird nach Größen durchsucht, gleich wie die Dateien heißen, und Proben werden mit dem Torrent verglichen. Nichts wird verschoben.',
  look: 'Suchen',
  useFolder: 'Diesen Ordner nehmen',
  located: '{{found}} von {{count}} Dateien passen',
  match: {
    hash: 'Inhalt passt',
    size: 'Größe passt',
    other: 'anderer Inhalt',
    missing: 'nicht da',
  },
  removedTitle: 'Entfernte Torrents',
  removedHint:
    'Entfernte Torrents lassen sich 30 Tage lang zurückholen, mit allem, was sie hatten.',
  removedNone: 'In den letzten 30 Tagen wurde nichts entfernt.',
  removedLine: 'Entfernt {{day}} · {{size}} · {{folder}}',
  restore: 'Zurückholen',
  restoreOne: '{{name}} zurückholen',
  forget: 'Vergessen',
  forgetOne: '{{name}} vergessen',
  removedFiles: {
    gone: 'Seine Dateien sind weg: Er würde neu geladen.',
    away: 'Sein Ordner ist nicht da. Ist sein Laufwerk angeschlossen?',
  },
} as const;
