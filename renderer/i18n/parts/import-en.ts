/** Taking torrents over from other clients, and out. */
export const importEn = {
  title: 'Import torrents',
  hint: 'From qBittorrent, Transmission, Deluge, or an export of Skein. Their files are only read. Close the other client first, so that it has written everything down.',
  found: 'Found on this computer',
  from: 'Folder',
  look: 'Look',
  ready_one: '{{count}} of {{all}} torrents of {{client}} can be taken over',
  ready_other: '{{count}} of {{all}} torrents of {{client}} can be taken over',
  done_one: '{{count}} torrent of {{client}} was taken over',
  done_other: '{{count}} torrents of {{client}} were taken over',
  paused: 'Keep them all paused',
  take_one: 'Take over {{count}} torrent',
  take_other: 'Take over {{count}} torrents',
  unreadable: 'Not readable',
  outcome: {
    taken: 'as it is',
    checked: 'will be checked',
    present: 'in the list already',
    refused: 'refused',
  },
  exportTitle: 'Export all torrents',
  exportTo: 'Into the new folder',
  exportHint:
    'The .torrent files, and one JSON with folders, names, categories, totals and progress. It can be imported again.',
  export: 'Export',
  open: 'Import…',
  openExport: 'Export…',
} as const;
