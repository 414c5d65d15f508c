/** Wie einzelne Torrents laden und geben, auf Deutsch. */
export const policyDe = {
  policy: {
    menu: 'Reihenfolge und Verteilen',
    sequential: 'Der Reihe nach laden',
    firstLast: 'Erste und letzte Stücke zuerst',
    superSeeding: 'Super-Seeding',
  },
};
