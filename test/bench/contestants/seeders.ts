import { join } from 'node:path';
import { type Encryption, FOREIGN, type ForeignName } from '../../support/clients/index.ts';
import { takesConnections } from '../../support/handshake.ts';
import type { ManagedProcess, ProcessGroup } from '../../support/process-group.ts';
import { isInstalled } from '../../support/requirements.ts';
import { isCliBuilt, QUIET, startSkein } from '../../support/skein-cli.ts';
import type { Contestant, Payload } from '../lib/case.ts';

/** How each client is made to seed a payload that is complete. */

export interface Seeding {
  readonly process: ManagedProcess;
  readonly host: string;
  readonly port: number;
}

export interface SeedJob {
  readonly group: ProcessGroup;
  readonly dir: string;
  readonly payload: Payload;
  readonly encryption: Encryption;
  readonly upLimit?: number;
}

export interface Seeder extends Pick<Contestant, 'name' | 'kind' | 'missing' | 'takesPart'> {
  /** Resolves when it takes connections. */
  seed(job: SeedJob): Promise<Seeding>;
}

async function ready(job: SeedJob, name: string, seeding: Seeding): Promise<Seeding> {
  const { infoHash } = job.payload.torrent;
  // An encrypted-only client answers no plain handshake.
  if (job.encryption !== 'require') await takesConnections({ name, ...seeding }, infoHash, 60_000);
  return seeding;
}

export function foreignSeeder(name: ForeignName): Seeder {
  const { program, start } = FOREIGN[name];
  return {
    name,
    kind: 'other',
    missing: isInstalled(program) ? undefined : `${program} is not installed`,
    async seed(job) {
      const { group, encryption, payload, upLimit } = job;
      const dir = join(job.dir, name);
      const limit = upLimit === undefined ? {} : { upLimit };
      const client = await start({ group, dir, encryption, ...limit });
      // Checked: libtorrent would otherwise hash each piece when it is first asked for it, and count it as seeding.
      await client.addTorrent(payload.torrent.file, payload.folder);
      await client.waitComplete(payload.torrent.infoHash, 120_000);
      const { process: running, host, port } = client;
      return ready(job, name, { process: running, host, port });
    },
  };
}

export const skeinSeeder: Seeder = {
  name: 'skein',
  kind: 'ours',
  missing: isCliBuilt() ? undefined : 'out/cli is not built',
  async seed(job) {
    const { group, payload, encryption } = job;
    const cli = startSkein(
      [
        ...['seed', payload.torrent.file, '--dir', payload.folder],
        ...['--state', join(job.dir, 'state'), '--listen', '127.0.0.1:0', ...QUIET],
        ...['--encryption', encryption],
        ...(job.upLimit === undefined ? [] : ['--up-limit', String(job.upLimit)]),
      ],
      { group },
    );
    const { port } = await cli.waitFor('listening');
    await cli.waitFor('seeding', 60_000);
    return ready(job, 'skein', { process: cli.process, host: '127.0.0.1', port });
  },
};

export const SEEDERS: readonly Seeder[] = [
  skeinSeeder,
  foreignSeeder('qbittorrent'),
  foreignSeeder('aria2'),
  foreignSeeder('rtorrent'),
  foreignSeeder('transmission'),
];
