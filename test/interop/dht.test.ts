import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { encodeBencode } from '../../engine/core/bencode/encode.ts';
import type { InfoHash } from '../../engine/core/ids.ts';
import { startQbittorrent } from '../support/clients/qbittorrent.ts';
import { type LoopbackNode, openNodes, seedByDht } from '../support/dht-nodes.ts';
import { sha256 } from '../support/payload.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { SkeinCli } from '../support/skein-cli.ts';
import { infoHashOf } from '../support/torrent-file.ts';
import { until } from '../support/wait.ts';

const { missing } = requirements('qbittorrent-nox', 'mktorrent');
const group = new ProcessGroup();
afterAll(() => group.close());

describe.skipIf(missing)(`a DHT with qBittorrent in it${missing ? ` (${missing})` : ''}`, () => {
  const nodes: LoopbackNode[] = [];
  afterEach(() => {
    for (const node of nodes.splice(0)) node.close();
  });

  it('finds what qBittorrent announced, and tells qBittorrent what we announced', async () => {
    await openNodes(20, nodes);

    const dir = await group.tempDir('dht');
    const save = join(dir, 'save');
    await mkdir(save, { recursive: true });
    await writeFile(join(save, 'alone'), Buffer.alloc(40_000, 1));
    const file = join(dir, 'alone.torrent');
    const info = {
      length: 40_000,
      name: 'alone',
      'piece length': 65_536,
      pieces: new Uint8Array(20).fill(7),
    };
    const contacts = nodes.slice(0, 8).map(({ at }) => [at.host, at.port]);
    const bytes = encodeBencode({ info, nodes: contacts });
    await writeFile(file, bytes);
    const id = infoHashOf(Buffer.from(bytes)) as InfoHash;

    // A peer that only listens: whoever dials it knows its port from the DHT alone.
    const announcer = nodes[3] as LoopbackNode;
    const dialled: string[] = [];
    const listener = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (data) => {
        dialled.push(data.subarray(28, 48).toString('hex'));
        socket.destroy();
      });
    });
    await new Promise<void>((resolve) => listener.listen(0, announcer.at.host, resolve));
    announcer.service.setPort((listener.address() as AddressInfo).port);
    announcer.service.add(id);
    const asker = nodes[15] as LoopbackNode;
    asker.service.add(id);
    const announced = `${announcer.at.host}:${(listener.address() as AddressInfo).port}`;
    const asks = (what: string, where: string) =>
      until(
        () => {
          asker.service.announceNow(id);
          return asker.found.has(where);
        },
        { timeout: 120_000, interval: 2_000, what: () => `${what} among ${[...asker.found]}` },
      );
    await asks('our announcer', announced);

    const theirs = await startQbittorrent({ group, dir: join(dir, 'qb'), dht: true });
    await theirs.addTorrent(file, save);
    await asks('qBittorrent', `127.0.0.1:${theirs.port}`);
    await until(() => dialled.includes(id), {
      timeout: 60_000,
      what: 'qBittorrent to dial our peer',
    });
    listener.close();
  }, 240_000);

  it('gives a magnet link without a tracker its metadata and its data', async () => {
    const router = await openNodes(20, nodes);
    const dir = await group.tempDir('dht-magnet');
    const { magnet, name, sha256: expected } = await seedByDht(group, dir, nodes);
    const cli = new SkeinCli(
      [
        ...['download', magnet, '--dir', join(dir, 'into'), '--no-lsd', '--no-pex'],
        ...['--set', `dhtRouters=${router}`],
      ],
      { group },
    );
    await cli.waitFor('complete', 150_000);
    expect(await sha256(join(dir, 'into', name))).toBe(expected);
  }, 240_000);
});
