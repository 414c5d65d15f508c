import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nodeClock } from '../../../engine/node/clock/clock.ts';
import { createNodeDns } from '../../../engine/node/dns/dns.ts';
import { createNodeHttp } from '../../../engine/node/http/http.ts';
import { createNodeNet } from '../../../engine/node/net/net.ts';
import { nodeRandom } from '../../../engine/node/random/random.ts';
import { nodeUdp } from '../../../engine/node/udp/udp.ts';
import type { Ports } from '../../../engine/ports/index.ts';
import { createSimNetworkPorts } from '../../sim/world/ports.ts';
import { World } from '../../sim/world/world.ts';

export type NetworkPorts = Pick<Ports, 'clock' | 'random' | 'net' | 'udp' | 'dns' | 'http'>;

/** One side of a contract test: the same ports, real or simulated, and how time passes there. */
export interface Rig {
  readonly ports: NetworkPorts;
  /** An address on which both sides of the test live. */
  readonly host: string;
  until(condition: () => boolean, limitMs?: number): Promise<void>;
  settle<T>(promise: Promise<T>): Promise<T>;
  pass(ms: number): Promise<void>;
  /** A web server; returns its origin. `answer` gives a reply, or 'hang' or 'reset'. */
  serve(answer: (url: URL) => Answer): Promise<string>;
  /** A port of `host` that nothing listens on. */
  freePort(): Promise<number>;
  end(): Promise<void>;
}

export type Answer =
  | {
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body: Uint8Array;
    }
  | 'hang'
  | 'reset';

export const rigs: readonly (readonly [string, () => Rig])[] = [
  ['over the real network', realRig],
  ['in the simulation', simRig],
];

function realRig(): Rig {
  const dns = createNodeDns();
  const servers: Server[] = [];
  const until = async (condition: () => boolean, limitMs = 10_000): Promise<void> => {
    const end = performance.now() + limitMs;
    while (!condition()) {
      if (performance.now() > end) throw new Error('the condition never came true');
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  return {
    ports: {
      clock: nodeClock,
      random: nodeRandom,
      net: createNodeNet(() => undefined),
      udp: nodeUdp,
      dns,
      http: createNodeHttp(nodeClock, dns),
    },
    host: '127.0.0.1',
    until,
    settle: (promise) => promise,
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    async serve(answer) {
      const server = createServer((request, response) => {
        const reply = answer(new URL(request.url ?? '/', `http://${request.headers.host}`));
        if (reply === 'hang') return;
        if (reply === 'reset') {
          request.socket.resetAndDestroy();
          return;
        }
        response.writeHead(reply.status, reply.headers);
        response.end(reply.body);
      });
      servers.push(server);
      return `http://127.0.0.1:${await listening(server)}`;
    },
    async freePort() {
      const server = createServer();
      const port = await listening(server);
      await new Promise((resolve) => server.close(resolve));
      return port;
    },
    async end() {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

function simRig(): Rig {
  const world = new World({ seed: 1 });
  const host = world.addHost({ addresses: ['127.0.0.1', '10.0.0.1'] });
  let port = 8_000;
  return {
    ports: createSimNetworkPorts(host),
    host: '127.0.0.1',
    async until(condition, limitMs) {
      if (!(await world.until(condition, limitMs)))
        throw new Error('the condition never came true');
    },
    settle: (promise) => world.settle(promise),
    pass: (ms) => world.pass(ms),
    async serve(answer) {
      port++;
      world.web.set(`127.0.0.1:${port}`, (request) => answer(request.url));
      return `http://127.0.0.1:${port}`;
    },
    freePort: async () => 7_999,
    end: async () => undefined,
  };
}
