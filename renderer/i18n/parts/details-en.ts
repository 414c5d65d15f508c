/** English for the details of a torrent: why it does not move, and what helps. */
export const detailsEn = {
  /** In the row, in two or three words. */
  stall: {
    queued: 'Queued',
    'paused-by-rule': 'Paused by a rule',
    'disk-full': 'Disk full',
    'folder-missing': 'Files missing',
    'file-error': 'File error',
    'no-peers': 'No peers found yet',
    'trackers-failing': 'Trackers failing',
    'no-trackers': 'No trackers',
    'dht-off': 'No trackers, DHT off',
    'dht-empty': 'DHT knows nobody yet',
    'port-closed': 'Nobody reachable',
    'no-metadata': 'No metadata yet',
    'pieces-missing': 'Pieces missing',
    choked: 'Peers let us wait',
    limited: 'Held by your limit',
  },
  /** The same in a sentence. */
  diagnosis: {
    queued: 'It waits for its turn: as many torrents are active as you allow at once.',
    'paused-by-rule': 'It reached the limit that you set for sharing, and was paused.',
    'no-peers': 'Trackers, DHT and other peers have not named anybody yet who could be reached.',
    'trackers-failing': 'No tracker answers as it should. {{why}}',
    'no-trackers':
      'It is private and has no tracker: peers of a private torrent come from its trackers alone.',
    'dht-off': 'It has no tracker, and the DHT, which finds peers without one, is off.',
    'dht-empty': 'It has no tracker, and the DHT has not found a node to ask yet.',
    'port-closed':
      'The peers that are known cannot be reached, and your port is closed, so that they cannot come to you.',
    'no-metadata': 'Peers are connected, but none has sent the list of files yet.',
    'pieces-missing_one':
      'No seed is connected, and {{count, number}} piece that you need is with nobody who is.',
    'pieces-missing_other':
      'No seed is connected, and {{count, number}} pieces that you need are with nobody who is.',
    choked: 'Peers have what you need, but their upload slots are taken. It goes on by itself.',
    limited: 'Your own download limit is used up.',
  },
  /** The button that helps. */
  remedy: {
    announce: 'Ask trackers now',
    trackers: 'Add trackers…',
    dht: 'Turn on the DHT',
    routers: 'DHT settings…',
    port: 'Connection settings…',
    limit: 'Raise the limit…',
    retry: 'Try again',
    resume: 'Resume',
    queue: 'Queue settings…',
  },
  tree: {
    skip: 'Skip',
    low: 'Low',
    normal: 'Normal',
    high: 'High',
    mixed: 'Mixed',
    priority: 'Priority',
    priorityOf: 'Priority of {{name}}',
    want: 'Download {{name}}',
    expand: 'Expand {{name}}',
    collapse: 'Collapse {{name}}',
    search: 'Search files',
    noMatch: 'No file matches',
    count_one: '{{count, number}} file',
    count_other: '{{count, number}} files',
    selected: '{{bytes}} of {{size}} selected',
    reveal: 'Show in folder',
    copyPath: 'Copy path',
  },
} as const;
