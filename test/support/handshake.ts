import { connect } from 'node:net';
import { until } from './wait.ts';

/** Dials, sends a BEP 3 handshake, and tells whether the peer answers with the same info-hash. */
export function answersHandshake(host: string, port: number, infoHash: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    const parts: Buffer[] = [];
    let size = 0;
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2000, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
    socket.on('data', (part: Buffer) => {
      parts.push(part);
      size += part.length;
      if (size >= 48) finish(Buffer.concat(parts).toString('hex', 28, 48) === infoHash);
    });
    socket.write('\x13BitTorrent protocol\0\0\0\0\0\0\0\0', 'latin1');
    socket.write(Buffer.from(infoHash, 'hex'));
    socket.write('-HT0000-');
    socket.write(Buffer.alloc(12, 0x30 + Math.floor(Math.random() * 10)));
  });
}

/**
 * Waits until a client takes connections for the torrent. Some say "seeding" a moment before they do, and who
 * dials in between is sent away.
 */
export async function takesConnections(
  client: { readonly name: string; readonly host: string; readonly port: number },
  infoHash: string,
  timeout = 20_000,
): Promise<void> {
  await until(() => answersHandshake(client.host, client.port, infoHash), {
    timeout,
    what: `${client.name} to take connections for ${infoHash}`,
  });
}
