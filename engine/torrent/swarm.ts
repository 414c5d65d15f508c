import type { PeerSource } from '../api/torrent.ts';
import { Bitfield } from '../core/bitfield.ts';
import { equalBytes } from '../core/bytes/bytes.ts';
import { type Endpoint, endpointText } from '../core/endpoint.ts';
import type { Sha1Digest } from '../core/sha1.ts';
import type { Handshake } from '../core/wire/handshake.ts';
import type { PeerEnd, PeerHost } from '../peer/host.ts';
import { Peer } from '../peer/peer.ts';
import type { Connection, Net } from '../ports/net.ts';
import type { Random } from '../ports/random.ts';
import { oneOfCrowd } from './crowd.ts';
import { Dialling } from './dialling.ts';
import { dialMethod, type Encryption, otherMethod } from './encryption.ts';
import { type KnownPeer, PeerList } from './peer-list.ts';

/** What a torrent's swarm may take of the session: connections are a shared good. */
export interface ConnectionBudget {
  /** One more attempt, within the limits of the session? */
  mayDial(): boolean;
  dialling(change: 1 | -1): void;
  /** Open connections, of all torrents. */
  connected(change: 1 | -1): void;
  isAllowed(host: string): boolean;
  nextPeerId(): number;
}

export interface SwarmHost {
  readonly net: Net;
  readonly budget: ConnectionBudget;
  readonly wire: PeerHost;
  now(): number;
  maxPeers(): number;
  /** Undefined while the metadata is missing. */
  pieceCount(): number | undefined;
  wantsPeers(): boolean;
  isSeeding(): boolean;
  ownPeerId(): Uint8Array;
  ownHandshake(): Handshake;
  encryption(): Encryption;
  readonly sha1: Sha1Digest;
  readonly random: Random;
  /** Gives the new peer what it needs before its first byte. */
  equip(peer: Peer): void;
}

const DIAL_TIMEOUT_MS = 10_000;
/** Ends of a connection that was open, before a handshake came. */
const HUNG_UP: ReadonlySet<PeerEnd> = new Set<PeerEnd>([
  'peer-closed',
  'net-reset',
  'peer-encryption',
  'wire-not-bittorrent',
  'peer-handshake-timeout',
]);
const NOT_FOR_PRIVATE: ReadonlySet<PeerSource> = new Set<PeerSource>(['dht', 'pex', 'lsd']);
/** How long to leave someone alone after an ended connection. */
const RETURN_MS = 60_000;

/** Who is connected or dialled. Thousands of idle seeds have nobody: it is made with the first. */
class Crowd {
  readonly peers = new Map<number, Peer>();
  readonly known = new Map<number, KnownPeer>();
  /** Dialled, not yet connected, or before the handshake. */
  readonly dialling = new Set<number>();
}

const NOBODY: ReadonlyMap<number, Peer> = new Map();

/** One torrent's peers: whom we know, whom we dial, who is connected. */
export class Swarm {
  readonly list: PeerList;
  readonly #host: SwarmHost;
  #crowd: Crowd | undefined;

  constructor(host: SwarmHost, own: Endpoint) {
    this.#host = host;
    this.list = new PeerList(own);
  }

  get peers(): ReadonlyMap<number, Peer> {
    return this.#crowd?.peers ?? NOBODY;
  }

