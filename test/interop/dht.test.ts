import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, it } from 'vitest';
import { encodeBencode } from '../../engine/core/bencode/encode.ts';
import { type Endpoint, endpointText } from '../../engine/core/endpoint.ts';
import type { InfoHash } from '../../engine/core/ids.ts';
import { DhtService } from '../../engine/discovery/dht/index.ts';
import { UdpMux } from '../../engine/discovery/udp/mux.ts';
import { nodeDht } from '../../engine/node/dht/dht.ts';
import { realPorts } from '../contract/rigs/session-ports.ts';
import { startQbittorrent } from '../support/clients/qbittorrent.ts';
import { freePort } from '../support/ports.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { infoHashOf } from '../support/torrent-file.ts';
import { until } from '../support/wait.ts';

const { missing } = requirements('qbittorrent-nox');
const group = new ProcessGroup();
afterAll(() => group.close());

class Node {
  readonly found = new Set<string>();
  readonly service: DhtService;
  readonly mux: UdpMux;

  private constructor(mux: UdpMux, routers: readonly string[]) {
    this.mux = mux;
    this.service = new DhtService(
      { ...realPorts, dht: nodeDht, mux },
      {
        peersFound: (_id, peers) => {
          for (const peer of peers) this.found.add(endpointText(peer));
        },
        isShort: () => false,
        save: () => undefined,
        externalAddress: () => undefined,
        changed: () => undefined,
      },
      { saved: undefined, routers, readOnly: false, version: '0.1.0' },
    );
  }

  /** libtorrent keeps one node for each address: every node of ours has a loopback address of its own. */
  static async open(number: number, routers: readonly string[]): Promise<Node> {
    const mux = new UdpMux(realPorts);
    const host = `127.${10 + number}.1.1`;
    const bound = await mux.bind({ host, port: await freePort(host) });
    if (!bound.ok) throw new Error(bound.message);
    const node = new Node(mux, routers);
    node.service.start();
    return node;
  }

  get at(): Endpoint {
    return this.mux.local as Endpoint;
  }

  close(): void {
    this.service.close();
    this.mux.close();
  }
}

describe.skipIf(missing)(`a DHT with qBittorrent in it${missing ? ` (${missing})` : ''}`, () => {
  const nodes: Node[] = [];
  afterEach(() => {
    for (const node of nodes.splice(0)) node.close();
  });

  it('finds what qBittorrent announced, and tells qBittorrent what we announced', async () => {
    nodes.push(await Node.open(0, []));
    const router = endpointText((nodes[0] as Node).at);
    for (let i = 1; i < 20; i++) nodes.push(await Node.open(i, [router]));
    await until(() => nodes.every(({ service }) => service.nodes >= 8), {
      timeout: 60_000,
      what: 'our nodes to know each other',
    });

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
    const announcer = nodes[3] as Node;
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
    const asker = nodes[15] as Node;
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
});
