import { connect } from 'node:net';
import { until } from './wait.ts';

/** What a peer says of itself in its handshake. */
export interface Greeting {
  /** BEP 6. */
  readonly fast: boolean;
}

/** Dials, sends a BEP 3 handshake. Undefined: the peer does not answer with the same info-hash. */
function greetingOf(host: string, port: number, infoHash: string): Promise<Greeting | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    const parts: Buffer[] = [];
    let size = 0;
    const finish = (answer?: Greeting): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2000, () => finish());
    socket.once('error', () => finish());
    socket.once('close', () => finish());
    socket.on('data', (part: Buffer) => {
      parts.push(part);
      size += part.length;
      if (size < 48) return;
      const answer = Buffer.concat(parts);
      const fast = ((answer[27] as number) & 4) !== 0;
      finish(answer.toString('hex', 28, 48) === infoHash ? { fast } : undefined);
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
): Promise<Greeting> {
  return until(() => greetingOf(client.host, client.port, infoHash), {
    timeout,
    what: `${client.name} to take connections for ${infoHash}`,
  });
}
