import { fromHex, toHex } from '../../core/bytes/bytes.ts';
import { utf8Encode } from '../../core/bytes/text.ts';
import { isNodeIdFor, nodeIdFor } from '../../core/dht/node-id.ts';
import { type Endpoint, isIpv6 } from '../../core/endpoint.ts';
import type { InfoHash } from '../../core/ids.ts';
import type { Timer } from '../../ports/clock.ts';
import type { DhtTable } from '../../ports/dht.ts';
import { AddressVotes } from '../address-votes.ts';
import { Contacts } from './contacts.ts';
import { DhtGuard } from './guard.ts';
import { Lookups } from './lookups.ts';
import { readState, writeState } from './state.ts';
import type { DhtHealth, DhtHost, DhtPorts, DhtServiceOptions } from './types.ts';

const TICK_MS = 5_000;
const SAVE_MS = 5 * 60_000;
const REFRESH_MS = 15 * 60_000;
/** Fewer, and the table cannot stand on its own: it is bootstrapped. */
const ENOUGH_NODES = 10;
const DEAF_MS = 20_000;
const FAILED_MS = 60_000;
const FIRST_BOOTSTRAP_MS = 5_000;
const LONGEST_BOOTSTRAP_MS = 20_000;
/** At once; more would be asked in vain if the first answer. */
const BOOTSTRAP_NODES = 8;
/** Nodes of old that are asked in one bootstrap. */
const SPARE_AT_ONCE = 32;
/** An address that changes all the time must not make us start anew all the time. */
const REJOIN_MS = 30 * 60_000;
/** Nodes that asked us and are asked back, in one tick. */
const CANDIDATES_PER_TICK = 20;
const MAX_PEERS_PER_LOOKUP = 500;

/** The DHT of the session: its table, its health, and the torrents that are looked up and announced. */
export class DhtService {
  readonly #ports: DhtPorts;
  readonly #host: DhtHost;
  readonly #lookups: Lookups;
  readonly #votes = new AddressVotes();
  #options: DhtServiceOptions;
  #id: Uint8Array;
  #table: DhtTable | undefined;
  #guard: DhtGuard | undefined;
  readonly #contacts: Contacts;
  readonly #foundNow = new Map<InfoHash, number>();
  #tick: Timer | undefined;
  #bootstrapAt = 0;
  #bootstrapMs = FIRST_BOOTSTRAP_MS;
  /** Nodes answer and there are few of them: when more are looked for. */
  #scarceAt = 0;
  #scarceMs = FIRST_BOOTSTRAP_MS;
  /** The table that is being bootstrapped. */
  #bootstrapping: DhtTable | undefined;
  #rejoinedAt = Number.NEGATIVE_INFINITY;
  #refreshAt = 0;
  #saveAt = 0;
  #port = 0;
  #shownNodes = 0;
  #shownState: DhtHealth = 'off';
  #startedAt = 0;

