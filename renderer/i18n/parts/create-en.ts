/** Making torrents. */
export const createEn = {
  menu: 'Create a torrent…',
  title: 'Create a torrent',
  path: 'File or folder',
  chooseFile: 'File…',
  saveAs: 'Save the .torrent as',
  pieceSize: 'Piece size',
  automatic: 'By size',
  source: 'Source',
  trackers: 'Trackers, an empty line begins the next tier',
  webSeeds: 'Web seeds, one a line',
  leaveOut: 'Leave out, one pattern a line',
  comment: 'Comment',
  private: 'Private: peers come from the trackers alone',
  seed: 'Start seeding at once',
  progress: 'Hashing {{percent}}',
  make: 'Create',
} as const;
