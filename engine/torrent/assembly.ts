import type { Peer } from '../peer/peer.ts';
import { DownThrottle } from '../peer/throttle.ts';
import { PeerUploads } from '../peer/uploads.ts';
import type { ChokingHost } from './choking.ts';
import type { FavouringHost } from './favouring.ts';
import type { LimitsHost } from './limits.ts';
import type { SuperSeedingHost } from './super-seeding.ts';
import type { SwarmHost } from './swarm.ts';
import type { Torrent } from './torrent.ts';
import type { TransferHost } from './transfer.ts';
import type { WebSeedsHost } from './web-seeds.ts';

/** What each part of a torrent gets to see of the whole: as little as it declared to need. */

export function chokingHost(torrent: Torrent): ChokingHost {
  const { random } = torrent.host.ports;
  return {
    below: (bound) => random.below(bound),
    now: () => torrent.now(),
    peers: () => torrent.swarm.peers.values(),
    isSeeding: () => torrent.isSeeding(),
    pieceLength: () => torrent.info?.pieceLength ?? 0,
    uploadSlots: () => torrent.host.settings().uploadSlots,
    choked: (peer) => peer.giving.refuseAll(),
  };
}

export function swarmHost(torrent: Torrent): SwarmHost {
  const { host } = torrent;
  return {
    net: host.ports.net,
    budget: host.budget,
    wire: torrent.wire,
    now: () => torrent.now(),
    maxPeers: () => host.settings().maxConnectionsPerTorrent,
    pieceCount: () => torrent.info?.pieceCount,
    wantsPeers: () => torrent.online,
    isSeeding: () => torrent.isSeeding(),
    ownPeerId: () => torrent.peerId,
    ownHandshake: () => torrent.ownHandshake(),
    encryption: () => host.settings().encryption,
    sha1: (...parts) => host.ports.sha1.digest(...parts),
    random: host.ports.random,
    equip: (peer) => equip(torrent, peer),
  };
}

export function transferHost(torrent: Torrent): TransferHost {
  const { host } = torrent;
  return {
    below: (bound) => host.ports.random.below(bound),
    peerId: torrent.peerId,
    now: () => torrent.now(),
    peers: () => torrent.swarm.peers.values(),
    peer: (id) => torrent.swarm.peers.get(id),
    isLeeching: () => torrent.isLeeching(),
    pieceMemory: () => host.settings().pieceMemory,
    pieceFilled: (active) => torrent.verify?.filled(active),
    wasted: (bytes) => {
      torrent.tally.wasted += bytes;
    },
    received: (bytes) => {
      torrent.tally.received(bytes, torrent.now());
      host.received(bytes, torrent.now());
    },
    spillFailed: (fault) => torrent.diskFailed(fault),
    after: (ms, callback) => host.ports.clock.after(ms, callback),
  };
}

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