  get connected(): number {
    return this.peers.size - (this.#crowd?.dialling.size ?? 0);
  }

  found(endpoints: readonly Endpoint[], source: PeerSource): void {
    const now = this.#host.now();
    for (const endpoint of endpoints) {
      if (endpoint.port === 0 || !this.#host.budget.isAllowed(endpoint.host)) continue;
      this.list.add(endpoint, source, now);
    }
    this.dial();
  }

  /** Dials as many as there are places, best first. */
  dial(): void {
    while (this.#host.wantsPeers() && this.#host.budget.mayDial()) {
      const known = this.list.next(this.#host.now(), this.#host.isSeeding());
      if (known === undefined || !this.#hasPlace(known.endpoint)) return;
      if (!this.#host.budget.isAllowed(known.endpoint.host)) {
        known.retryAt = this.#host.now() + RETURN_MS;
        continue;
      }
      this.#dial(known);
    }
  }

  /** Takes over a connection that came in and whose handshake was read. Undefined when there is no place. */
  adopt(connection: Connection, handshake: Handshake, encrypted: boolean): Peer | undefined {
    if (!this.#host.wantsPeers()) return undefined;
    if (!this.#makeRoom(connection.remote)) return undefined;
    const peer = this.#create(connection, true, 'incoming', undefined, encrypted);
    this.#all.peers.set(peer.id, peer);
    this.#host.budget.connected(1);
    peer.sendHandshake(this.#host.ownHandshake());
    peer.decoder.skipHandshake();
    peer.handshake(handshake);
    return peer.ended ? undefined : peer;
  }

  /** There is one, or there is now: one of a crowd made way. */
  #hasPlace(newcomer: Endpoint): boolean {
    if (this.peers.size < this.#host.maxPeers()) return true;
    const idle = oneOfCrowd(this.peers.values(), this.#host.now());
    if (idle === undefined || idle.endpoint.host === newcomer.host) return false;
    idle.end('peer-not-needed');
    return true;
  }

  /**
   * BEP 40: a full torrent lets go of the one whose address mixes the swarm least, if the newcomer's does
   * more. Without it, whoever comes late to a swarm of full clients finds no way in. Who gives us data stays.
   */
  #makeRoom(newcomer: Endpoint): boolean {
    if (this.#hasPlace(newcomer)) return true;
    const now = this.#host.now();
    let least = this.list.priorityOf(newcomer);
    let worst: Peer | undefined;
    for (const peer of this.peers.values()) {
      if (peer.down.rate(now) > 0) continue;
      const priority = this.list.priorityOf(peer.endpoint);
      if (priority >= least) continue;
      least = priority;
      worst = peer;
    }
    worst?.end('peer-not-needed');
    return worst !== undefined;
  }

  /** Undefined: the peer may stay. */
  greeted(peer: Peer, handshake: Handshake): PeerEnd | undefined {
    if (equalBytes(handshake.peerId, this.#host.ownPeerId())) {
      const known = this.#crowd?.known.get(peer.id);
      if (known !== undefined) known.useless = true;
      return 'peer-self';
    }
    for (const other of this.peers.values()) {
      if (
        other === peer ||
        other.peerId === undefined ||
        !equalBytes(other.peerId, handshake.peerId)
      )
        continue;
      // Both sides dialled at once: both must give up the same one of the two.
      const weAreLarger = larger(this.#host.ownPeerId(), handshake.peerId);
      const keepNew = other.incoming !== peer.incoming && peer.incoming !== weAreLarger;
      if (!keepNew) return 'peer-duplicate';
      other.end('peer-duplicate');
    }
    const known = this.#crowd?.known.get(peer.id);
    if (known !== undefined) {
      known.failures = 0;
      known.otherTried = false;
    }
    if (this.#crowd?.dialling.delete(peer.id)) {
      this.#host.budget.dialling(-1);
      this.#host.budget.connected(1);
    }
    return undefined;
  }

  /** Where the peer says that it listens (BEP 10 p): the same address is then not dialled as well. */
  listens(peer: Peer, port: number): void {
    if (!peer.incoming || peer.listensAt !== undefined) return;
    const endpoint = { host: peer.endpoint.host, port };
    peer.listensAt = endpoint;
    const known = this.list.add(endpoint, 'incoming', this.#host.now());
    if (known === undefined || known.connected) return;
    known.connected = true;
    this.#all.known.set(peer.id, known);
  }

  /** The peer is complete: as a seed we need not dial it again. */
  isSeed(peer: Peer): void {
    const known = this.#crowd?.known.get(peer.id);
    if (known !== undefined) known.seed = true;
  }

  left(peer: Peer, end: PeerEnd): void {
    const { peers, known: knownPeers, dialling } = this.#all;
    peers.delete(peer.id);
    const wasDialling = dialling.delete(peer.id);
    if (wasDialling) this.#host.budget.dialling(-1);
    else this.#host.budget.connected(-1);
    const known = knownPeers.get(peer.id);
    knownPeers.delete(peer.id);
    if (known === undefined) return;
    const now = this.#host.now();
    if (end === 'peer-wrong-torrent' || end === 'peer-self') known.useless = true;
    if (wasDialling && this.#mayTryOtherwise(known, end)) this.list.again(known, now);
    else if (wasDialling && end !== 'torrent-stopped') {
      // Next time both ways are open again: it may be another program behind the same address by then.
      known.otherTried = false;
      this.list.failed(known, now);
    } else this.list.left(known, now, end === 'torrent-stopped' ? 0 : RETURN_MS);
  }

  /** It took the connection and hung up on our way of speaking: the other way may be welcome. */
  #mayTryOtherwise(known: KnownPeer, end: PeerEnd): boolean {
    if (!HUNG_UP.has(end) || !otherMethod(this.#host.encryption())) return false;
    // Where both are refused, the way of speaking was not why: the next attempt begins with the first again.
    known.plainRefused = !known.plainRefused;
    known.otherTried = !known.otherTried;
    return known.otherTried;
  }

  /** BEP 27: a private torrent's peers are those its trackers named, and whom the user or they themselves brought. */
  keepToTrackers(): void {
    for (const peer of [...this.peers.values()])
      if (NOT_FOR_PRIVATE.has(peer.source)) peer.end('peer-not-needed');
    for (const known of [...this.list.values()])
      if (NOT_FOR_PRIVATE.has(known.source)) this.list.forget(known);
  }

  /** Ends all connections. */
  clear(): void {
    for (const peer of [...this.peers.values()]) peer.end('torrent-stopped');
  }

  /** Addresses worth keeping for the next start. */
  worthKeeping(): string[] {
    const good: string[] = [];
    for (const known of this.list.values()) {
      if (known.useless || known.failures > 0 || known.source === 'incoming') continue;
      good.push(endpointText(known.endpoint));
      if (good.length === 50) break;
    }
    return good;
  }

  #dial(known: KnownPeer): void {
    known.connected = true;
    this.#host.budget.dialling(1);
    const dialling = new Dialling({
      handshake: this.#host.ownHandshake(),
      encryption: dialMethod(this.#host.encryption(), known.plainRefused),
      sha1: this.#host.sha1,
      random: this.#host.random,
    });
    const connection = this.#host.net.connect(known.endpoint, dialling, DIAL_TIMEOUT_MS);
    const peer = this.#create(connection, false, known.source, known.endpoint, false);
    dialling.begin(connection, peer);
    this.#all.peers.set(peer.id, peer);
    this.#all.dialling.add(peer.id);
    this.#all.known.set(peer.id, known);
  }

  get #all(): Crowd {
    this.#crowd ??= new Crowd();
    return this.#crowd;
  }

  #create(
    connection: Connection,
    incoming: boolean,
    source: PeerSource,
    listensAt: Endpoint | undefined,
    encrypted: boolean,
  ): Peer {
    const pieceCount = this.#host.pieceCount();
    const peer = new Peer(this.#host.wire, connection, new Bitfield(pieceCount ?? 0), {
      id: this.#host.budget.nextPeerId(),
      incoming,
      source,
      encrypted,
      listensAt,
      pieceCount,
    });
    this.#host.equip(peer);
    return peer;
  }
}

function larger(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return (a[i] as number) > (b[i] as number);
  return false;
}
