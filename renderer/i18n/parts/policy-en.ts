/** How single torrents fetch and give, in English. */
export const policyEn = {
  policy: {
    menu: 'Order and seeding',
    sequential: 'Download in order',
    firstLast: 'First and last pieces first',
    superSeeding: 'Super-seed',
  },
};
