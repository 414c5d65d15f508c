/** German: the window's words about the desktop around it. */
export const desktopDe = {
  links: {
    label: 'Magnet-Links und .torrent-Dateien',
    state: 'Magnet-Links: {{magnet}}. Torrent-Dateien: {{torrent}}.',
    opener: {
      skein: 'öffnet Skein',
      other: 'öffnet ein anderes Programm',
      unknown: 'verrät das System nicht',
    },
    isDefault: 'Skein ist der Standard',
    makeDefault: 'Skein zum Standard machen',
    systemSettings: 'Systemeinstellungen öffnen',
  },
  update: {
    off: {
      system: 'Die Paketverwaltung Ihres Systems hält Skein aktuell.',
      development: 'Aus den Quellen gebaut: erneuert sich nicht selbst.',
    },
    idle: 'Nach neuen Versionen wird einmal am Tag gesehen.',
    checking: 'Sucht nach einer neuen Version …',
    current: 'Dies ist die neueste Version.',
    downloading: 'Holt Version {{version}}: {{percent}}',
    ready: 'Version {{version}} liegt bereit.',
    check: 'Jetzt nachsehen',
    install: 'Neu starten und einspielen',
  },
  whenDone: {
    title: 'Alle Downloads sind fertig',
    quit_one: 'Skein beendet sich in {{count}} Sekunde.',
    quit_other: 'Skein beendet sich in {{count}} Sekunden.',
    sleep_one: 'Der Rechner geht in {{count}} Sekunde in den Ruhezustand.',
    sleep_other: 'Der Rechner geht in {{count}} Sekunden in den Ruhezustand.',
    shutdown_one: 'Der Rechner fährt in {{count}} Sekunde herunter.',
    shutdown_other: 'Der Rechner fährt in {{count}} Sekunden herunter.',
    cancel: 'Diesmal nicht',
  },
} as const;
