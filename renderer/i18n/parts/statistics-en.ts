/** English for the statistics. */
export const statisticsEn = {
  statistics: {
    title: 'Statistics',
    totals: 'Totals',
    byDay: 'By day',
    byTorrent: 'By torrent',
    session: 'This session',
    allTime: 'All time',
    time: 'Running for',
    day: 'Day',
    nothing: 'Nothing was moved yet',
    chart: 'Bars of the last {{count, number}} days; the longest is {{most}}',
    dayTip: '{{day}}: {{down}} down, {{up}} up',
  },
} as const;