  constructor(ports: DhtPorts, host: DhtHost, options: DhtServiceOptions) {
    this.#ports = ports;
    this.#host = host;
    this.#options = options;
    const saved = readState(options.saved);
    this.#id = saved?.id ?? nodeIdFor(undefined, ports.random.fill(new Uint8Array(20)));
    const { clock, dns, random } = ports;
    this.#contacts = new Contacts(dns, saved?.nodes ?? []);
    this.#lookups = new Lookups({
      clock,
      random,
      run: (id) => this.#run(id),
      isShort: (id) => host.isShort(id),
    });
  }

  get nodes(): number {
    return this.#table?.nodeCount ?? 0;
  }

  /** `failed`: on, but nobody has answered for a minute. */
  get state(): DhtHealth {
    if (this.#table === undefined || this.#guard === undefined) return 'off';
    const now = this.#ports.clock.now();
    if (
      this.#table.nodeCount > 0 &&
      now - this.#guard.lastResponse < 20 * 60_000 &&
      !this.#isDeaf()
    )
      return 'on';
    return now - Math.max(this.#startedAt, this.#guard.lastResponse) > FAILED_MS
      ? 'failed'
      : 'starting';
  }

  start(): void {
    if (this.#table !== undefined) return;
    const now = this.#ports.clock.now();
    this.#startedAt = now;
    this.#bootstrapAt = now;
    this.#bootstrapMs = FIRST_BOOTSTRAP_MS;
    this.#scarceAt = 0;
    this.#scarceMs = FIRST_BOOTSTRAP_MS;
    this.#saveAt = now + SAVE_MS;
    this.#open();
    this.#tick = this.#ports.clock.every(TICK_MS, () => this.#beat());
    this.#beat();
  }

  /** Leaves the DHT; `start` comes back with the nodes of now. */
  stop(): void {
    if (this.#table === undefined) return;
    this.#save();
    this.#tick?.end();
    this.#tick = undefined;
    this.#close();
    this.#show();
  }

  /** The torrent must not be private. `nodes` are those of its .torrent file, "host:port". */
  add(id: InfoHash, nodes: readonly Endpoint[] = []): void {
    for (const node of nodes) {
      void this.#contacts.addressOf(node).then((found) => {
        if (found !== undefined) this.addNode(found);
      });
    }
    this.#lookups.add(id);
  }

  remove(id: InfoHash): void {
    this.#lookups.remove(id);
    this.#foundNow.delete(id);
  }

  announceNow(id: InfoHash): void {
    this.#lookups.hurry(id);
  }

  /** A peer said with a PORT message that it is a node (BEP 5). */
  addNode(node: Endpoint): void {
    if (isIpv6(node.host) || node.port < 1) return;
    this.#contacts.remember(node);
    if (this.#table !== undefined) this.#contacts.suggest(node);
  }

  /** The TCP port that is announced; 0: we look up only. */
  setPort(port: number): void {
    const changed = port !== this.#port;
    this.#port = port;
    if (changed) this.#lookups.hurryAll();
  }

  setOptions(options: Pick<DhtServiceOptions, 'routers' | 'readOnly'>): void {
    const reopen = options.readOnly !== this.#options.readOnly;
    this.#options = { ...this.#options, ...options };
    if (reopen && this.#table !== undefined) this.#reopen(this.#id);
  }

  /** The nodes that were near may be far or gone: all are asked again, and torrents announced. */
  networkChanged(): void {
    this.#votes.clear();
    if (this.#table === undefined) return;
    this.#startedAt = this.#ports.clock.now();
    this.#bootstrapMs = FIRST_BOOTSTRAP_MS;
    this.#reopen(this.#id);
    this.#lookups.hurryAll();
  }

  /** Ends everything. The last state is handed to `save` before. */
  close(): void {
    this.stop();
  }

  #open(): void {
    const { clock, random, mux, dht, log } = this.#ports;
    const guard = new DhtGuard(
      { clock, random },
      {
        toTable: (datagram, from) => this.#table?.receive(datagram, from),
        toNet: (datagram, to) => mux.send(datagram, to),
        candidate: (node) => this.#contacts.suggest(node),
        seenAs: (address, by) => this.#seenAs(address, by),
      },
      {
        id: this.#id,
        readOnly: this.#options.readOnly,
        version: versionBytes(this.#options.version),
      },
    );
    this.#guard = guard;
    this.#table = dht.open({
      id: this.#id,
      send: (datagram, to) => guard.sent(datagram, to),
      peersFound: (infoHash, peers) => this.#found(toHex(infoHash) as InfoHash, peers),
      warning: (what) => log.write('info', 'dht', what),
    });
    mux.handle('dht', (datagram, from) => guard.received(datagram, from));
  }

  #close(): void {
    for (const node of this.#table?.nodes() ?? []) this.#contacts.remember(node);
    this.#ports.mux.handle('dht', undefined);
    this.#lookups.sleep();
    const table = this.#table;
    this.#table = undefined;
    this.#guard = undefined;
    this.#contacts.forgetSuggested();
    this.#contacts.rewind();
    table?.close();
  }

  #reopen(id: Uint8Array): void {
    this.#close();
    this.#id = id;
    this.#open();
    this.#bootstrapAt = this.#ports.clock.now();
    this.#scarceAt = 0;
    this.#scarceMs = FIRST_BOOTSTRAP_MS;
    this.#beat();
  }

  #beat(): void {
    const now = this.#ports.clock.now();
    const table = this.#table;
    if (table === undefined) return;
    for (const node of this.#contacts.suggested(CANDIDATES_PER_TICK)) table.ping(node);
    if (this.#needsNodes(table, now)) void this.#bootstrap(table);
    else if (now >= this.#refreshAt && table.nodeCount > 0) this.#refresh(table);
    if (table.nodeCount > 0) this.#lookups.wake();
    else this.#lookups.sleep();
    this.#lookups.look();
    if (now >= this.#saveAt) this.#save();
    this.#show();
  }

  /** We ask, and nobody answers: the network is gone, or the table is stale. */
  #isDeaf(): boolean {
    const since = this.#guard?.askingSince;
    return since !== undefined && this.#ports.clock.now() - since > DEAF_MS;
  }

  /** In a small DHT the few are all there is: nobody, and no router, is asked for more of them all the time. */
  #needsNodes(table: DhtTable, now: number): boolean {
    if (table.nodeCount >= ENOUGH_NODES) this.#scarceMs = FIRST_BOOTSTRAP_MS;
    if (now < this.#bootstrapAt) return false;
    if (table.nodeCount === 0 || this.#isDeaf()) return true;
    return table.nodeCount < ENOUGH_NODES && now >= this.#scarceAt;
  }

  /** From nodes that we know; routers are asked only when those do not answer. */
  async #bootstrap(table: DhtTable): Promise<void> {
    if (this.#bootstrapping === table) return;
    this.#bootstrapping = table;
    this.#bootstrapAt = this.#ports.clock.now() + this.#bootstrapMs;
    this.#bootstrapMs = Math.min(this.#bootstrapMs * 2, LONGEST_BOOTSTRAP_MS);
    const spare = this.#contacts.some(SPARE_AT_ONCE);
    for (const node of spare) table.ping(node);
    let answered = spare.length === 0 ? 0 : await table.refresh(spare.slice(0, BOOTSTRAP_NODES));
    if (this.#table === table && table.nodeCount < ENOUGH_NODES) {
      const routers = await this.#contacts.addressesOf(this.#options.routers);
      if (this.#table === table && routers.length > 0) {
        answered += await table.refresh(routers.slice(0, BOOTSTRAP_NODES));
      }
    }
    if (this.#bootstrapping === table) this.#bootstrapping = undefined;
    if (this.#table !== table) return;
    if (answered > 0) {
      this.#bootstrapMs = FIRST_BOOTSTRAP_MS;
      this.#scarceAt = this.#ports.clock.now() + this.#scarceMs;
      this.#scarceMs = Math.min(this.#scarceMs * 2, REFRESH_MS);
      this.#refreshAt = this.#ports.clock.now() + REFRESH_MS;
    }
    this.#beat();
  }

  #refresh(table: DhtTable): void {
    this.#refreshAt = this.#ports.clock.now() + REFRESH_MS;
    void table.refresh([]);
  }

  async #run(id: InfoHash): Promise<number> {
    const infoHash = fromHex(id) as Uint8Array;
    this.#foundNow.set(id, 0);
    const table = this.#table;
    if (table === undefined) return 0;
    const answered = this.#port > 0 ? table.announce(infoHash, this.#port) : table.lookup(infoHash);
    return await answered;
  }

  #found(id: InfoHash, peers: readonly Endpoint[]): void {
    const count = this.#foundNow.get(id);
    if (count === undefined || count >= MAX_PEERS_PER_LOOKUP) return;
    this.#foundNow.set(id, count + peers.length);
    this.#lookups.found(id, peers.length);
    this.#host.peersFound(id, peers, 'dht');
  }

  #seenAs(address: string, by: Endpoint): void {
    const winner = this.#votes.vote(address, by.host);
    if (winner === undefined || isIpv6(winner)) return;
    this.#host.externalAddress(winner);
    // BEP 42: our id must fit the address, or others will not keep what we announce.
    const now = this.#ports.clock.now();
    if (isNodeIdFor(this.#id, winner) || now - this.#rejoinedAt < REJOIN_MS) return;
    this.#rejoinedAt = now;
    this.#ports.log.write('info', 'dht', `joins again with an id for ${winner}`);
    this.#reopen(nodeIdFor(winner, this.#ports.random.fill(new Uint8Array(20))));
  }

  #save(): void {
    this.#saveAt = this.#ports.clock.now() + SAVE_MS;
    const live = this.#table?.nodes() ?? [];
    for (const node of live) this.#contacts.remember(node);
    // The table of a dead network is empty, and would make the next start blind.
    const { spare } = this.#contacts;
    if (spare.length > 0) this.#host.save(writeState(this.#id, spare));
  }

  #show(): void {
    const { nodes, state } = this;
    if (nodes === this.#shownNodes && state === this.#shownState) return;
    this.#shownNodes = nodes;
    this.#shownState = state;
    this.#host.changed();
  }
}

/** BEP 5's "v": two letters and two bytes. */
const versionBytes = (version: string): Uint8Array => {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const bytes = utf8Encode('SN00');
  bytes[2] = Math.min(major, 255);
  bytes[3] = Math.min(minor, 255);
  return bytes;
};
