/** The few words that main says itself: tray and native dialogs. The window has its own i18n. */
const en = {
  show: 'Show Skein',
  quit: 'Quit',
  openTorrents: 'Add torrents',
  torrentFiles: 'Torrent files',
  allFiles: 'All files',
  chooseFolder: 'Choose a folder',
};

const de: typeof en = {
  show: 'Skein anzeigen',
  quit: 'Beenden',
  openTorrents: 'Torrents hinzufügen',
  torrentFiles: 'Torrent-Dateien',
  allFiles: 'Alle Dateien',
  chooseFolder: 'Ordner wählen',
};

export type Texts = typeof en;

/** `setting` is the user's choice, `locale` the system's (BCP 47). */
export function textsFor(setting: 'system' | 'en' | 'de', locale: string): Texts {
  const language = setting === 'system' ? locale.slice(0, 2).toLowerCase() : setting;
  return language === 'de' ? de : en;
}
