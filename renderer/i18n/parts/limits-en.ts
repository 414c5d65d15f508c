/** Limits of single torrents, slow mode and its week, in English. */
export const limitsEn = {
  limits: {
    menu: 'Limits…',
    titleOne: 'Limits of “{{name}}”',
    title_one: 'Limits of {{count, number}} torrent',
    title_other: 'Limits of {{count, number}} torrents',
    down: 'Download',
    up: 'Upload',
    mixed: 'different',
    hint: '0 means no limit of its own. The limits of all torrents together hold as well.',
    peerHint:
      '0 means no limit of its own. It holds for all connections with this address until the torrent leaves the list.',
    save: 'Set limits',
    slow: 'Slow mode',
    slowOn: 'Slow mode is on',
    slowOff: 'Slow mode is off',
    slowOnUntil: 'Slow mode is on until {{when}}',
    slowOffUntil: 'Slow mode is off until {{when}}',
    weekEmpty: 'No times are marked. Drag over the hours, or use the arrow keys and the space bar.',
    weekClear: 'Clear',
  },
};
