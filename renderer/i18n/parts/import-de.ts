/** Übernehmen von Torrents aus anderen Clients, und hinaus. */
export const importDe = {
  title: 'Torrents importieren',
  hint: 'Aus qBittorrent, Transmission, Deluge oder einem Export von Skein. Deren Dateien werden nur gelesen. Schließen Sie den anderen Client vorher, damit er alles aufgeschrieben hat.',
  found: 'Auf diesem Rechner gefunden',
  from: 'Ordner',
  look: 'Ansehen',
  ready_one: '{{count}} von {{all}} Torrents aus {{client}} kann übernommen werden',
  ready_other: '{{count}} von {{all}} Torrents aus {{client}} können übernommen werden',
  done_one: '{{count}} Torrent aus {{client}} wurde übernommen',
  done_other: '{{count}} Torrents aus {{client}} wurden übernommen',
  paused: 'Alle angehalten lassen',
  take_one: '{{count}} Torrent übernehmen',
  take_other: '{{count}} Torrents übernehmen',
  unreadable: 'Nicht lesbar',
  outcome: {
    taken: 'wie er ist',
    checked: 'wird geprüft',
    present: 'schon in der Liste',
    refused: 'abgelehnt',
  },
  exportTitle: 'Alle Torrents exportieren',
  exportTo: 'In den neuen Ordner',
  exportHint:
    'Die .torrent-Dateien und ein JSON mit Ordnern, Namen, Kategorien, Summen und Fortschritt. Der Export lässt sich wieder importieren.',
  export: 'Exportieren',
  open: 'Importieren …',
  openExport: 'Exportieren …',
} as const;
