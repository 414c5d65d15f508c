import { others, skeinLeecher } from '../contestants/leechers.ts';
import { foreignSeeder } from '../contestants/seeders.ts';
import type { Contestant, Family } from '../lib/case.ts';
import { warm } from '../lib/environment.ts';
import { sampleOf, transfer } from '../lib/transfer.ts';

const seeder = foreignSeeder('transmission');
/** Those that can dial it: it dials no loopback address itself. */
const DIAL: Readonly<Record<string, 'peer' | 'tracker'>> = {
  skein: 'peer',
  qbittorrent: 'peer',
  aria2: 'tracker',
};

/** One large file from one Transmission, which answers in pulses and unchokes on a ten-second beat. */
export const fromTransmission: Family = {
  name: 'from-transmission',
  standard: false,
  async cases(environment) {
    const payload = await environment.payload('large');
    await warm(payload, environment.group);
    const leechers = [skeinLeecher, ...others(environment.root)];
    const contestants = leechers.flatMap((leecher): Contestant[] => {
      const meet = DIAL[leecher.name];
      if (meet === undefined) return [];
      const run: Contestant['run'] = async (context) => {
        const { group, dir } = context;
        const from = await seeder.seed({ group, dir, payload, encryption: 'off' });
        const result = await transfer({
          context,
          payload,
          seeder: from,
          leecher,
          encryption: 'off',
          meet,
          callLeecher: async () => undefined,
          timeout: 240_000,
        });
        return sampleOf('leecher', payload, result);
      };
      const { name, kind } = leecher;
      return [{ name, kind, missing: seeder.missing ?? leecher.missing, run }];
    });
    return [
      {
        name: 'from-transmission',
        title: `leech ${payload.bytes / 1024 ** 2} MiB, one file, from Transmission`,
        columns: ['rate', 'rateAfterFirst', 'firstByte', 'cpuPerGiB', 'otherCpuPerGiB'],
        by: 'rateAfterFirst',
        touch: 0,
        contestants,
      },
    ];
  },
};
