import { describe, expect, test } from 'vitest';
import type { PeerEnd, PeerHost } from '../../../engine/peer/host.ts';
import type { Peer } from '../../../engine/peer/peer.ts';
import type { Connection, ConnectionEvents, Net } from '../../../engine/ports/net.ts';
import type { Encryption } from '../../../engine/torrent/encryption.ts';
import { Swarm, type SwarmHost } from '../../../engine/torrent/swarm.ts';
import { sha1 } from '../../support/sha1.ts';

const MINUTES = 60_000;
const stranger = { host: '192.0.2.7', port: 6881 };

/** A swarm whose peers take every connection and hang up on the first word. */
function refusing(encryption: Encryption) {
  let now = 0;
  const said: ('plain' | 'encrypted')[] = [];
  const net = {
    connect(remote: Connection['remote'], events: ConnectionEvents): Connection {
      const connection = {
        remote,
        local: undefined,
        queued: 0,
        write: (bytes: Uint8Array) => said.push(bytes[0] === 19 ? 'plain' : 'encrypted'),
        gather: () => undefined,
        release: () => 0,
        pause: () => undefined,
        resume: () => undefined,
        close: () => undefined,
      };
      queueMicrotask(() => {
        events.opened();
        events.closed();
      });
      return connection;
    },
  } as unknown as Net;
  const wire = {
    now: () => now,
    ended: (peer: Peer, end: PeerEnd) => swarm.left(peer, end),
  } as unknown as PeerHost;
  const ends = { close: () => undefined };
  const host: SwarmHost = {
    net,
    wire,
    budget: {
      mayDial: () => true,
      dialling: () => undefined,
      connected: () => undefined,
      isAllowed: () => true,
      nextPeerId: () => said.length + 1,
    },
    now: () => now,
    maxPeers: () => 10,
    pieceCount: () => 1,
    wantsPeers: () => true,
    isSeeding: () => false,
    ownPeerId: () => new Uint8Array(20),
    ownHandshake: () => ({
      infoHash: new Uint8Array(20),
      peerId: new Uint8Array(20),
      extended: true,
      fast: true,
      dht: false,
    }),
    encryption: () => encryption,
    sha1,
    // MSE's key starts with 0x13 once in 256: not what is looked at here.
    random: { fill: <B extends Uint8Array>(bytes: B): B => bytes.fill(7), below: () => 0 } as never,
    equip: (peer) => Object.assign(peer, { giving: ends, throttle: ends }),
  };
  const swarm = new Swarm(host, { host: '127.0.0.1', port: 1 });
  return {
    said,
    async dialAt(ms: number): Promise<string[]> {
      now = ms;
      const before = said.length;
      for (let i = 0; i < 4; i++) {
        swarm.dial();
        await Promise.resolve();
      }
      return said.slice(before);
    },
    found: () => swarm.found([stranger], 'tracker'),
  };
}

describe('a peer that takes the connection and hangs up', () => {
  test.each([
    ['allow', ['plain', 'encrypted']],
    ['prefer', ['encrypted', 'plain']],
    ['require', ['encrypted']],
    ['off', ['plain']],
  ] as const)('is spoken to in every way that "%s" has, at each attempt', async (setting, ways) => {
    const swarm = refusing(setting);
    swarm.found();
    await Promise.resolve();
    expect([...swarm.said, ...(await swarm.dialAt(0))]).toEqual(ways);
    // Nothing before the wait is over.
    expect(await swarm.dialAt(14_000)).toEqual([]);
    expect(await swarm.dialAt(15_000)).toEqual(ways);
    expect(await swarm.dialAt(5 * MINUTES)).toEqual(ways);
  });
});
