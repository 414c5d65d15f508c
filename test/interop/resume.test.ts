import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type Client, startQbittorrent } from '../support/clients/index.ts';
import { takesConnections } from '../support/handshake.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { EXIT, type SkeinCli } from '../support/skein-cli.ts';
import type { MadeTorrent } from '../support/torrent-file.ts';
import { delay, until } from '../support/wait.ts';
import { type Fixture, faultsOf, makeFixture, skein, whyNot } from './swarm-fixture.ts';

const MIB = 1024 * 1024;
const SIZE = 128 * MIB;
const PIECE = 256 * 1024;
// Slow enough to be interrupted in the middle, fast enough for a test.
const SEED_RATE = 20 * MIB;
// What may be under way when a process is killed: requested, received or verified but not yet synced.
const SYNC_SECONDS = 4;

/** On a busy machine its figure may stand still for a second and then jump. */
const QUIET_LOOKS = 4;

const lack = whyNot() ?? requirements('qbittorrent-nox').missing;
const group = new ProcessGroup();
afterAll(() => group.close());

describe
  .skipIf(lack)
  .concurrent(`Skein goes on after being interrupted${lack ? ` (${lack})` : ''}`, () => {
    let fixture: Fixture;
    let torrent: MadeTorrent;

    beforeAll(async () => {
      fixture = await makeFixture(group, { single: SIZE, files: 1, tree: MIB });
      torrent = await fixture.torrent(fixture.single, { pieceLength: PIECE });
    });

    async function slowSeeder(): Promise<Client> {
      const dir = await fixture.freshDir('seeder');
      const client = await startQbittorrent({ group, dir, upLimit: SEED_RATE });
      await client.addTorrent(torrent.file, fixture.source, { skipCheck: true });
      await client.waitComplete(torrent.infoHash);
      await takesConnections(client, torrent.infoHash);
      return client;
    }

    interface Place {
      readonly dir: string;
      readonly state: string;
    }

    async function place(): Promise<Place> {
      return { dir: await fixture.freshDir('into'), state: await fixture.freshDir('state') };
    }

    const download = (seeder: Client, { dir, state }: Place): SkeinCli => {
      const where = ['--dir', dir, '--state', state];
      return skein(group, 'download', torrent.file, ...where, '--peer', `127.0.0.1:${seeder.port}`);
    };

    const doneIs = (cli: SkeinCli, bytes: number): Promise<unknown> =>
      cli.waitFor('progress', 30_000, ({ done }) => done >= bytes);

    /** Payload bytes that the seeder has sent so far; its figure lags by its refresh interval. */
    async function sent(seeder: Client): Promise<number> {
      let last = -1;
      let same = 0;
      return until(
        async () => {
          const { uploaded } = await seeder.progress(torrent.infoHash);
          same = uploaded === last ? same + 1 : 0;
          last = uploaded;
          return same === QUIET_LOOKS ? { uploaded } : undefined;
        },
        { interval: 500, what: 'the seeder to be quiet' },
      ).then(({ uploaded }) => uploaded);
    }

    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      test(`${signal} saves and ends within 3 s; the next start goes on without checking`, async ({
        expect,
      }) => {
        const seeder = await slowSeeder();
        const where = await place();
        const first = download(seeder, where);
        await doneIs(first, SIZE * 0.3);
        const end = await first.kill(signal);
        expect(end).toMatchObject({ code: EXIT.incomplete, signal: null });
        expect(end.ms).toBeLessThan(3000);
        const reached = first.progress?.done ?? 0;
        const before = await sent(seeder);

        const second = download(seeder, where);
        const start = await second.waitFor('progress');
        // All that was there is there: at once, and without reading it again.
        expect(start.done).toBeGreaterThanOrEqual(reached);
        expect(second.all('checking')).toEqual([]);
        await second.waitFor('complete', 60_000);
        expect((await second.ended()).code).toBe(EXIT.done);
        expect(await faultsOf(fixture.single, where.dir)).toEqual([]);
        // Counters go on as well, and nothing was fetched twice.
        const fetched = (await sent(seeder)) - before;
        expect(fetched).toBeLessThanOrEqual(SIZE - start.done + 2 * MIB);
        expect(second.progress?.downloaded).toBeGreaterThanOrEqual(SIZE);
        expect(second.progress?.downloaded).toBeLessThan(SIZE * 1.05);
        await seeder.stop();
      });
    }

    test('SIGKILL at random moments: no committed piece is fetched twice, the data is right', async ({
      expect,
    }) => {
      const seeder = await slowSeeder();
      const where = await place();
      let kills = 0;
      let committed = 0;
      for (;;) {
        const before = await sent(seeder);
        const cli = download(seeder, where);
        await cli.waitFor('progress', 20_000);
        const lifetime = 400 + Math.random() * 2600;
        const outcome = kills < 5 ? cli.waitFor('complete', lifetime) : cli.waitFor('complete');
        const complete = await outcome.catch(() => undefined);
        if (!complete) {
          const seen = cli.all('progress');
          await cli.kill('SIGKILL');
          kills++;
          const next = await peek(where);
          const settled = seen.filter(
            ({ at }) => at < (seen.at(-1)?.at ?? 0) - SYNC_SECONDS * 1000,
          );
          // Whatever was verified a few seconds before the kill had been committed.
          expect(next).toBeGreaterThanOrEqual(settled.at(-1)?.done ?? 0);
          expect(next).toBeGreaterThanOrEqual(committed);
          committed = next;
          continue;
        }
        expect((await cli.ended()).code).toBe(EXIT.done);
        const fetched = (await sent(seeder)) - before;
        expect(fetched).toBeLessThanOrEqual(SIZE - committed + 2 * MIB);
        break;
      }
      expect(kills).toBeGreaterThanOrEqual(2);
      expect(await faultsOf(fixture.single, where.dir)).toEqual([]);
      await seeder.stop();
    });

    /** What Skein has of the torrent when it is started with nobody to get more from. */
    async function peek({ dir, state }: Place): Promise<number> {
      const cli = skein(group, 'download', torrent.file, '--dir', dir, '--state', state);
      const { done } = await cli.waitFor('progress', 20_000);
      await cli.kill('SIGTERM');
      return done;
    }

    test('a seed that is restarted with its state serves at once, without checking', async ({
      expect,
    }) => {
      const state = await fixture.freshDir('state');
      const args = ['seed', torrent.file, '--dir', fixture.source, '--state', state];
      const first = skein(group, ...args);
      await first.waitFor('seeding');
      expect(first.all('checking').length).toBeGreaterThan(0);
      await first.kill('SIGTERM');
      const second = skein(group, ...args);
      await second.waitFor('seeding');
      expect(second.all('checking')).toEqual([]);
      await second.kill('SIGTERM');
    });

    test('a peer that is not there yet is dialled again', async () => {
      const dir = await fixture.freshDir('late');
      const probe = await startQbittorrent({ group, dir: join(dir, 'seeder') });
      // The port is known and closed for this torrent: it sends away whoever asks for it.
      const cli = skein(
        group,
        ...['download', torrent.file, '--dir', await fixture.freshDir('into')],
        ...['--peer', `127.0.0.1:${probe.port}`],
      );
      await cli.waitFor('progress');
      await delay(1500);
      await probe.addTorrent(torrent.file, fixture.source, { skipCheck: true });
      await cli.waitFor('complete', 75_000);
      await probe.stop();
    });
  });
