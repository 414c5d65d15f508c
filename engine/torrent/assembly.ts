import type { ActivePiece } from '../core/picker/active-piece.ts';
import type { Fault } from '../core/result.ts';
import type { Handshake } from '../core/wire/handshake.ts';
import type { Peer } from '../peer/peer.ts';
import { DownThrottle } from '../peer/throttle.ts';
import { PeerUploads } from '../peer/uploads.ts';
import type { Timer } from '../ports/clock.ts';
import type { DiskCode } from '../ports/disk.ts';
import type { ChokingHost } from './choking.ts';
import type { Encryption } from './encryption.ts';
import type { FavouringHost } from './favouring.ts';
import type { LimitsHost } from './limits.ts';
import type { SuperSeedingHost } from './super-seeding.ts';
import type { SwarmHost } from './swarm.ts';
import type { Torrent } from './torrent.ts';
import type { TransferHost } from './transfer.ts';
import type { WebSeedsHost } from './web-seeds.ts';

/** What each part of a torrent gets to see of the whole: as little as it declared to need. */

const NO_CONTENT = { pieceLength: 0, length: 0 };

export function chokingHost(torrent: Torrent): ChokingHost {
  const { random } = torrent.host.ports;
  return {
    below: (bound) => random.below(bound),
    now: () => torrent.now(),
    peers: () => torrent.swarm.peers.values(),
    isSeeding: () => torrent.isSeeding(),
    content: () => torrent.info ?? NO_CONTENT,
    uploadSlots: () => torrent.host.settings().uploadSlots,
    choked: (peer) => peer.giving.refuseAll(),
  };
}

/** As a class, not an object of functions: each of thousands of torrents has one. */
class SwarmView implements SwarmHost {
  readonly #torrent: Torrent;

  constructor(torrent: Torrent) {
    this.#torrent = torrent;
  }

  get net(): SwarmHost['net'] {
    return this.#torrent.host.ports.net;
  }
  get budget(): SwarmHost['budget'] {
    return this.#torrent.host.budget;
  }
  get wire(): SwarmHost['wire'] {
    return this.#torrent.wire;
  }
  get random(): SwarmHost['random'] {
    return this.#torrent.host.ports.random;
  }
  now(): number {
    return this.#torrent.now();
  }
  maxPeers(): number {
    return this.#torrent.host.settings().maxConnectionsPerTorrent;
  }
  pieceCount(): number | undefined {
    return this.#torrent.info?.pieceCount;
  }
  wantsPeers(): boolean {
    return this.#torrent.online;
  }
  isSeeding(): boolean {
    return this.#torrent.isSeeding();
  }
  ownPeerId(): Uint8Array {
    return this.#torrent.peerId;
  }
  ownHandshake(): Handshake {
    return this.#torrent.ownHandshake();
  }
  encryption(): Encryption {
    return this.#torrent.host.settings().encryption;
  }
  get sha1(): SwarmHost['sha1'] {
    const { sha1 } = this.#torrent.host.ports;
    return (...parts) => sha1.digest(...parts);
  }
  equip(peer: Peer): void {
    equip(this.#torrent, peer);
  }
}

export const swarmHost = (torrent: Torrent): SwarmHost => new SwarmView(torrent);

class TransferView implements TransferHost {
  readonly #torrent: Torrent;

  constructor(torrent: Torrent) {
    this.#torrent = torrent;
  }

  get peerId(): Uint8Array {
    return this.#torrent.peerId;
  }
  get below(): TransferHost['below'] {
    const { random } = this.#torrent.host.ports;
    return (bound) => random.below(bound);
  }
  now(): number {
    return this.#torrent.now();
  }
  peers(): Iterable<Peer> {
    return this.#torrent.swarm.peers.values();
  }
  peer(id: number): Peer | undefined {
    return this.#torrent.swarm.peers.get(id);
  }
  isLeeching(): boolean {
    return this.#torrent.isLeeching();
  }
  pieceMemory(): number {
    return this.#torrent.host.settings().pieceMemory;
  }
  pieceFilled(active: ActivePiece): void {
    this.#torrent.verify?.filled(active);
  }
  wasted(bytes: number): void {
    this.#torrent.tally.wasted += bytes;
  }
  received(bytes: number): void {
    const now = this.#torrent.now();
    this.#torrent.tally.received(bytes, now);
    this.#torrent.host.received(bytes, now);
  }
  spillFailed(fault: Fault<DiskCode>): void {
    this.#torrent.diskFailed(fault);
  }
  after(ms: number, callback: () => void): Timer {
    return this.#torrent.host.ports.clock.after(ms, callback);
  }
}

export const transferHost = (torrent: Torrent): TransferHost => new TransferView(torrent);

export function webSeedsHost(torrent: Torrent): WebSeedsHost {
  const { host } = torrent;
  const { http, clock } = host.ports;
  return {
    http,
    downGate: host.limits.downGate,
    version: host.version,
    infoHashBytes: torrent.infoHashBytes,
    now: () => torrent.now(),
    wallTime: () => clock.wallTime(),
    isLeeching: () => torrent.isLeeching(),
    sees: (seed) => torrent.trust.sees(seed),
    isSuspect: (seed) => torrent.trust.isSuspect(seed),
    wasted: (bytes) => {
      torrent.tally.wasted += bytes;
    },
    nextId: () => host.budget.nextPeerId(),
    equip: (seed) => torrent.limits.apply(seed),
    changed: () => host.changed(torrent),
  };
}

export function limitsHost(torrent: Torrent): LimitsHost {
  const { host } = torrent;
  return {
    now: () => torrent.now(),
    sharedLimits: (address) => host.limits.sharedWith(address, torrent),
    pokeGates: () => host.limits.poke(),
  };
}

export function superSeedingHost(torrent: Torrent): SuperSeedingHost {
  return {
    now: () => torrent.now(),
    peers: () => torrent.swarm.peers.values(),
    pieceCount: () => torrent.info?.pieceCount ?? 0,
    isOn: () => torrent.isSuperSeeding(),
    has: (piece) => torrent.transfer?.have.get(piece) === true,
    availability: (piece) => torrent.transfer?.holders.availability(piece) ?? 0,
  };
}

export function favouringHost(torrent: Torrent): FavouringHost {
  return {
    get transfer() {
      return torrent.transfer;
    },
    get online() {
      return torrent.online;
    },
    infoHashBytes: torrent.infoHashBytes,
    sha1: (...parts) => torrent.host.ports.sha1.digest(...parts),
  };
}

function equip(torrent: Torrent, peer: Peer): void {
  const { host } = torrent;
  torrent.limits.apply(peer);
  peer.throttle = new DownThrottle(peer, host.limits.downGate, () => torrent.now());
  peer.giving = new PeerUploads(peer, {
    upGate: host.limits.upGate,
    countsOverhead: () => torrent.countsOverhead(),
    now: () => torrent.now(),
    blocks: () => (torrent.online && torrent.phase === 'ready' ? torrent.storage : undefined),
    has: (piece) => torrent.transfer?.have.get(piece) === true,
    uploaded: (bytes, piece) => {
      torrent.favouring.sent(piece);
      torrent.tally.sent(bytes, torrent.now());
      host.sent(bytes, torrent.now());
    },
    // A file that somebody changed is being checked; the disk is well.
    readFailed: (fault) => {
      if (fault.code !== 'disk-changed') torrent.diskFailed(fault);
    },
  });
}
