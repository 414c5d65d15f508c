import { encodeBencode } from '../../../engine/core/bencode/encode.ts';
import { toHex } from '../../../engine/core/bytes/bytes.ts';
import { decodeKrpc } from '../../../engine/core/dht/schema.ts';
import { type Endpoint, endpointText, isIpv6 } from '../../../engine/core/endpoint.ts';
import type { Dht, DhtNode, DhtOptions, DhtTable } from '../../../engine/ports/dht.ts';
import type { SimHost } from './host.ts';
import type { World } from './world.ts';

const PEER_MS = 30 * 60_000;
const PEERS_IN_LOOKUP = 50;
const TABLE_SIZE = 60;
const LOOKUP_MS = 1_500;
const SILENT_LOOKUP_MS = 8_000;
const PING_MS = 30_000;
/** A node's turn comes in one of so many rounds: BEP 5 doubts it after 15 minutes. */
const PING_ROUNDS = 30;

/** What all nodes of a world know together: who announced what, until when. */
class Storage {
  readonly peers = new Map<
    string,
    Map<string, { readonly at: Endpoint; readonly until: number }>
  >();
}

const storages = new WeakMap<World, Storage>();

function storageOf(world: World): Storage {
  let storage = storages.get(world);
  if (storage === undefined) {
    storage = new Storage();
    storages.set(world, storage);
  }
  return storage;
}

/**
 * A DHT without its walks: pings are real messages between real sockets, and look-ups ask the world, as long
 * as some node answers. Everything else about it is the package's business and tested with the package.
 */
class SimTable implements DhtTable {
  readonly #host: SimHost;
  readonly #options: DhtOptions;
  readonly #nodes = new Map<string, DhtNode>();
  readonly #asked = new Map<string, { readonly to: Endpoint; readonly until: number }>();
  #open = true;
  #transaction = 0;

  constructor(host: SimHost, options: DhtOptions) {
    this.#host = host;
    this.#options = options;
    this.#beat();
  }

  get nodeCount(): number {
    return this.#nodes.size;
  }

  nodes(): readonly DhtNode[] {
    return [...this.#nodes.values()];
  }

  receive(datagram: Uint8Array, from: Endpoint): void {
    const message = decodeKrpc(datagram);
    if (!message.ok) return;
    const { transaction } = message.value;
    if (message.value.kind === 'query') {
      this.#options.send(
        encodeBencode({ t: transaction, y: 'r', r: { id: this.#options.id } }),
        from,
      );
    } else if (message.value.kind === 'response') {
      this.#asked.delete(toHex(transaction));
      if (this.#nodes.size < TABLE_SIZE)
        this.#nodes.set(endpointText(from), { ...from, id: message.value.id.slice() });
    }
  }

  ping(node: Endpoint): void {
    if (!this.#open) return;
    const transaction = Uint8Array.of(this.#transaction >>> 8, this.#transaction++);
    this.#asked.set(toHex(transaction), { to: node, until: this.#host.world.now + 3_000 });
    this.#options.send(
      encodeBencode({ t: transaction, y: 'q', q: 'ping', a: { id: this.#options.id } }),
      node,
    );
  }

  async refresh(first: readonly Endpoint[]): Promise<number> {
    for (const node of first) this.ping(node);
    await this.#wait(LOOKUP_MS);
    if (this.#nodes.size === 0) return 0;
    // Those nodes name others.
    for (const host of this.#host.world.hosts) {
      const bound = [...host.udp.values()].flat().find(({ shared }) => !shared);
      const address = host.addresses.find((each) => !isIpv6(each));
      if (
        host !== this.#host &&
        bound !== undefined &&
        address !== undefined &&
        this.#host.random.below(3) === 0
      ) {
        this.ping({ host: address, port: bound.local.port });
      }
    }
    await this.#wait(LOOKUP_MS);
    return this.#nodes.size;
  }

  async lookup(infoHash: Uint8Array): Promise<number> {
    if (!(await this.#reaches())) return 0;
    const { random, world } = this.#host;
    const known = [...(storageOf(world).peers.get(toHex(infoHash))?.values() ?? [])];
    const alive = known.filter(({ until }) => until > world.now).map(({ at }) => at);
    for (let i = 0; i < Math.min(PEERS_IN_LOOKUP, alive.length); i++) {
      const j = i + random.below(alive.length - i);
      [alive[i], alive[j]] = [alive[j] as Endpoint, alive[i] as Endpoint];
    }
    if (alive.length > 0 && this.#open)
      this.#options.peersFound(infoHash, alive.slice(0, PEERS_IN_LOOKUP));
    return this.#nodes.size;
  }

  async announce(infoHash: Uint8Array, port: number): Promise<number> {
    const answered = await this.lookup(infoHash);
    const address = this.#host.addresses.find((each) => !isIpv6(each));
    if (answered === 0 || address === undefined) return answered;
    const { peers } = storageOf(this.#host.world);
    const key = toHex(infoHash);
    const entries = peers.get(key) ?? new Map();
    const at = { host: address, port };
    entries.set(endpointText(at), { at, until: this.#host.world.now + PEER_MS });
    peers.set(key, entries);
    return answered;
  }

  close(): void {
    this.#open = false;
  }

  /** True when a look-up would get answers. */
  async #reaches(): Promise<boolean> {
    const reachable =
      this.#host.up &&
      [...this.#nodes.values()].some((node) => this.#host.world.hostAt(node.host, this.#host)?.up);
    await this.#wait(reachable ? LOOKUP_MS : SILENT_LOOKUP_MS);
    return reachable && this.#open && this.#host.up;
  }

  /** Nodes that do not answer leave the table, as in the real one. */
  #beat(): void {
    if (!this.#open) return;
    const { world } = this.#host;
    for (const [key, { to, until }] of this.#asked) {
      if (until > world.now) continue;
      this.#asked.delete(key);
      this.#nodes.delete(endpointText(to));
    }
    for (const node of this.#nodes.values()) {
      if (this.#host.random.below(PING_ROUNDS) === 0) this.ping(node);
    }
    world.schedule(PING_MS, () => this.#beat());
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#host.world.schedule(ms, resolve);
    });
  }
}

export const createSimDht = (host: SimHost): Dht => ({
  open: (options) => new SimTable(host, options),
});
