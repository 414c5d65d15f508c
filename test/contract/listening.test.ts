import { createSocket, type Socket } from 'node:dgram';
import { connect, createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { Fault } from '../../engine/core/result.ts';
import { UdpMux } from '../../engine/discovery/udp/mux.ts';
import type { Greeter } from '../../engine/session/greeter.ts';
import { Listening } from '../../engine/session/listening.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/wait.ts';
import { realPorts } from './rigs/session-ports.ts';

const HOST = '127.0.0.1';
const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const closer of closers.splice(0).reverse()) await closer();
});

/** Sits on the port, so that nobody else can. */
async function take(kind: 'tcp' | 'udp', port: number): Promise<void> {
  if (kind === 'tcp') {
    const server: Server = createServer();
    await new Promise<void>((resolve) => server.listen(port, HOST, resolve));
    closers.push(() => void server.close());
  } else {
    const socket: Socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(port, HOST, resolve));
    closers.push(() => void socket.close());
  }
}

function setUp(wanted: { host: string; port: number }) {
  const mux = new UdpMux(realPorts);
  const faults: Fault[] = [];
  const bound: number[] = [];
  const arrived: string[] = [];
  const listening = new Listening(
    {
      ...realPorts,
      wantedHost: () => wanted.host,
      wantedPort: () => wanted.port,
      bindUdp: (at) => mux.bind(at),
      listening: async ({ port }) => void bound.push(port),
      failed: (fault) => faults.push(fault),
      arrived: ({ host }) => arrived.push(host),
    },
    { accept: () => undefined } as unknown as Greeter,
  );
  closers.push(async () => {
    await listening.close();
    mux.close();
  });
  return { listening, mux, faults, bound, arrived };
}

/** Two ports in a row that are free. */
async function freePair(): Promise<number> {
  for (;;) {
    const port = await freePort(HOST);
    const next = createServer();
    const free = await new Promise<boolean>((resolve) => {
      next.once('error', () => resolve(false));
      next.listen(port + 1, HOST, () => next.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

it('listens with TCP and UDP on the wanted port, and hears who comes', async () => {
  const port = await freePort(HOST);
  const { listening, mux, faults, bound, arrived } = setUp({ host: HOST, port });
  await listening.open();
  expect(listening.port).toBe(port);
  expect(mux.local?.port).toBe(port);
  expect([bound, faults]).toEqual([[port], []]);
  connect(port, HOST).on('error', () => undefined);
  await until(() => arrived.length > 0, { what: 'the connection' });
  expect(arrived).toEqual([HOST]);
});

it.each(['tcp', 'udp'] as const)(
  'a port whose %s is taken is told, and the next one is taken for both',
  async (kind) => {
    const port = await freePair();
    await take(kind, port);
    const { listening, mux, faults, bound } = setUp({ host: HOST, port });
    await listening.open();
    expect(listening.port).toBe(port + 1);
    expect(mux.local?.port).toBe(port + 1);
    expect(bound).toEqual([port + 1]);
    expect(faults).toMatchObject([{ code: 'net-port-taken', subject: `${HOST}:${port}` }]);
    expect(listening.fault?.code).toBe('net-port-taken');
  },
);

it('the port is free again when it is given up, and may be taken again at once', async () => {
  const port = await freePort(HOST);
  const { listening, bound, faults } = setUp({ host: HOST, port });
  await Promise.all([listening.open(), listening.open(), listening.open()]);
  expect([bound, faults]).toEqual([[port, port, port], []]);
  await listening.close();
  expect(listening.port).toBe(0);
  await take('tcp', port);
});

it('an address that is not ours is told once, tried again, and used when it is there', async () => {
  const port = await freePort(HOST);
  const wanted = { host: '192.0.2.77', port };
  const { listening, faults } = setUp(wanted);
  await listening.open();
  expect(listening.port).toBe(0);
  expect(listening.fault?.code).toBe('net-unreachable');
  wanted.host = HOST;
  await until(() => listening.port === port, { timeout: 5_000, what: 'the next try' });
  expect(faults).toHaveLength(1);
  expect(listening.fault).toBeUndefined();
});
