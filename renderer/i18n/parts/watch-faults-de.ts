/** German for faults of watch folders. */
export const watchFaultsDe = {
  'watch-path': '„{{subject}}“ ist kein vollständiger Pfad.',
  'watch-too-many': 'Das sind zu viele überwachte Ordner.',
  'watch-twice': '„{{subject}}“ wird schon überwacht.',
  'watch-nested': '„{{subject}}“ liegt in „{{other}}“, das mit allen Ordnern darin überwacht wird.',
  'watch-is-save':
    'In „{{subject}}“ werden Torrents gespeichert: Das kann kein überwachter Ordner sein.',
  'watch-in-save':
    '„{{subject}}“ liegt in „{{save}}“, wo Torrents gespeichert werden: Das kann kein überwachter Ordner sein.',
  'watch-around-save':
    'In „{{save}}“, das in „{{subject}}“ liegt, werden Torrents gespeichert: Die Ordner darin können nicht überwacht werden.',
  'watch-has-torrents':
    'In „{{save}}“ liegt ein Torrent der Liste: Solange wird aus „{{subject}}“ nichts übernommen.',
  'watch-in-torrent':
    '„{{subject}}“ liegt im Ordner von „{{torrent}}“ in der Liste: Das kann kein überwachter Ordner sein.',
  'watch-missing':
    'Der überwachte Ordner „{{subject}}“ ist nicht da. Ist sein Laufwerk angeschlossen?',
  'watch-read-only':
    'Was aus „{{subject}}“ übernommen wird, bekommt einen anderen Namen; dort kann aber nicht geschrieben werden.',
  'watch-too-large': '„{{subject}}“ ist zu groß für eine solche Datei.',
  'watch-no-link': 'In „{{subject}}“ steht kein Magnet-Link.',
  'watch-odd-line': 'In „{{subject}}“ steht etwas, das kein Magnet-Link ist.',
  'watch-no-file': '„{{subject}}“ ist keine gewöhnliche Datei.',
  'watch-not-marked': '„{{subject}}“ wurde übernommen, kann aber nicht umbenannt werden.',
  'watch-failed': 'Das Überwachen von „{{subject}}“ ist fehlgeschlagen.',
  'watch-more':
    'Weitere Dateien in „{{subject}}“ können nicht übernommen werden; das Protokoll nennt sie.',
} as const;
