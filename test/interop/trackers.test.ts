import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/clients/index.ts';
import { startFixedTracker } from '../support/fixed-tracker.ts';
import { freePort } from '../support/ports.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { EXIT } from '../support/skein-cli.ts';
import { makeTorrent } from '../support/torrent-file.ts';
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
      timeout: 60_000,
    }, async () => {
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
});
