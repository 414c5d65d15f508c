import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Encryption, FOREIGN, type ForeignName } from '../../support/clients/index.ts';
import type { FixedTracker } from '../../support/fixed-tracker.ts';
import type { ManagedProcess, ProcessGroup } from '../../support/process-group.ts';
import { isInstalled } from '../../support/requirements.ts';
import { startApp, whyNoApp } from '../../support/skein-app.ts';
import { isCliBuilt, QUIET, startSkein } from '../../support/skein-cli.ts';
import { within } from '../../support/wait.ts';
import type { Contestant, Payload } from '../lib/case.ts';
import { touched } from '../lib/completion.ts';
import { startWebtorrent, whyNoWebtorrent } from '../lib/webtorrent.ts';

/** How each client is made to download, and how the moment of its completion is learnt. */

export interface LeechJob {
  readonly group: ProcessGroup;
  /** Fresh folder for everything of this leecher. */
  readonly dir: string;
  readonly saveDir: string;
  readonly root: string;
  readonly payload: Payload;
  readonly encryption: Encryption;
  /** The one that the torrent names. */
  readonly tracker: FixedTracker;
  /** Whom to dial; undefined where the tracker in the torrent names the peers. */
  readonly peer: { readonly host: string; readonly port: number } | undefined;
  /** Makes the seeder dial the leecher: for those that cannot be told a peer, or would dial with RC4. */
  readonly callMe: (port: number) => Promise<void>;
  /** To be called at the moment from which a user would count. */
  readonly begin: () => Promise<void>;
  readonly timeout: number;
}

export interface Leeching {
  readonly process: ManagedProcess;
  /** CPU seconds that a daemon had used before the torrent was added; 0 for those started with it. */
  readonly cpuBefore: number;
  /** `performance.now()` at completion. */
  readonly completedAt: Promise<number>;
}

export interface Leecher extends Pick<Contestant, 'name' | 'kind' | 'missing' | 'takesPart'> {
  leech(job: LeechJob): Promise<Leeching>;
}

function foreign(name: ForeignName, dial: 'dials' | 'is dialled'): Leecher {
  const { program, start } = FOREIGN[name];
  return {
    name,
    kind: 'other',
    missing: isInstalled(program) ? undefined : `${program} is not installed`,
    async leech(job) {
      const completionFile = join(job.dir, 'events', 'complete');
      const client = await start({
        group: job.group,
        dir: join(job.dir, name),
        encryption: job.encryption,
        completionFile,
      });
      await mkdir(job.saveDir, { recursive: true });
      const completed = await touched(completionFile, client.process, job.timeout);
      const cpuBefore = client.cpuSeconds();
      await job.begin();
      const infoHash = await client.addTorrent(job.payload.torrent.file, job.saveDir);
      if (job.peer && dial === 'dials') {
        await client.addPeer?.(infoHash, job.peer.host, job.peer.port);
      } else if (job.peer) {
        await job.callMe(client.port);
      }
      return { process: client.process, cpuBefore, completedAt: completed.at };
    },
  };
}

export const skeinLeecher: Leecher = {
  name: 'skein',
  kind: 'ours',
  missing: isCliBuilt() ? undefined : 'out/cli is not built',
  async leech(job) {
    const { peer } = job;
    await mkdir(job.saveDir, { recursive: true });
    await job.begin();
    const cli = startSkein(
      [
        'download',
        job.payload.torrent.file,
        ...['--dir', job.saveDir, '--state', join(job.dir, 'state')],
        ...['--listen', '127.0.0.1:0', '--keep-seeding', ...QUIET],
        ...(peer ? ['--peer', `${peer.host}:${peer.port}`] : []),
        ...['--encryption', job.encryption],
      ],
      { group: job.group },
    );
    const completedAt = cli
      .waitFor('complete', job.timeout)
      .then((event) => cli.process.startedAt + event.at);
    completedAt.catch(() => undefined);
    return { process: cli.process, cpuBefore: 0, completedAt };
  },
};

/**
 * The app with its window open. A second start hands it the .torrent, whose tracker names the peer and is told
 * of the completion: nothing is attached to the app while it works.
 */
