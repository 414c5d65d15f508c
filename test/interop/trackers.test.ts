import { readFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { must, startEngine } from '../contract/rigs/engine.ts';
import type { Client } from '../support/clients/index.ts';
import { startFixedTracker } from '../support/fixed-tracker.ts';
import { freePort } from '../support/ports.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { EXIT } from '../support/skein-cli.ts';
import { type MadeTorrent, makeTorrent } from '../support/torrent-file.ts';
import { until } from '../support/wait.ts';
import { type Fixture, faultsOf, makeFixture, skein, whyNot } from './swarm-fixture.ts';

const MIB = 1024 * 1024;
const lack = whyNot() ?? requirements('qbittorrent-nox').missing;
const group = new ProcessGroup();
afterAll(() => group.close());

describe.skipIf(lack)(`Trackers that do not do their work${lack ? ` (${lack})` : ''}`, () => {
  let fixture: Fixture;
  let seeder: Client;

  beforeAll(async () => {
    fixture = await makeFixture(group, { single: 8 * MIB, files: 1, tree: MIB });
    const plain = await fixture.torrent(fixture.single, { pieceLength: 64 * 1024 });
    seeder = await fixture.seeder('qbittorrent', [plain]);
  });

  /** A TCP server in place of a tracker. */
  async function server(answer: Parameters<typeof createServer>[1]): Promise<string> {
    const sockets = new Set<{ destroy(): void }>();
    const listener: Server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      answer?.(socket);
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    group.own(() => {
      for (const socket of sockets) socket.destroy();
      listener.close();
    });
    return `http://127.0.0.1:${(listener.address() as { port: number }).port}/announce`;
  }

  const page =
    'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 14\r\n\r\n<p>Hello</p>\r\n';
  const kinds: readonly [string, () => Promise<string>][] = [
    ['answers a web page', () => server((socket) => socket.once('data', () => socket.end(page)))],
    ['resets', () => server((socket) => socket.once('data', () => socket.resetAndDestroy()))],
    ['hangs', () => server(() => undefined)],
    ['is not there', async () => `http://127.0.0.1:${await freePort()}/announce`],
    ['is a dead UDP tracker', async () => `udp://127.0.0.1:${await freePort()}/announce`],
    [
      'answers without end',
      () =>
        server((socket) => {
          const chunk = Buffer.alloc(65_536, 'd');
          const more = (): void => {
            while (!socket.destroyed && socket.write(chunk));
          };
          socket.on('drain', more);
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          more();
        }),
    ],
  ];

  for (const [what, start] of kinds) {
    test(`one that ${what} does not keep the next from finding peers`, {
      timeout: 120_000,
      concurrent: true,
    }, async ({ expect }) => {
      const good = await startFixedTracker(group);
      good.setPeers([{ host: seeder.host, port: seeder.port }]);
      const torrent = await makeTorrent(
        group,
        fixture.single.path,
        `${await fixture.freshDir('torrent')}/t.torrent`,
        { announce: [await start(), good.url], pieceLength: 64 * 1024 },
      );
      const dir = await fixture.freshDir('into');
      const cli = skein(group, 'download', torrent.file, '--dir', dir);
      await cli.waitFor('complete', 45_000);
      expect((await cli.ended()).code).toBe(EXIT.done);
      expect(await faultsOf(fixture.single, dir)).toEqual([]);
      expect(cli.strayLines).toEqual([]);
      const events = good.announces.map(({ event }) => event);
      expect(events[0]).toBe('started');
      expect(events).toContain('completed');
      expect(events.at(-1)).toBe('stopped');
      expect(good.announces.every(({ port }) => port > 0)).toBe(true);
    });
  }

  test('a private torrent whose first tiers are dead, hang and lie is announced in the last', {
    timeout: 120_000,
    concurrent: true,
  }, async ({ expect }) => {
    const file = `${await fixture.freshDir('torrent')}/t.torrent`;
    const dead = [`http://127.0.0.1:${await freePort()}/announce`, await server(() => undefined)];
    const lying = [
      await server((socket) => socket.once('data', () => socket.end(page))),
      `udp://127.0.0.1:${await freePort()}/announce`,
    ];
    const torrent = await makeTorrent(group, fixture.single.path, file, {
      announce: [...dead, ...lying, fixture.tracker.httpUrl],
      pieceLength: 256 * 1024,
      private: true,
    });
    await fixture.tracker.allow(torrent.infoHash);
    await seeder.addTorrent(torrent.file, fixture.source, { skipCheck: true });
    await seeder.waitComplete(torrent.infoHash);
    await counts(torrent, 1, 0);
    const dir = await fixture.freshDir('into');
    const cli = skein(group, 'download', torrent.file, '--dir', dir);
    await cli.waitFor('complete', 75_000);
    expect((await cli.ended()).code).toBe(EXIT.done);
    expect(cli.all('error')).toEqual([]);
  });

  const counts = ({ infoHash }: MadeTorrent, complete: number, incomplete: number) =>
    until(
      async () => {
        const now = await fixture.tracker.counts(infoHash);
        return now.complete === complete && now.incomplete === incomplete;
      },
      { timeout: 20_000, what: `${complete} seeds and ${incomplete} leechers of ${infoHash}` },
    );

  for (const kind of ['http', 'udp', 'http over IPv6'] as const) {
    test(`opentracker knows at each moment what we are (${kind})`, {
      timeout: 120_000,
      concurrent: true,
    }, async () => {
      const plain = kind === 'udp' ? fixture.tracker.udpUrl : fixture.tracker.httpUrl;
      // It is built for IPv4 only: somebody stands before it.
      const url = kind === 'http over IPv6' ? await relay(fixture.tracker.port) : plain;
      const pieceLength = { http: 512, udp: 1024, 'http over IPv6': 2048 }[kind] * 1024;
      const file = `${await fixture.freshDir('torrent')}/t.torrent`;
      const options = { announce: [url], pieceLength };
      const torrent = await makeTorrent(group, fixture.single.path, file, options);
      await fixture.tracker.allow(torrent.infoHash);
      const seed = skein(group, 'seed', torrent.file, '--dir', fixture.source);
      await counts(torrent, 1, 0);

      // A torrent that does not run is scraped.
      const { engine } = await startEngine(group);
      const bytes = await readFile(torrent.file);
      await must(
        engine.add({
          source: { kind: 'metainfo', bytes, fileName: torrent.file },
          savePath: await fixture.freshDir('idle'),
          paused: true,
        }),
      );
      await until(async () => (await must(engine.list()))[0]?.swarmSeeds === 1, {
        timeout: 30_000,
        what: 'the scrape',
      });

      const dir = await fixture.freshDir('into');
      const slow = ['--keep-seeding', '--down-limit', String(2 * MIB)];
      const leech = skein(group, 'download', torrent.file, '--dir', dir, ...slow);
      await counts(torrent, 1, 1);
      await leech.waitFor('complete', 30_000);
      await counts(torrent, 2, 0);
      await leech.kill('SIGTERM');
      await counts(torrent, 1, 0);
      await seed.kill('SIGTERM');
      await counts(torrent, 0, 0);
      await must(engine.stop());
    });
  }

  /** [::1] leads to the tracker. */
  async function relay(port: number): Promise<string> {
    const listener = createServer((socket) => {
      const inner = connect(port, '127.0.0.1');
      socket.pipe(inner).pipe(socket);
      socket.on('error', () => inner.destroy());
      inner.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => listener.listen(0, '::1', resolve));
    group.own(() => void listener.close());
    return `http://[::1]:${(listener.address() as { port: number }).port}/announce`;
  }
});
