/** The window's words about the desktop around it. */
export const desktopEn = {
  links: {
    label: 'Magnet links and .torrent files',
    state: 'Magnet links: {{magnet}}. Torrent files: {{torrent}}.',
    opener: {
      skein: 'opened by Skein',
      other: 'opened by another program',
      unknown: 'the system does not say',
    },
    isDefault: 'Skein is the default',
    makeDefault: 'Make Skein the default',
    systemSettings: 'Open system settings',
  },
  update: {
    off: {
      system: 'Your system’s package manager keeps Skein up to date.',
      development: 'Built from its sources: it does not update itself.',
    },
    idle: 'New versions are looked for once a day.',
    checking: 'Looking for a new version…',
    current: 'This is the newest version.',
    downloading: 'Getting version {{version}}: {{percent}}',
    ready: 'Version {{version}} is ready.',
    check: 'Look now',
    install: 'Restart to install',
  },
  whenDone: {
    title: 'All downloads are done',
    quit_one: 'Skein quits in {{count}} second.',
    quit_other: 'Skein quits in {{count}} seconds.',
    sleep_one: 'The computer goes to sleep in {{count}} second.',
    sleep_other: 'The computer goes to sleep in {{count}} seconds.',
    shutdown_one: 'The computer shuts down in {{count}} second.',
    shutdown_other: 'The computer shuts down in {{count}} seconds.',
    cancel: 'Not this time',
  },
} as const;
