import { connect, type Socket } from 'node:net';

const UNCHOKE = 1;
const message = (id: number, ...numbers: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(5 + numbers.length * 4);
  bytes.writeUInt32BE(bytes.length - 4, 0);
  bytes[4] = id;
  numbers.forEach((number, at) => {
    bytes.writeUInt32BE(number, 5 + at * 4);
  });
  return bytes;
};
const INTERESTED = message(2);
const REQUEST = message(6, 0, 0, 16 * 1024);
const HANDSHAKE = 68;
const EVERY_MS = 1000;

/** Takes one block a second: the torrent's row changes with each look. */
function call(port: number, infoHash: string): Socket {
  const socket = connect(port, '127.0.0.1');
  const from = Math.random() * EVERY_MS;
  let seen = 0;
  let timer: NodeJS.Timeout | undefined;
  socket.on('error', () => undefined);
  socket.on('close', () => clearInterval(timer));
  socket.on('data', (part: Buffer) => {
    const before = seen;
    seen += part.length;
    if (before < HANDSHAKE && seen >= HANDSHAKE) socket.write(INTERESTED);
    // Small messages come whole here; what looks like an unchoke inside of a block asks once more, no harm done.
    if (timer !== undefined || !part.includes(Buffer.from([0, 0, 0, 1, UNCHOKE]))) return;
    timer = setInterval(() => socket.write(REQUEST), EVERY_MS);
    setTimeout(() => socket.write(REQUEST), from);
  });
  socket.write('\x13BitTorrent protocol\0\0\0\0\0\0\0\0', 'latin1');
  socket.write(Buffer.from(infoHash, 'hex'));
  socket.write(`-BC0000-${Math.random().toString(36).padEnd(14, '0').slice(2, 14)}`);
  return socket;
}

export interface Callers {
  end(): void;
}

/** A client takes only so many newcomers at once. */
const GAP_MS = 10;

/** Peers of so many torrents of the client at `port`, each of which takes 16 KiB a second. */
export function startCallers(port: number, infoHashes: readonly string[]): Callers {
  const sockets: Socket[] = [];
  let next = 0;
  const timer = setInterval(() => {
    const infoHash = infoHashes[next++];
    if (infoHash === undefined) clearInterval(timer);
    else sockets.push(call(port, infoHash));
  }, GAP_MS);
  return {
    end: () => {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
    },
  };
}
