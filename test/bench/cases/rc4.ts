import { leechers } from '../contestants/leechers.ts';
import type { Family } from '../lib/case.ts';
import { warm } from '../lib/environment.ts';
import { leechCase } from '../lib/leech-case.ts';

/** Encryption required by the leecher: RC4 over everything. */
export const rc4: Family = {
  name: 'rc4',
  standard: false,
  async cases(environment) {
    const payload = await environment.payload('large');
    await warm(payload, environment.group);
    const names = ['skein', 'qbittorrent', 'aria2'];
    return [
      leechCase({
        name: 'rc4',
        title: `leech ${payload.bytes / 1024 ** 2} MiB, RC4 required`,
        payload,
        leechers: leechers(environment.root).filter(({ name }) => names.includes(name)),
        encryption: 'require',
      }),
    ];
  },
};
