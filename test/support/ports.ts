import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

// Below the range from which the kernel takes source ports of outgoing connections (Linux: 32768 up,
// others: 49152 up), or another connection may sit on the port before the client binds it.
const LOWEST = 20_000;
const HIGHEST = 32_000;
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
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (given.has(port)) continue;
    if ((await bindsTcp(port, host)) && (await bindsUdp(port, host))) {
      given.add(port);
      return port;
    }
  }
  throw new Error(`No free port between ${LOWEST} and ${HIGHEST} on ${host}`);
}
