/** Moving, renaming, finding and restoring files. */
export const filesEn = {
  moveTitle_one: 'Move the files of a torrent',
  moveTitle_other: 'Move the files of {{count}} torrents',
  moveTo: 'Move to',
  moveHint:
    'On the same drive this takes a moment. To another drive the files are copied, checked, and then removed here.',
  move: 'Move',
  moveMenu: 'Move files…',
  stopMove: 'Stop moving',
  merge: 'Merge',
  mergeHint:
    'Files that are there are compared first. One that differs stops it, and nothing is changed.',
  beside: 'Move beside',
  besideHint: 'The files get a number behind their name. What is there stays as it is.',
  renameMenu: 'Rename…',
  renameTitle: 'Rename',
  newName: 'New name',
  rename: 'Rename',
  removedTitle: 'Removed torrents',
  removedHint: 'Torrents that you removed can be had back for 30 days, with all they had.',
  removedNone: 'Nothing was removed in the last 30 days.',
  removedLine: 'Removed {{day}} · {{size}} · {{folder}}',
  restore: 'Restore',
  restoreOne: 'Restore {{name}}',
  forget: 'Forget',
  forgetOne: 'Forget {{name}}',
  removedFiles: {
    gone: 'Its files are gone: it would be downloaded again.',
    away: 'Its folder is not there. Is its drive connected?',
  },
} as const;
