/** Torrents erstellen. */
export const createDe = {
  menu: 'Torrent erstellen …',
  title: 'Torrent erstellen',
  path: 'Datei oder Ordner',
  chooseFile: 'Datei …',
  saveAs: 'Die .torrent-Datei speichern als',
  pieceSize: 'Stückgröße',
  automatic: 'Nach Größe',
  source: 'Quelle',
  trackers: 'Tracker, eine leere Zeile beginnt die nächste Stufe',
  webSeeds: 'Web-Seeds, je Zeile einer',
  leaveOut: 'Auslassen, je Zeile ein Muster',
  comment: 'Kommentar',
  private: 'Privat: Peers kommen nur von den Trackern',
  seed: 'Gleich verteilen',
  progress: 'Prüfsummen {{percent}}',
  make: 'Erstellen',
} as const;
