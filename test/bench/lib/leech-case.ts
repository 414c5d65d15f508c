import { join } from 'node:path';
import { type Client, type Encryption, startQbittorrent } from '../../support/clients/index.ts';
import { takesConnections } from '../../support/handshake.ts';
import { differences, treeHashes } from '../../support/payload.ts';
import { isInstalled } from '../../support/requirements.ts';
import { delay } from '../../support/wait.ts';
import type { Leecher } from '../contestants/leechers.ts';
import type { Case, Contestant, Payload, RunContext, Sample } from './case.ts';
import { FirstByteWatch } from './loopback.ts';

/** Cases with one leecher and one qBittorrent seeder that has the data in the page cache. */

const SEEDER = 'qbittorrent-nox';
// What a client still writes after it said "complete" is its own cost.
const SETTLE_MS = 300;

export async function startSeeder(
  context: RunContext,
  payload: Payload,
  encryption: Encryption,
): Promise<Client> {
  const seeder = await startQbittorrent({
    group: context.group,
    dir: join(context.dir, 'seeder'),
    encryption,
  });
  await seeder.addTorrent(payload.torrent.file, payload.folder, { skipCheck: true });
  await seeder.waitComplete(payload.torrent.infoHash, 60_000);
  // An encrypted-only seeder answers no plain handshake.
  if (encryption !== 'require') await takesConnections(seeder, payload.torrent.infoHash);
  return seeder;
}

/** The data of the first run is compared byte by byte; later runs only take part in the time. */
async function verify(payload: Payload, saveDir: string): Promise<void> {
  const [expected, found] = await Promise.all([
    treeHashes(payload.path),
    treeHashes(join(saveDir, payload.name)),
  ]);
  const wrong = differences(expected, found).filter((text) => !text.startsWith('missing'));
  if (wrong.length > 0) throw new Error(`wrong data: ${wrong.slice(0, 5).join(', ')}`);
}

async function measure(
  leecher: Leecher,
  context: RunContext,
  payload: Payload,
  encryption: Encryption,
): Promise<Sample> {
  const { infoHash } = payload.torrent;
  const seeder = await startSeeder(context, payload, encryption);
  const saveDir = join(context.dir, 'into');
  let startedAt = 0;
  let seederBefore = 0;
  let watch: FirstByteWatch | undefined;
  const {
    process: running,
    cpuBefore,
    completedAt,
  } = await leecher.leech({
    group: context.group,
    dir: join(context.dir, 'leecher'),
    saveDir,
    root: context.environment.root,
    payload,
    encryption,
    peer: { host: seeder.host, port: seeder.port },
    callMe: (port) => seeder.addPeer?.(infoHash, '127.0.0.1', port) ?? Promise.resolve(),
    begin() {
      seederBefore = seeder.cpuSeconds();
      watch = new FirstByteWatch();
      startedAt = performance.now();
    },
    timeout: 180_000,
  });
  try {
    const seconds = ((await completedAt) - startedAt) / 1000;
    const otherCpuSeconds = seeder.cpuSeconds() - seederBefore;
    await Promise.race([delay(SETTLE_MS), running.ended]);
    const { anonymous, resident } = running.sampler.peak();
    if (context.run === 0 && leecher.kind !== 'reference') await verify(payload, saveDir);
    return {
      seconds,
      bytes: payload.bytes,
      ...(watch?.at === undefined ? {} : { firstByteSeconds: (watch.at - startedAt) / 1000 }),
      cpuSeconds: running.sampler.cpuSeconds - cpuBefore,
      otherCpuSeconds,
      anonymous,
      resident,
    };
  } finally {
    watch?.stop();
  }
}

export function leechCase(
  name: string,
  title: string,
  payload: Payload,
  leechers: readonly Leecher[],
  encryption: Encryption,
): Case {
  const noSeeder = isInstalled(SEEDER) ? undefined : `${SEEDER}, the seeder, is not installed`;
  const contestants = leechers.map(
    (leecher): Contestant => ({
      name: leecher.name,
      kind: leecher.kind,
      missing: noSeeder ?? leecher.missing,
      onlyWhenNamed: leecher.onlyWhenNamed === true,
      run: (context) => measure(leecher, context, payload, encryption),
    }),
  );
  return {
    name,
    title,
    columns: [
      'rate',
      'rateAfterFirst',
      'firstByte',
      'cpuPerGiB',
      'otherCpuPerGiB',
      'anonymous',
      'resident',
    ],
    by: 'rate',
    touch: payload.bytes,
    contestants,
  };
}
