import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startQbittorrent } from '../../support/clients/index.ts';
import { takesConnections } from '../../support/handshake.ts';
import { isInstalled } from '../../support/requirements.ts';
import { openInApp, whyNoApp } from '../../support/skein-app.ts';
import { delay, until } from '../../support/wait.ts';
import { launchWatched } from '../lib/app-delay.ts';
import type { Contestant, Environment, Family, Payload, RunContext, Sample } from '../lib/case.ts';
import { warm } from '../lib/environment.ts';

/** How late the app's main thread comes while the engine works at full speed: what the window feels. */

type Work = 'idle' | 'download' | 'seed';

const IDLE_MS = 5000;

async function download(payload: Payload, context: RunContext) {
  const { group, dir, environment } = context;
  const { tracker } = environment;
  const { infoHash, file } = payload.torrent;
  const seeder = await startQbittorrent({ group, dir: join(dir, 'other') });
  await seeder.addTorrent(file, payload.folder, { skipCheck: true });
  await seeder.waitComplete(infoHash);
  await takesConnections(seeder, infoHash);
  tracker.setPeers([{ host: seeder.host, port: seeder.port }]);
  // The seeder announces too, but never that it completed.
  return () =>
    until(() => tracker.announces.some(({ event }) => event === 'completed'), {
      timeout: 180_000,
      what: 'the app to complete',
    });
}

async function measure(work: Work, payload: Payload, context: RunContext): Promise<Sample> {
  const { dir, environment, group } = context;
  const { root, tracker } = environment;
  const env = { HOME: join(dir, 'home'), DBUS_SESSION_BUS_ADDRESS: 'disabled:' };
  await mkdir(env.HOME, { recursive: true });
  const profile = join(dir, 'profile');
  const saveDir = work === 'seed' ? payload.folder : join(dir, 'into');
  await mkdir(saveDir, { recursive: true });
  tracker.announces.length = 0;
  tracker.setPeers([]);
  const appPort = (): number => tracker.announces.find(({ port }) => port > 0)?.port ?? 0;
  const wait = work === 'download' ? await download(payload, context) : undefined;
  const watched = await launchWatched(root, profile, env);
  group.own(() => watched.app.close());
  // What the start itself costs is not part of it.
  await delay(2000);
  const open = (): Promise<void> =>
    openInApp(
      group,
      root,
      { profile, saveDir, torrentFile: payload.torrent.file, env },
      { inspectable: true },
    );
  if (work === 'seed') {
    await open();
    await until(() => tracker.announces.some(({ left }) => left === 0), {
      timeout: 60_000,
      what: 'the app to seed',
    });
  }
  await watched.begin();
  const startedAt = performance.now();
  if (work === 'idle') await delay(IDLE_MS);
  if (work === 'download') await Promise.all([open(), wait?.()]);
  if (work === 'seed') await upload(payload, context, appPort());
  const seconds = (performance.now() - startedAt) / 1000;
  const { p99, max } = await watched.delays();
  return {
    seconds,
    ...(work === 'idle' ? {} : { bytes: payload.bytes }),
    delayP99: p99,
    delayMax: max,
  };
}

async function upload(payload: Payload, { group, dir }: RunContext, port: number): Promise<void> {
  const { infoHash, file } = payload.torrent;
  const leecher = await startQbittorrent({ group, dir: join(dir, 'other') });
  await leecher.addTorrent(file, join(dir, 'into'));
  await leecher.addPeer?.(infoHash, '127.0.0.1', port);
  await leecher.waitComplete(infoHash, 180_000);
}

function contestants(environment: Environment, payload: Payload): Contestant[] {
  const missing =
    whyNoApp(environment.root, { inspectable: true }) ??
    (isInstalled('qbittorrent-nox') ? undefined : 'qbittorrent-nox is not installed');
  return (['idle', 'download', 'seed'] as const).map((work) => ({
    name: `app-${work}`,
    kind: 'ours',
    missing,
    run: (context) => measure(work, payload, context),
  }));
}

export const appDelay: Family = {
  name: 'app-delay',
  standard: false,
  async cases(environment) {
    const payload = await environment.payload('large');
    await warm(payload, environment.group);
    return [
      {
        name: 'app-delay',
        title: 'main thread of the app',
        columns: ['delayP99', 'delayMax', 'rate'],
        by: 'delayP99',
        touch: payload.bytes,
        contestants: contestants(environment, payload),
      },
    ];
  },
};
