import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { type Bencodable, encodeBencode } from '../../engine/core/bencode/encode.ts';
import type { ProcessGroup } from './process-group.ts';
import { until } from './wait.ts';

/** A peer over a real socket that says exactly what the test makes it say, right or wrong. */

export interface RawMessage {
  readonly id: number;
  readonly payload: Buffer;
}

const EXTENDED = 20;

export const u32 = (...numbers: number[]): Buffer => {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number, index * 4);
  return bytes;
};

/** A whole message: length, id, payload. */
export const message = (id: number, payload: Uint8Array = Buffer.alloc(0)): Buffer =>
  Buffer.concat([u32(payload.length + 1), Buffer.of(id), payload]);

export const extended = (id: number, payload: Bencodable, rest?: Uint8Array): Buffer =>
  message(
    EXTENDED,
    Buffer.concat([
      Buffer.of(id),
      payload instanceof Uint8Array ? payload : encodeBencode(payload),
      rest ?? Buffer.alloc(0),
    ]),
  );

/** BEP 10 and BEP 6 are offered. */
export function handshake(infoHash: string, id = '', reserved = '0000000000100004'): Buffer {
  const peerId = `-RP0000-${id.padEnd(12, '.')}`.slice(0, 20);
  return Buffer.concat([
    Buffer.from('\x13BitTorrent protocol', 'latin1'),
    Buffer.from(reserved, 'hex'),
    Buffer.from(infoHash, 'hex'),
    Buffer.from(peerId, 'latin1'),
  ]);
}

export class RawPeer {
  readonly socket: Socket;
  readonly messages: RawMessage[] = [];
  /** What the other side opened with, once it is whole. */
  handshake: Buffer | undefined;
  ended = false;
  onMessage: ((message: RawMessage) => void) | undefined;
  #rest: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.ended = true;
    });
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  /** `from`: one of the addresses of this machine. */
  static async dial(
    group: ProcessGroup,
    host: string,
    port: number,
    from = '127.0.0.1',
  ): Promise<RawPeer> {
    const socket = connect({ host, port, localAddress: from, noDelay: true });
    group.own(() => void socket.destroy());
    const peer = new RawPeer(socket);
    await new Promise<void>((resolve) => {
      socket.once('connect', resolve);
      socket.once('close', () => resolve());
    });
    return peer;
  }

  #take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    if (this.handshake === undefined) {
      if (this.#rest.length < 68) return;
      this.handshake = Buffer.from(this.#rest.subarray(0, 68));
      this.#rest = this.#rest.subarray(68);
    }
    while (this.#rest.length >= 4 && this.#rest.length >= 4 + this.#rest.readUInt32BE(0)) {
      const end = 4 + this.#rest.readUInt32BE(0);
      const body = Buffer.from(this.#rest.subarray(4, end));
      this.#rest = this.#rest.subarray(end);
      if (body.length === 0) continue;
      const one = { id: body[0] as number, payload: body.subarray(1) };
      this.messages.push(one);
      this.onMessage?.(one);
    }
  }

  send(...parts: Uint8Array[]): void {
    for (const part of parts) if (!this.socket.destroyed) this.socket.write(part);
  }

  /** Writes as fast as it is taken, until the end of the connection or of the parts. */
  async pour(parts: Iterable<Uint8Array>): Promise<void> {
    for (const part of parts) {
      if (this.ended || this.socket.destroyed) return;
      if (this.socket.write(part)) continue;
      await Promise.race([
        new Promise((resolve) => this.socket.once('drain', resolve)),
        new Promise((resolve) => this.socket.once('close', resolve)),
      ]);
    }
  }

  /** Messages with that id so far. */
  all(id: number): Buffer[] {
    return this.messages.filter((one) => one.id === id).map(({ payload }) => payload);
  }

  /** Payloads of the extended messages with that id, without it. */
  extendedWith(id: number): Buffer[] {
    return this.all(EXTENDED)
      .filter((payload) => payload[0] === id)
      .map((payload) => payload.subarray(1));
  }

  greeted(timeout = 10_000): Promise<Buffer> {
    return until(() => this.handshake, { timeout, what: 'a handshake from Skein' });
  }

  async hungUp(timeout = 10_000): Promise<void> {
    await until(() => this.ended, { timeout, what: 'Skein to hang up' });
  }

  close(): void {
    this.socket.destroy();
  }
}

export interface RawListener {
  readonly host: string;
  readonly port: number;
  readonly peers: RawPeer[];
}

/** Takes connections, and lets `met` say something on each. */
export async function listenRaw(
  group: ProcessGroup,
  met: (peer: RawPeer) => void,
  host = '127.0.0.1',
): Promise<RawListener> {
  const peers: RawPeer[] = [];
  const server = createServer((socket) => {
    const peer = new RawPeer(socket);
    peers.push(peer);
    met(peer);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  group.own(() => {
    for (const peer of peers) peer.close();
    server.close();
  });
  return { host, port: (server.address() as AddressInfo).port, peers };
}
