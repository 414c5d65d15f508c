import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Endpoint, endpointText } from '../../engine/core/endpoint.ts';
import { encodeMetainfo } from '../../engine/core/metainfo/build.ts';
import { parseMetainfo } from '../../engine/core/metainfo/parse.ts';
import { DhtService } from '../../engine/discovery/dht/index.ts';
import { UdpMux } from '../../engine/discovery/udp/mux.ts';
import { nodeDht } from '../../engine/node/dht/dht.ts';
import { realPorts } from '../contract/rigs/session-ports.ts';
import { startQbittorrent } from './clients/qbittorrent.ts';
import { writeRandomFile } from './payload.ts';
import { freePort } from './ports.ts';
import type { ProcessGroup } from './process-group.ts';
import { makeTorrent } from './torrent-file.ts';
import { until } from './wait.ts';

/** One node of a DHT on loopback, without a torrent client around it. */
export class LoopbackNode {
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
  static async open(number: number, routers: readonly string[]): Promise<LoopbackNode> {
    const mux = new UdpMux(realPorts);
    const host = `127.${10 + number}.1.1`;
    const bound = await mux.bind({ host, port: await freePort(host) });
    if (!bound.ok) throw new Error(bound.message);
    const node = new LoopbackNode(mux, routers);
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

/** Nodes that know each other; the first is everybody's router. */
export async function openNodes(count: number, nodes: LoopbackNode[]): Promise<string> {
  nodes.push(await LoopbackNode.open(0, []));
  const router = endpointText((nodes[0] as LoopbackNode).at);
  for (let i = 1; i < count; i++) nodes.push(await LoopbackNode.open(i, [router]));
  await until(() => nodes.every(({ service }) => service.nodes >= Math.min(8, count - 1)), {
    timeout: 60_000,
    what: 'our nodes to know each other',
  });
  return router;
}

export interface DhtSeed {
  readonly magnet: string;
  readonly name: string;
  readonly sha256: string;
}

/** qBittorrent seeds a file without a tracker: it is known to the DHT alone. */
export async function seedByDht(
  group: ProcessGroup,
  dir: string,
  nodes: readonly LoopbackNode[],
): Promise<DhtSeed> {
  const name = 'film.mkv';
  const source = join(dir, 'source');
  await mkdir(source, { recursive: true });
  const sha256 = await writeRandomFile(join(source, name), 24 * 1024 * 1024, 'dht');
  const plain = await makeTorrent(group, join(source, name), join(dir, 'plain.torrent'), {
    pieceLength: 64 * 1024,
  });
  const sha1 = (...parts: readonly Uint8Array[]): Uint8Array => {
    const hash = createHash('sha1');
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const parsed = parseMetainfo(await readFile(plain.file), plain.file, sha1);
  if (!parsed.ok) throw new Error(parsed.message);
  const file = join(dir, 'with-nodes.torrent');
  const contacts = nodes.slice(0, 8).map(({ at }) => at);
  await writeFile(file, encodeMetainfo(parsed.value.info.raw, { nodes: contacts }));
  const seeder = await startQbittorrent({ group, dir: join(dir, 'qb'), dht: true });
  await seeder.addTorrent(file, source, { skipCheck: true });
  return { magnet: `magnet:?xt=urn:btih:${parsed.value.info.infoHash}`, name, sha256 };
}
