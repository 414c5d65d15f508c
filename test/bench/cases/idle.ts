import { join } from 'node:path';
import { FOREIGN, type ForeignName } from '../../support/clients/index.ts';
import { takesConnections } from '../../support/handshake.ts';
import type { ManagedProcess } from '../../support/process-group.ts';
import { usage } from '../../support/procfs.ts';
import { isInstalled } from '../../support/requirements.ts';
import { isCliBuilt, QUIET, type SkeinCli, startSkein } from '../../support/skein-cli.ts';
import { infoHashOfFile } from '../../support/torrent-file.ts';
import { delay, until } from '../../support/wait.ts';
import type { Case, Contestant, Environment, Family, RunContext, Sample } from '../lib/case.ts';
import { makeSmallTorrents, type SmallTorrents } from '../lib/small-torrents.ts';

/** Many complete torrents and nothing to do: how soon after a restart all serve, and what it costs from then on. */

const SETTLE_MS = 8_000;
const WATCH_MS = 20_000;

/** Counting is not serving: the last one added must also answer a handshake. */
async function lastServes(torrents: SmallTorrents, name: string, port: number): Promise<void> {
  const infoHash = await infoHashOfFile(torrents.files.at(-1) ?? '');
  await takesConnections({ name, host: '127.0.0.1', port }, infoHash, 120_000);
}

async function rest(running: ManagedProcess, seconds: number): Promise<Sample> {
  const cpuSeconds = running.sampler.cpuSeconds;
  await delay(SETTLE_MS);
  const before = usage(running.pid);
  const from = performance.now();
  await delay(WATCH_MS);
  const after = usage(running.pid);
  if (!before || !after) throw new Error(`It has ended: ${running.tail()}`);
  const idleCpu = (after.cpuSeconds - before.cpuSeconds) / ((performance.now() - from) / 1000);
  const { anonymous, resident } = after;
  return { seconds, cpuSeconds, anonymous, resident, idleCpu };
}

async function allSeeding(cli: SkeinCli, count: number): Promise<void> {
  await until(
    () => {
      if (cli.process.end) throw new Error(cli.process.tail());
      return cli.all('seeding').length >= count;
    },
    { timeout: 300_000, interval: 20, what: `${count} torrents to be seeded` },
  );
}

async function runSkein(torrents: SmallTorrents, { group, dir }: RunContext): Promise<Sample> {
  const args = ['seed', ...torrents.files, '--dir', torrents.folder, '--state', join(dir, 'state')];
  const words = [...args, '--listen', '127.0.0.1:0', ...QUIET];
  const count = torrents.files.length;
  const first = startSkein(words, { group });
  await allSeeding(first, count);
  await first.kill('SIGTERM');
  const second = startSkein(words, { group });
  await allSeeding(second, count);
  await lastServes(torrents, 'skein', (await second.waitFor('listening')).port);
  return rest(second.process, (performance.now() - second.process.startedAt) / 1000);
}

async function runForeign(
  name: ForeignName,
  torrents: SmallTorrents,
  { group, dir }: RunContext,
): Promise<Sample> {
  const options = { group, dir: join(dir, name) };
  const count = torrents.files.length;
  const first = await FOREIGN[name].start(options);
  for (const file of torrents.files) {
    await first.addTorrent(file, torrents.folder, { skipCheck: true });
  }
  const all = async (client: typeof first): Promise<boolean> =>
    (await client.seedingCount?.()) === count;
  const look = { timeout: 600_000, interval: 50, what: `${name} to seed ${count} torrents` };
  await until(() => all(first), look);
  // Enough time for what it saves in the background.
  await delay(3000);
  await first.stop();
  const startedAt = performance.now();
  const second = await FOREIGN[name].start(options);
  await until(() => all(second), look);
  await lastServes(torrents, name, second.port);
  return rest(second.process, (performance.now() - startedAt) / 1000);
}

async function idleCase(environment: Environment, count: number): Promise<Case> {
  const torrents = await makeSmallTorrents(await environment.group.tempDir('small'), count);
  const foreign = (name: 'qbittorrent' | 'transmission'): Contestant => ({
    name,
    kind: 'other',
    missing: isInstalled(FOREIGN[name].program) ? undefined : 'it is not installed',
    run: (context) => runForeign(name, torrents, context),
  });
  return {
    name: `idle-${count}`,
    title: `${count} complete torrents, idle`,
    columns: ['seconds', 'cpu', 'idleCpu', 'anonymous', 'resident'],
    by: 'seconds',
    touch: 0,
    contestants: [
      {
        name: 'skein',
        kind: 'ours',
        missing: isCliBuilt() ? undefined : 'out/cli is not built',
        run: (context) => runSkein(torrents, context),
      },
      foreign('qbittorrent'),
      foreign('transmission'),
    ],
  };
}

export const idle: Family = {
  name: 'idle',
  standard: false,
  cases: async (environment) => [
    await idleCase(environment, 500),
    await idleCase(environment, 2000),
  ],
};
