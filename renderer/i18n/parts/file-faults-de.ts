/** German for faults of moving, finding, importing and making. */
export const fileFaultsDe = {
  'move-exists': '„{{subject}}“ gibt es dort schon.',
  'move-differs': '„{{subject}}“ gibt es dort schon, mit anderem Inhalt. Nichts wurde geändert.',
  'move-stopped': 'Das Verschieben wurde abgebrochen. Die Dateien sind, wo sie waren.',
  'move-unequal': 'Die Kopie von „{{name}}“ stimmt nicht. Die Dateien sind, wo sie waren.',
  'move-source-missing': 'Der Ordner „{{subject}}“ ist nicht da. Ist sein Laufwerk angeschlossen?',
  'move-interrupted':
    'Das Verschieben von „{{name}}“ wurde unterbrochen. Die Dateien sind, wo sie waren.',
  'move-busy': 'Die Dateien von „{{name}}“ werden gerade verschoben.',
  'path-claimed':
    '„{{subject}}“ gehört zu „{{other}}“ in der Liste. Nehmen Sie einen anderen Ordner.',
  'path-claimed-link':
    '„{{subject}}“ ist über einen Link „{{theirs}}“ und gehört zu „{{other}}“ in der Liste. Nehmen Sie einen anderen Ordner.',
  'part-name': '„{{name}}“ kann auf der Platte nicht umbenannt werden.',
  'name-empty': 'Eine Datei braucht einen Namen.',
  'name-outside': '„{{subject}}“ führt aus dem Ordner des Torrents hinaus.',
  'name-too-long': '„{{name}}“ ist zu lang für einen Pfad.',
  'name-taken': '„{{subject}}“ heißt schon etwas anderes in diesem Torrent.',
  'file-unknown': 'Diese Datei hat „{{name}}“ nicht.',
  'folder-unknown': 'Einen Ordner „{{subject}}“ hat dieser Torrent nicht.',
  'torrent-no-metadata': 'Die Dateien von „{{name}}“ sind noch nicht bekannt.',
  'locate-nothing': 'In „{{subject}}“ ist nichts von diesem Torrent.',
  'locate-too-many':
    'In „{{subject}}“ liegen zu viele Dateien. Nehmen Sie einen Ordner näher an den Daten.',
  'foreign-nothing': 'In „{{subject}}“ sind keine Torrents eines Clients, den Skein kennt.',
  'foreign-damaged': '„{{name}}“ ist keine Datei, wie dieser Client sie schreibt.',
  'foreign-half': 'Die .torrent-Datei zu „{{name}}“ ist nicht da.',
  'foreign-busy':
    '„{{subject}}“ wird gerade ununterbrochen beschrieben. Schließen Sie den anderen Client und versuchen Sie es noch einmal.',
  'import-files-missing':
    '„{{name}}“ ist in „{{subject}}“ nicht vollständig: {{count}} von {{files}} Dateien fehlen oder sind zu kurz, die erste ist „{{first}}“. Er kommt angehalten.',
  'import-folder-missing':
    'Der Ordner „{{subject}}“ von „{{name}}“ ist nicht da. Ist sein Laufwerk angeschlossen?',
  'import-path': '„{{subject}}“ ist kein Pfad dieses Systems.',
  'import-other': 'Was als „{{name}}“ aufbewahrt ist, ist ein anderer Torrent.',
  'export-damaged': '„{{subject}}“ ist beschädigt.',
  'export-newer': '„{{subject}}“ stammt von einer neueren Version von Skein.',
  'export-not-empty': '„{{subject}}“ ist nicht leer. Nehmen Sie einen neuen Ordner.',
  'create-empty': 'In „{{subject}}“ ist nichts, woraus ein Torrent werden könnte.',
  'create-piece-size': 'Das ist keine Stückgröße: eine Zweierpotenz von 16 KiB bis 64 MiB.',
  'create-changed': '„{{subject}}“ hat sich beim Lesen verändert.',
  'create-tracker': '„{{subject}}“ ist nicht die Adresse eines Trackers.',
  'create-web-seed': '„{{subject}}“ ist keine Web-Adresse.',
  'create-busy': 'Gerade wird ein anderer Torrent erstellt.',
} as const;
