import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProcessGroup } from './process-group.ts';

/**
 * An HTTP tracker inside the test's own process that answers what the test wants, and remembers who announced
 * what and when: a client's `completed` is the moment it completed, whatever its own interface says.
 */

export interface Announce {
  readonly event: string;
  readonly port: number;
  readonly left: number;
  /** `performance.now()` at its arrival. */
  readonly at: number;
  readonly query: string;
}

export interface PeerAddress {
  readonly host: string;
  readonly port: number;
}

export interface FixedTracker {
  readonly url: string;
  readonly announces: Announce[];
  /** Whom it names from now on. A client never gets its own port back. */
  setPeers(peers: readonly PeerAddress[]): void;
  /** Names everybody that announced so far, as a real tracker does. */
  setSwarm(): void;
  /** Called for each announce as it comes. */
  onAnnounce: ((announce: Announce) => void) | undefined;
}

const compact = (peers: readonly PeerAddress[]): Buffer =>
  Buffer.concat(
    peers.map(({ host, port }) =>
      Buffer.from([...host.split('.').map(Number), port >> 8, port & 0xff]),
    ),
  );

export async function startFixedTracker(
  group: ProcessGroup,
  options: { readonly host?: string; readonly interval?: number } = {},
): Promise<FixedTracker> {
  const host = options.host ?? '127.0.0.1';
  const interval = options.interval ?? 1800;
  const announces: Announce[] = [];
  const swarm = new Map<number, PeerAddress>();
  let fixed: readonly PeerAddress[] | undefined = [];

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://tracker');
    const number = (key: string): number => Number(url.searchParams.get(key) ?? 0);
    const announce: Announce = {
      event: url.searchParams.get('event') ?? '',
      port: number('port'),
      left: number('left'),
      at: performance.now(),
      query: url.search,
    };
    announces.push(announce);
    if (announce.event === 'stopped') swarm.delete(announce.port);
    else swarm.set(announce.port, { host, port: announce.port });
    const others = (fixed ?? [...swarm.values()]).filter((peer) => peer.port !== announce.port);
    const peers = compact(others);
    response.setHeader('Content-Type', 'text/plain');
    response.end(
      Buffer.concat([
        Buffer.from(`d8:intervali${interval}e5:peers${peers.length}:`),
        peers,
        Buffer.from('e'),
      ]),
    );
    tracker.onAnnounce?.(announce);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  group.own(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  const tracker: FixedTracker = {
    url: `http://${host}:${port}/announce`,
    announces,
    onAnnounce: undefined,
    setPeers(peers) {
      fixed = peers;
    },
    setSwarm() {
      fixed = undefined;
      swarm.clear();
    },
  };
  return tracker;
}
