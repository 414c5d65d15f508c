/** German for the settings, by their keys; English stands in the schemas. A missing key fails a test. */
export const deSettings = {
  theme: { label: 'Erscheinungsbild' },
  accent: {
    label: 'Akzentfarbe',
    help: 'Wo das System seine eigene nennt: Windows, macOS und neuere Linux-Desktops.',
  },
  language: { label: 'Sprache' },
  units: {
    label: 'Einheiten',
    help: 'Binär zählt in KiB und MiB (1024), dezimal in kB und MB (1000).',
  },
  doubleClick: { label: 'Doppelklick auf einen Torrent' },
  defaultFolder: {
    label: 'Neue Torrents speichern in',
    help: 'Leer heißt: der Download-Ordner Ihres Systems.',
  },
  skipAddDialog: {
    label: 'Torrents ohne Nachfrage hinzufügen',
    help: 'Sie werden im Ordner darüber gespeichert.',
  },
  startPaused: { label: 'Torrents angehalten hinzufügen' },
  runOnCompletion: {
    label: 'Nach jedem fertigen Download ausführen',
    help: 'Das Programm (voller Pfad oder Name), dann je Zeile ein Argument. %N Name, %F Inhalt, %D Ordner, %I Info-Hash, %L Kategorie, %G Tags, %Z Bytes, %T Tracker, %% Prozentzeichen. Endet mit Skein.',
  },
  close: {
    label: 'Wenn das Fenster geschlossen wird',
    help: 'Im Hintergrund lädt und verteilt Skein hinter seinem Symbol im Infobereich weiter.',
  },
  minFreeSpace: {
    label: 'Auf der Platte frei halten',
    help: 'Downloads warten, wenn weniger übrig ist, und gehen von selbst weiter, wenn Platz ist.',
  },
  startAtLogin: {
    label: 'Beim Anmelden starten',
    help: 'Ohne Fenster, hinter seinem Symbol im Infobereich.',
  },
  notifyFinished: {
    label: 'Fertige Downloads melden',
    help: 'Nicht, solange das Fenster vorn ist.',
  },
  notifyProblems: { label: 'Probleme melden' },
  preventSleep: { label: 'Rechner wach halten' },
  pauseOnBattery: {
    label: 'Auf Akku nichts übertragen',
    help: 'Torrents, die unbedingt laufen sollen, laufen weiter.',
  },
  pauseOnMetered: {
    label: 'Über bezahlte Netze nichts übertragen',
    help: 'Wo das System es weiß: Windows, und Linux mit NetworkManager.',
  },
  checkUpdates: {
    label: 'Nach neuen Versionen sehen',
    help: 'Einmal am Tag. Eingespielt wird eine neue Version, wenn Sie es sagen.',
  },
  whenDone: {
    label: 'Wenn alle Downloads fertig sind',
    help: 'Gilt für ein Mal und lässt sich davor eine Minute lang abbrechen.',
  },
  listenPort: {
    label: 'Port für eingehende Verbindungen',
    help: 'TCP und UDP. Automatisch wählt beim ersten Mal zufällig einen und behält ihn.',
  },
  listenHost: {
    label: 'Adresse für eingehende Verbindungen',
    help: 'Leer heißt: auf allen Schnittstellen, IPv4 und IPv6.',
  },
  maxConnections: { label: 'Verbindungen insgesamt' },
  maxConnectionsPerTorrent: { label: 'Verbindungen je Torrent' },
  maxHalfOpen: { label: 'Gleichzeitige Verbindungsversuche' },
  encryption: {
    label: 'Verschlüsselte Verbindungen',
    help: 'Erlauben spricht zuerst im Klartext und verschlüsselt für Peers, die das wollen; Bevorzugen macht es umgekehrt.',
  },
  uploadSlots: {
    label: 'Upload-Plätze je Torrent',
    help: 'Automatisch richtet sich nach dem gemessenen Upload.',
  },
  downLimit: { label: 'Höchster Download' },
  upLimit: { label: 'Höchster Upload' },
  slowMode: {
    label: 'Langsam-Modus',
    help: 'Statt der beiden Grenzen darüber gelten die beiden darunter.',
  },
  slowDownLimit: { label: 'Höchster Download im Langsam-Modus' },
  slowUpLimit: { label: 'Höchster Upload im Langsam-Modus' },
  slowScheduled: {
    label: 'Langsam-Modus nach Wochenplan',
    help: 'Zu den Zeiten darunter an- und ausgeschaltet; dazwischen können Sie ihn von Hand umschalten.',
  },
  slowSchedule: {
    label: 'Zeiten des Langsam-Modus',
    help: 'Ziehen Sie über die halben Stunden, oder nehmen Sie Pfeiltasten und Leertaste. Als Text: „mon-fri 08:00-18:00; sat,sun 22:00-06:00“.',
  },
  limitOverhead: {
    label: 'Grenzen zählen auch das Protokoll',
    help: 'Sonst zählen sie nur die Daten der Torrents.',
  },
  limitLocal: {
    label: 'Grenzen gelten auch im lokalen Netz',
    help: 'Grenzen einzelner Torrents gelten immer.',
  },
  pieceMemory: { label: 'Speicher für Stücke, die geladen werden' },
  readCache: { label: 'Speicher zum Vorauslesen beim Upload' },
  dht: {
    label: 'DHT',
    help: 'Findet Peers ohne Tracker. Nie bei privaten Torrents.',
  },
  dhtRouters: {
    label: 'DHT-Router',
    help: 'Werden nach ersten Knoten gefragt, wenn keine bekannt sind; je Zeile einer.',
  },
  dhtReadOnly: {
    label: 'DHT: nur fragen',
    help: 'Nimmt teil, ohne anderen zu antworten (BEP 43), für Leitungen, die nach Menge bezahlt werden.',
  },
  pex: {
    label: 'Peer-Austausch',
    help: 'Peers sagen einander, wer im Schwarm ist. Nie bei privaten Torrents.',
  },
  lsd: {
    label: 'Suche im lokalen Netz',
    help: 'Findet Peers im lokalen Netz. Nie bei privaten Torrents.',
  },
  portMapping: {
    label: 'Port am Router freigeben',
    help: 'UPnP, NAT-PMP und PCP.',
  },
  maxActiveDownloads: {
    label: 'Gleichzeitige Downloads',
    help: 'Die übrigen warten in der Reihe. Erzwungene brauchen keinen Platz.',
  },
  maxActiveSeeds: {
    label: 'Gleichzeitig verteilte Torrents',
    help: 'Fertige Torrents, die gleichzeitig verteilt werden; die übrigen warten, bis sie dran sind.',
  },
  maxActive: {
    label: 'Aktive insgesamt',
    help: 'Downloads und verteilte zusammen; Downloads gehen vor.',
  },
  queueIdleSeconds: {
    label: 'Platz abgeben nach',
    help: 'Ein Torrent, der so lange nichts überträgt, behält keinen Platz und läuft ohne weiter.',
  },
  queueIdleRate: {
    label: 'Als „überträgt nichts“ gilt weniger als',
  },
  seedTurnMinutes: {
    label: 'Beim Verteilen abwechseln nach',
    help: 'Wenn andere warten, gibt ein Torrent seinen Platz nach dieser Zeit weiter.',
  },
  shareRatio: {
    label: 'Aufhören bei Verhältnis',
    help: 'Verhältnis: gesendete Nutzdaten geteilt durch geladene, oder durch das, was da ist, wenn das mehr ist.',
  },
  shareSeedingMinutes: {
    label: 'Aufhören nach dem Verteilen von',
    help: 'Gezählt wird nur die Zeit, in der wirklich verteilt wurde.',
  },
  shareIdleMinutes: {
    label: 'Aufhören, wenn nichts gesendet wurde seit',
    help: 'Gezählt wird nur die Zeit, in der wirklich verteilt wurde.',
  },
  shareAction: {
    label: 'Ein Torrent, der genug gegeben hat',
    help: 'Entfernen nimmt ihn aus der Liste; die Dateien bleiben.',
  },
  shareKeepOnlySeed: {
    label: 'Weiter verteilen, solange sonst niemand alles hat',
    help: 'Auch über die Grenzen hinaus.',
  },
  incompleteFolder: {
    label: 'Unfertige Downloads liegen in',
    help: 'Sind sie fertig, kommen sie in ihren eigenen Ordner. Leer: Sie wachsen von Anfang an dort.',
  },
  partSuffix: {
    label: 'Unvollständige Dateien mit „.part“ kennzeichnen',
    help: 'Hinter ihrem Namen auf der Platte, damit kein anderes Programm sie für vollständig hält.',
  },
  preallocation: {
    label: 'Platz für neue Dateien',
    help: 'Voll schreibt jede Datei einmal vor dem Laden: Das dauert, dafür kann die Platte nicht mittendrin voll sein.',
  },
  defaultTrackers: {
    label: 'Tracker, die öffentliche Torrents zusätzlich bekommen',
    help: 'Je Zeile eine Adresse; eine leere Zeile beginnt die nächste Stufe.',
  },
} as const satisfies Readonly<Record<string, { readonly label: string; readonly help?: string }>>;
