import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

// Below the range from which the kernel takes source ports of outgoing connections (Linux: 32768 up,
// others: 49152 up), or another connection may sit on the port before the client binds it.
const LOWEST = 20_000;
const HIGHEST = 32_000;
// Test files that run side by side have a part of it each, or one could take what another is about to bind.
const PARTS = 6;
const PART = (HIGHEST - LOWEST) / PARTS;
const FIRST = LOWEST + (Number(process.env['VITEST_POOL_ID'] ?? 0) % PARTS) * PART;
const given = new Set<number>();

function bindsTcp(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function bindsUdp(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

/** A port that is free for TCP and UDP on `host`, and is not given twice by this process. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = FIRST + Math.floor(Math.random() * PART);
    if (given.has(port)) continue;
    if ((await bindsTcp(port, host)) && (await bindsUdp(port, host))) {
      given.add(port);
      return port;
    }
  }
  throw new Error(`No free port between ${FIRST} and ${FIRST + PART} on ${host}`);
}
