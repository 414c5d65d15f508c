import { join } from 'node:path';
import { FOREIGN, type ForeignName } from '../../support/clients/index.ts';
import { isInstalled } from '../../support/requirements.ts';
import { CLI, isCliBuilt } from '../../support/skein-cli.ts';
import { until } from '../../support/wait.ts';
import type { Contestant, Family, Payload, RunContext, Sample } from '../lib/case.ts';
import { warm } from '../lib/environment.ts';
import { oneShot } from '../lib/one-shot.ts';

/** A full check of complete data in the page cache. */

const LOOK_MS = 15;

/** For daemons: from the order to check again until it says that it is done. */
async function recheck(name: ForeignName, payload: Payload, context: RunContext): Promise<Sample> {
  const { group, dir } = context;
  const client = await FOREIGN[name].start({ group, dir: join(dir, name), refreshMs: 20 });
  const { infoHash } = payload.torrent;
  await client.addTorrent(payload.torrent.file, payload.folder, { skipCheck: true });
  await client.waitComplete(infoHash, 60_000);
  const before = client.cpuSeconds();
  const startedAt = performance.now();
  await client.recheck(infoHash);
  const look = { interval: LOOK_MS, timeout: 120_000, what: `${name} to check` };
  // A check that is over before it was ever seen would be told as an endless one: better than a wrong time.
  await until(async () => (await client.progress(infoHash)).checking, look);
  await until(async () => {
    const { checking, complete } = await client.progress(infoHash);
    return !checking && complete;
  }, look);
  const seconds = (performance.now() - startedAt) / 1000;
  const { anonymous, resident } = client.peakMemory();
  return {
    seconds,
    bytes: payload.bytes,
    cpuSeconds: client.cpuSeconds() - before,
    anonymous,
    resident,
  };
}

function checkers(payload: Payload): Contestant[] {
  const daemon = (name: ForeignName): Contestant => ({
    name,
    kind: 'other',
    missing: isInstalled(FOREIGN[name].program)
      ? undefined
      : `${FOREIGN[name].program} is not installed`,
    run: (context) => recheck(name, payload, context),
  });
  const { file } = payload.torrent;
  const { bytes, folder } = payload;
  return [
    {
      name: 'skein',
      kind: 'ours',
      missing: isCliBuilt() ? undefined : 'out/cli is not built',
      run: async ({ group }) => {
        const args = [CLI, 'verify', file, '--dir', folder, '--json'];
        return { ...(await oneShot(group, process.execPath, args)), bytes };
      },
    },
    daemon('qbittorrent'),
    daemon('transmission'),
    {
      name: 'aria2',
      kind: 'other',
      missing: isInstalled('aria2c') ? undefined : 'aria2c is not installed',
      run: async ({ group }) => {
        const only = ['--hash-check-only=true', '--check-integrity=true', '--no-conf'];
        const quiet = ['--enable-dht=false', '--enable-dht6=false', '--summary-interval=0'];
        const args = [...only, ...quiet, '--seed-time=0', `--dir=${folder}`, file];
        return { ...(await oneShot(group, 'aria2c', args)), bytes };
      },
    },
    daemon('rtorrent'),
  ];
}

export const check: Family = {
  name: 'check',
  standard: true,
  async cases(environment) {
    const payload = await environment.payload('large');
    await warm(payload, environment.group);
    return [
      {
        name: 'check',
        title: `check ${payload.bytes / 1024 ** 2} MiB in the page cache`,
        columns: ['rate', 'seconds', 'cpu', 'anonymous', 'resident'],
        by: 'rate',
        touch: 0,
        contestants: checkers(payload),
      },
    ];
  },
};
