import { join } from 'node:path';
import { startQbittorrent } from '../../support/clients/index.ts';
import { takesConnections } from '../../support/handshake.ts';
import { dialling, type Leecher, leechers } from '../contestants/leechers.ts';
import type { Contestant, Family, Payload, RunContext, Sample } from '../lib/case.ts';
import { warm } from '../lib/environment.ts';
import { NoiseWatch } from '../lib/noise.ts';

/** How well a client spreads what it has: one slow seeder, four leechers of one kind, until the last has all. */

const SEED_RATE = 20_000_000;
const COUNT = 4;

async function measure(leecher: Leecher, payload: Payload, context: RunContext): Promise<Sample> {
  const { group, dir, environment } = context;
  const { infoHash, file } = payload.torrent;
  const { tracker, root } = environment;
  tracker.onAnnounce = undefined;
  tracker.setSwarm();
  const seeder = await startQbittorrent({ group, dir: join(dir, 'seeder'), upLimit: SEED_RATE });
  await seeder.addTorrent(file, payload.folder, { skipCheck: true });
  await seeder.waitComplete(infoHash, 60_000);
  await takesConnections(seeder, infoHash);
  let startedAt: number | undefined;
  const seederBefore = seeder.cpuSeconds();
  const noise = new NoiseWatch();
  const leeching = await Promise.all(
    Array.from({ length: COUNT }, (_, index) =>
      leecher.leech({
        group,
        dir: join(dir, `leecher-${index}`),
        saveDir: join(dir, `into-${index}`),
        root,
        payload,
        encryption: 'off',
        tracker,
        peer: undefined,
        callMe: () => Promise.resolve(),
        async begin() {
          startedAt ??= performance.now();
        },
        timeout: 300_000,
      }),
    ),
  );
  const ends = await Promise.all(leeching.map(({ completedAt }) => completedAt));
  const cpu = leeching.map(({ process: one, cpuBefore }) => one.sampler.cpuSeconds - cpuBefore);
  const cpuSeconds = cpu.reduce((sum, one) => sum + one, 0);
  const otherCpuSeconds = seeder.cpuSeconds() - seederBefore;
  const peaks = leeching.map(({ process: one }) => one.sampler.peak());
  return {
    seconds: (Math.max(...ends) - (startedAt ?? 0)) / 1000,
    bytes: payload.bytes * COUNT,
    cpuSeconds,
    otherCpuSeconds,
    anonymous: Math.max(...peaks.map(({ anonymous }) => anonymous)),
    resident: Math.max(...peaks.map(({ resident }) => resident)),
    noise: noise.share(cpuSeconds + otherCpuSeconds),
  };
}

export const swarm: Family = {
  name: 'swarm',
  standard: false,
  async cases(environment) {
    const payload = await environment.payload('swarm');
    await warm(payload, environment.group);
    const contestants = dialling(leechers(environment.root)).map(
      (leecher): Contestant => ({
        name: leecher.name,
        kind: leecher.kind,
        missing:
          leecher.missing ??
          (leecher.name === 'transmission' ? 'it does not dial loopback addresses' : undefined),
        // rTorrent keeps one peer per address, and here all have the same one.
        takesPart: leecher.takesPart,
        run: (context) => measure(leecher, payload, context),
      }),
    );
    return [
      {
        name: 'swarm',
        title: 'seeder at 20 MB/s, 4 leechers, 512 MiB',
        columns: ['seconds', 'overLimit', 'cpuPerGiB', 'otherCpuPerGiB', 'anonymous', 'resident'],
        by: 'seconds',
        limitSeconds: payload.bytes / SEED_RATE,
        touch: payload.bytes * COUNT,
        contestants,
      },
    ];
  },
};
