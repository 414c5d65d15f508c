/** The web seeds of a torrent, in English. */
export const webSeedsEn = {
  webSeeds: {
    title: 'Web seeds',
    column: 'Web seed',
    down: 'Down',
    got: 'Downloaded',
    add: 'Add web seed…',
    addTitle: 'Add a web seed',
    addHint:
      'A server that has the files: the address of the file, or of the folder that holds the torrent’s folder.',
    remove: 'Remove',
    idle: 'Not needed now',
    asking: 'Asking',
    working: 'Working',
    failing: 'Waiting to try again',
    banned: 'Not used any more',
  },
};
