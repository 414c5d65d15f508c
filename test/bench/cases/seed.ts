import { type Leecher, leechers } from '../contestants/leechers.ts';
import { SEEDERS, type Seeder } from '../contestants/seeders.ts';
import type { Case, Contestant, Family, Payload, RunContext, Sample } from '../lib/case.ts';
import { warm } from '../lib/environment.ts';
import { sampleOf, transfer } from '../lib/transfer.ts';

/** One seeder, one leecher that we did not write; the seeder's side is measured. */

async function measure(
  seeder: Seeder,
  leecher: Leecher,
  payload: Payload,
  context: RunContext,
): Promise<Sample> {
  const { group, dir } = context;
  const seeding = await seeder.seed({ group, dir, payload, encryption: 'off' });
  const result = await transfer({
    context,
    payload,
    seeder: seeding,
    leecher,
    // It would dial with RC4; where that is refused it comes back plain.
    encryption: 'off',
    // aria2 cannot be told a peer, and not every seeder can be told to dial.
    meet: leecher.name === 'aria2' ? 'tracker' : 'peer',
    callLeecher: () => Promise.resolve(),
    timeout: 300_000,
  });
  return sampleOf('seeder', payload, result);
}

function seedCase(root: string, payload: Payload, to: 'qbittorrent' | 'aria2'): Case {
  const leecher = leechers(root).find(({ name }) => name === to) as Leecher;
  // Transmission needs more than a minute for a GiB: once is enough.
  const seeders = SEEDERS.filter(({ name }) => to === 'qbittorrent' || name !== 'transmission');
  const contestants = seeders.map(
    (seeder): Contestant => ({
      name: seeder.name,
      kind: seeder.kind,
      missing: leecher.missing ?? seeder.missing,
      takesPart: seeder.takesPart,
      run: (context) => measure(seeder, leecher, payload, context),
    }),
  );
  return {
    name: `seed-${to}`,
    title: `seed ${payload.bytes / 1024 ** 2} MiB to ${to}`,
    columns: ['rateAfterFirst', 'cpuPerGiB', 'otherCpuPerGiB', 'anonymous', 'resident'],
    by: 'rateAfterFirst',
    touch: 0,
    contestants,
  };
}

export const seed: Family = {
  name: 'seed',
  standard: true,
  async cases(environment) {
    const payload = await environment.payload('large');
    await warm(payload, environment.group);
    return [
      seedCase(environment.root, payload, 'qbittorrent'),
      seedCase(environment.root, payload, 'aria2'),
    ];
  },
};