export const skeinApp = (root: string): Leecher => ({
  name: 'skein-app',
  kind: 'ours',
  missing: whyNoApp(root),
  async leech(job) {
    await mkdir(job.saveDir, { recursive: true });
    const app = await startApp(job.group, root, join(job.dir, 'app'));
    const cpuBefore = app.process.sampler.cpuSeconds;
    const completion = new Promise<number>((resolve) => {
      job.tracker.onAnnounce = ({ event, left, at }) => {
        if (event === 'completed' || (event !== 'stopped' && left === 0)) resolve(at);
      };
    });
    const ended = app.process.ended.then(() => Promise.reject(new Error(app.process.tail())));
    const completedAt = within(job.timeout, 'completion', Promise.race([completion, ended]));
    completedAt.catch(() => undefined);
    if (job.peer) job.tracker.setPeers([job.peer]);
    await job.begin();
    void app.open(job.payload.torrent.file, job.saveDir);
    return { process: app.process, cpuBefore, completedAt };
  },
});

/** No client: what plain JavaScript could reach. See featureless-leecher.mjs. */
export const featureless: Leecher = {
  name: 'featureless',
  kind: 'reference',
  async leech(job) {
    const { peer, payload } = job;
    if (!peer) throw new Error('it must be told its peer');
    await mkdir(job.saveDir, { recursive: true });
    const script = join(job.root, 'test', 'bench', 'featureless-leecher.mjs');
    const numbers = [String(payload.bytes), String(payload.pieceLength)];
    const out = join(job.saveDir, payload.name);
    await job.begin();
    let onComplete: (at: number) => void;
    const completion = new Promise<number>((resolve) => {
      onComplete = resolve;
    });
    const running = job.group.spawn(
      process.execPath,
      [script, peer.host, String(peer.port), payload.torrent.infoHash, ...numbers, out],
      { name: 'featureless', stdin: true, onLine: () => onComplete(performance.now()) },
    );
    const failure = running.ended.then(() => Promise.reject(new Error(running.tail())));
    const completedAt = within(job.timeout, 'completion', Promise.race([completion, failure]));
    completedAt.catch(() => undefined);
    return { process: running, cpuBefore: 0, completedAt };
  },
};

/** In a newer Node than ours. Dialled, because what it dials itself it encrypts. */
const webtorrent = (root: string): Leecher => ({
  name: 'webtorrent',
  kind: 'other',
  missing: whyNoWebtorrent(root),
  takesPart: 'in all',
  async leech(job) {
    await mkdir(job.saveDir, { recursive: true });
    await job.begin();
    let onComplete: (at: number) => void;
    const completion = new Promise<number>((resolve) => {
      onComplete = resolve;
    });
    const words = [job.payload.torrent.file, job.saveDir];
    const running = startWebtorrent(root, job.group, words, (line) => {
      const [word, port] = line.split(' ');
      if (word === 'ready' && job.peer) void job.callMe(Number(port));
      if (word === 'complete') onComplete(performance.now());
    });
    const ended = running.ended.then(() => Promise.reject(new Error(running.tail())));
    const completedAt = within(job.timeout, 'completion', Promise.race([completion, ended]));
    completedAt.catch(() => undefined);
    return { process: running, cpuBefore: 0, completedAt };
  },
});

/** All clients that we did not write. */
export const others = (root: string): readonly Leecher[] => [
  foreign('qbittorrent', 'dials'),
  foreign('aria2', 'is dialled'),
  foreign('transmission', 'is dialled'),
  // It asks libtorrent for more than that queues, and stalls for minutes over what got lost.
  { ...foreign('rtorrent', 'dials'), takesPart: 'named' },
  webtorrent(root),
];

/** Where peers find each other: webtorrent, which encrypts what it dials, takes minutes there, so only when named. */
export const dialling = (all: readonly Leecher[]): readonly Leecher[] =>
  all.map((one) => (one.takesPart === 'in all' ? { ...one, takesPart: 'named' } : one));

/** Skein's command line and all others. */
export const leechers = (root: string): readonly Leecher[] => [skeinLeecher, ...others(root)];
