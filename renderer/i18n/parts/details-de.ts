/** German for the details of a torrent. */
export const detailsDe = {
  stall: {
    queued: 'Wartet',
    'paused-by-rule': 'Durch Regel angehalten',
    'disk-full': 'Platte voll',
    'folder-missing': 'Dateien fehlen',
    'file-error': 'Dateifehler',
    'no-peers': 'Noch keine Peers',
    'trackers-failing': 'Tracker gestört',
    'no-trackers': 'Keine Tracker',
    'dht-off': 'Keine Tracker, DHT aus',
    'dht-empty': 'DHT kennt noch niemanden',
    'port-closed': 'Niemand erreichbar',
    'no-metadata': 'Metadaten fehlen',
    'pieces-missing': 'Teile fehlen',
    choked: 'Peers zögern',
    limited: 'Durch Ihr Limit gebremst',
  },
  diagnosis: {
    queued: 'Er wartet, bis er an der Reihe ist: So viele Torrents, wie Sie erlauben, sind aktiv.',
    'paused-by-rule': 'Er hat die Grenze erreicht, die Sie fürs Verteilen gesetzt haben.',
    'no-peers': 'Tracker, DHT und andere Peers haben noch niemanden genannt, der erreichbar wäre.',
    'trackers-failing': 'Kein Tracker antwortet, wie er soll. {{why}}',
    'no-trackers':
      'Er ist privat und hat keinen Tracker: Peers eines privaten Torrents kommen nur von dort.',
    'dht-off': 'Er hat keinen Tracker, und das DHT, das Peers auch ohne findet, ist aus.',
    'dht-empty':
      'Er hat keinen Tracker, und das DHT hat noch keinen Knoten gefunden, den es fragen kann.',
    'port-closed':
      'Die bekannten Peers sind nicht erreichbar, und Ihr Port ist geschlossen: Sie können nicht zu Ihnen kommen.',
    'no-metadata': 'Peers sind verbunden, aber keiner hat bisher die Dateiliste geschickt.',
    'pieces-missing_one':
      'Kein Seed ist verbunden, und {{count, number}} Teil, das Sie brauchen, hat keiner der Peers.',
    'pieces-missing_other':
      'Kein Seed ist verbunden, und {{count, number}} Teile, die Sie brauchen, hat keiner der Peers.',
    choked: 'Peers haben, was Sie brauchen, aber keinen Platz frei. Es geht von selbst weiter.',
    limited: 'Ihr eigenes Download-Limit ist ausgeschöpft.',
  },
  remedy: {
    announce: 'Tracker jetzt fragen',
    trackers: 'Tracker hinzufügen …',
    dht: 'DHT einschalten',
    routers: 'DHT-Einstellungen …',
    port: 'Verbindungseinstellungen …',
    limit: 'Limit erhöhen …',
    retry: 'Noch einmal versuchen',
    resume: 'Fortsetzen',
    queue: 'Warteschlange einstellen …',
  },
} as const;
