/** The few words that main says itself: tray, notifications, native dialogs. The window has its own i18n. */
const en = {
  show: 'Show Skein',
  add: 'Add torrents…',
  pauseAll: 'Pause all',
  resumeAll: 'Resume all',
  whenDone: 'When all downloads are done',
  whenDoneNothing: 'Do nothing',
  whenDoneQuit: 'Quit Skein',
  whenDoneSleep: 'Sleep',
  whenDoneShutdown: 'Shut down',
  slowMode: 'Slow mode',
  quit: 'Quit',
  openTorrents: 'Add torrents',
  torrentFiles: 'Torrent files',
  allFiles: 'All files',
  chooseFolder: 'Choose a folder',
  finished: 'Download finished',
  finishedMany: (count: number) => `${count} downloads finished`,
  problem: 'Skein needs you',
  problems: (count: number) => `${count} problems`,
  goesOn: 'Skein goes on',
  noTray: 'This desktop has no tray for its icon, so its window was minimised.',
  more: (count: number) => `and ${count} more`,
  noStart: 'Skein cannot start',
  noProfile: {
    file: (folder: string) =>
      `${folder} is to be the folder for what Skein keeps, but there is a file in its place.`,
    denied: (folder: string) => `Skein keeps everything in ${folder}, and may not write there.`,
    failed: (folder: string) => `The folder ${folder} for what Skein keeps cannot be made.`,
  },
};

export type Texts = typeof en;

const de: Texts = {
  show: 'Skein anzeigen',
  add: 'Torrents hinzufügen …',
  pauseAll: 'Alle anhalten',
  resumeAll: 'Alle fortsetzen',
  whenDone: 'Wenn alles geladen ist',
  whenDoneNothing: 'Nichts tun',
  whenDoneQuit: 'Skein beenden',
  whenDoneSleep: 'Ruhezustand',
  whenDoneShutdown: 'Herunterfahren',
  slowMode: 'Langsam-Modus',
  quit: 'Beenden',
  openTorrents: 'Torrents hinzufügen',
  torrentFiles: 'Torrent-Dateien',
  allFiles: 'Alle Dateien',
  chooseFolder: 'Ordner wählen',
  finished: 'Download fertig',
  finishedMany: (count) => `${count} Downloads fertig`,
  problem: 'Skein braucht Sie',
  problems: (count) => `${count} Probleme`,
  goesOn: 'Skein läuft weiter',
  noTray:
    'Diese Arbeitsumgebung hat keinen Platz für sein Symbol, darum ist sein Fenster minimiert.',
  more: (count) => `und ${count} weitere`,
  noStart: 'Skein kann nicht starten',
  noProfile: {
    file: (folder) =>
      `${folder} soll der Ordner für alles sein, was Skein aufhebt, aber dort liegt eine Datei.`,
    denied: (folder) => `Skein hebt alles in ${folder} auf und darf dort nicht schreiben.`,
    failed: (folder) =>
      `Der Ordner ${folder} für alles, was Skein aufhebt, lässt sich nicht anlegen.`,
  },
};

/** `setting` is the user's choice, `locale` the system's (BCP 47). */
export function textsFor(setting: 'system' | 'en' | 'de', locale: string): Texts {
  const language = setting === 'system' ? locale.slice(0, 2).toLowerCase() : setting;
  return language === 'de' ? de : en;
}
