import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, it } from 'vitest';
import { encodeBencode } from '../../engine/core/bencode/encode.ts';
import { endpointText } from '../../engine/core/endpoint.ts';
import type { InfoHash } from '../../engine/core/ids.ts';
import { Lsd } from '../../engine/discovery/lsd/lsd.ts';
import { realPorts } from '../contract/rigs/session-ports.ts';
import { startQbittorrent } from '../support/clients/qbittorrent.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { infoHashOf } from '../support/torrent-file.ts';
import { until } from '../support/wait.ts';

const { missing } = requirements('qbittorrent-nox');
const group = new ProcessGroup();
afterAll(() => group.close());

describe.skipIf(missing)(
  `local discovery with qBittorrent${missing ? ` (${missing})` : ''}`,
  () => {
    it('finds it, and is found by it', async () => {
      const dir = await group.tempDir('lsd');
      const save = join(dir, 'save');
      await mkdir(save, { recursive: true });
      const info = {
        length: 40_000,
        name: 'near',
        'piece length': 65_536,
        pieces: new Uint8Array(20).fill(8),
      };
      const bytes = encodeBencode({ info });
      const file = join(dir, 'near.torrent');
      await writeFile(file, bytes);
      const id = infoHashOf(Buffer.from(bytes)) as InfoHash;

      const dialled: string[] = [];
      const listener = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', (data) => {
          dialled.push(data.subarray(28, 48).toString('hex'));
          socket.destroy();
        });
      });
      await new Promise<void>((resolve) => listener.listen(0, '::', resolve));
      const found = new Set<string>();
      const start = async (port: number): Promise<Lsd> => {
        const lsd = new Lsd(
          realPorts,
          { peerFound: (_id, peer) => found.add(endpointText(peer)) },
          { loopback: true },
        );
        lsd.setPort(port);
        lsd.add(id);
        await lsd.start();
        return lsd;
      };
      // Each announces once in five minutes: one of ours listens before qBittorrent has the torrent, the other speaks after.
      const ear = await start(0);
      const theirs = await startQbittorrent({ group, dir: join(dir, 'qb'), lsd: true });
      await theirs.addTorrent(file, save);
      const mouth = await start((listener.address() as AddressInfo).port);
      await until(() => [...found].some((peer) => peer.endsWith(`:${theirs.port}`)), {
        timeout: 30_000,
        what: () => `qBittorrent on port ${theirs.port} among ${[...found]}`,
      });
      await until(() => dialled.includes(id), { timeout: 90_000, what: 'qBittorrent to dial us' });
      ear.close();
      mouth.close();
      listener.close();
    }, 150_000);
  },
);
