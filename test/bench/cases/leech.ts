import { featureless, others, skeinApp, skeinLeecher } from '../contestants/leechers.ts';
import type { Family } from '../lib/case.ts';
import { warm } from '../lib/environment.ts';
import { leechCase } from '../lib/leech-case.ts';

/** One large file from one qBittorrent seeder, plain TCP. */
export const leech: Family = {
  name: 'leech',
  standard: true,
  async cases(environment) {
    const payload = await environment.payload('large');
    await warm(payload, environment.group);
    return [
      leechCase({
        name: 'leech',
        title: `leech ${payload.bytes / 1024 ** 2} MiB, one file, from qBittorrent`,
        payload,
        leechers: [
          skeinLeecher,
          skeinApp(environment.root),
          ...others(environment.root),
          featureless,
        ],
        encryption: 'off',
      }),
    ];
  },
};
