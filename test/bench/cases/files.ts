import { leechers } from '../contestants/leechers.ts';
import type { Family } from '../lib/case.ts';
import { warm } from '../lib/environment.ts';
import { leechCase } from '../lib/leech-case.ts';

/** The same in 2,000 files with small pieces: opening, closing and spans that end in the middle of pieces. */
export const files: Family = {
  name: 'files',
  standard: false,
  async cases(environment) {
    const payload = await environment.payload('files');
    await warm(payload, environment.group);
    return [
      leechCase({
        name: 'files',
        title: `leech ${Math.round(payload.bytes / 1024 ** 2)} MiB in 2,000 files`,
        payload,
        leechers: leechers(environment.root).filter(({ name }) => name !== 'transmission'),
        encryption: 'off',
      }),
    ];
  },
};
