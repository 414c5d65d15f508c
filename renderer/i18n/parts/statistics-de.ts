/** German for the statistics. */
export const statisticsDe = {
  statistics: {
    title: 'Statistik',
    totals: 'Summen',
    byDay: 'Nach Tagen',
    byTorrent: 'Nach Torrents',
    session: 'Diese Sitzung',
    allTime: 'Insgesamt',
    time: 'Läuft seit',
    day: 'Tag',
    nothing: 'Noch ist nichts übertragen',
    chart: 'Balken der letzten {{count, number}} Tage; der längste ist {{most}}',
    dayTip: '{{day}}: {{down}} herunter, {{up}} hoch',
  },
} as const;
