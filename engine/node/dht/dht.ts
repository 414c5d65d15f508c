import { isIP } from 'node:net';
import { Client } from 'bittorrent-dht';
import krpc from 'k-rpc';
import type { Endpoint } from '../../core/endpoint.ts';
import type { Dht, DhtNode, DhtOptions, DhtTable } from '../../ports/dht.ts';
import { TableSocket } from './table-socket.ts';

/** A node that does not answer in this time is slow, or gone. */
const TIMEOUT_MS = 3_000;
const CONCURRENCY = 32;
/** BEP 5 nodes announce again within half an hour. */
const PEER_AGE_MS = 30 * 60_000;
const MAX_PEERS = 20_000;
/** One reply stays far below a kilobyte: it must not be a way to throw data at others. */
const MAX_VALUES_IN_REPLY = 50;
const NODES_IN_REPLY = 8;

/** The DHT of the package bittorrent-dht. */
export const nodeDht: Dht = {
  open: (options) => new PackagedTable(options),
};

class PackagedTable implements DhtTable {
  readonly #socket: TableSocket;
  readonly #rpc: krpc.Rpc;
  readonly #client: Client;
  readonly #pending = new Set<() => void>();
  #open = true;

  constructor(options: DhtOptions) {
    this.#socket = new TableSocket((datagram, to) => options.send(datagram, to));
    this.#rpc = boundedReplies(
      krpc({
        id: Buffer.from(options.id),
        socket: this.#socket,
        bootstrap: false,
        timeout: TIMEOUT_MS,
        concurrency: CONCURRENCY,
        isIP,
      }),
    );
    this.#client = new Client({
      krpc: this.#rpc,
      bootstrap: false,
      maxAge: PEER_AGE_MS,
      maxPeers: MAX_PEERS,
      maxValues: 1,
      maxTables: 1_000,
    });
    this.#client.on('peer', (peer: Endpoint, infoHash: Buffer) => {
      if (this.#open) options.peersFound(infoHash, [{ host: peer.host, port: peer.port }]);
    });
    this.#client.on('error', (error: Error) => options.warning(error.message));
    this.#client.on('warning', () => undefined);
    this.#socket.bind();
  }

  get nodeCount(): number {
    return this.#rpc.nodes.count();
  }

  receive(datagram: Uint8Array, from: Endpoint): void {
    this.#socket.receive(datagram, from);
  }

  ping({ host, port }: Endpoint): void {
    if (this.#open) this.#client.addNode({ host, port });
  }

  nodes(): readonly DhtNode[] {
    return this.#rpc.nodes
      .toArray()
      .map(({ id, host, port }) => ({ id: new Uint8Array(id), host, port }));
  }

  refresh(first: readonly Endpoint[]): Promise<number> {
    this.#rpc.bootstrap = first.map(({ host, port }) => ({ host, port }));
    const target = this.#rpc.id;
    const asked = this.#settling((done) =>
      this.#rpc.populate(target, { q: 'find_node', a: { id: target, target } }, done),
    );
    // Only this walk starts from them: routers are not asked for every torrent.
    return asked.finally(() => {
      this.#rpc.bootstrap = [];
    });
  }

  lookup(infoHash: Uint8Array): Promise<number> {
    return this.#settling((done) => this.#client.lookup(Buffer.from(infoHash), done));
  }

  async announce(infoHash: Uint8Array, port: number): Promise<number> {
    // The package would skip the look-up when it has walked there in the last minutes, and we want its peers.
    await this.lookup(infoHash);
    return this.#settling((done) => this.#client.announce(Buffer.from(infoHash), port, done));
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#client.destroy();
    for (const settle of this.#pending) settle();
  }

  #settling(begin: (done: (error: Error | null, count?: number) => void) => void): Promise<number> {
    if (!this.#open) return Promise.resolve(0);
    return new Promise((resolve) => {
      const settle = (): void => resolve(0);
      this.#pending.add(settle);
      begin((error, count) => {
        this.#pending.delete(settle);
        resolve(error === null ? (count ?? 0) : 0);
      });
    });
  }
}

/** The package names all peers it knows in one reply, and no nodes beside them: neither is right. */
function boundedReplies(rpc: krpc.Rpc): krpc.Rpc {
  const respond = rpc.response.bind(rpc);
  rpc.response = (node, query, reply, nodes, done) => {
    if (reply.values === undefined) {
      respond(node, query, reply, nodes?.slice(0, NODES_IN_REPLY) ?? null, done);
      return;
    }
    const target = (query as { a?: { info_hash?: Buffer } }).a?.info_hash;
    const near = target === undefined ? null : rpc.nodes.closest(target, NODES_IN_REPLY);
    const values = reply.values.slice(0, MAX_VALUES_IN_REPLY);
    respond(node, query, { ...reply, values }, near, done);
  };
  return rpc;
}
