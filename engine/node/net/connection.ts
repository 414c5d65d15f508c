import { connect as dial, Socket } from 'node:net';
import { canonicalIp } from '../../core/address.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import type { Connection, ConnectionEvents, NetCode } from '../../ports/net.ts';
import { netCode } from './codes.ts';

/**
 * One receive buffer for all sockets of the thread. libuv asks for the buffer, reads and calls back in one
 * go for each read (on Windows too, after a read of zero bytes), and `received` may not keep the chunk, so
 * no two sockets ever hold it at once. Receiving through it costs half the CPU time of `data` events,
 * which allocate 64 KiB for each read. Beyond 256 KiB a read leaves the L2 cache and gets slower again.
 */
const RECEIVE_BYTES = 256 * 1024;
const receiveBuffer = new Uint8Array(RECEIVE_BYTES);

/** Finds connections whose other end vanished without a word, where the owner sends nothing for hours. */
const KEEP_ALIVE_MS = 120_000;

const endpointOf = (host: string | undefined, port: number | undefined): Endpoint | undefined => {
  const address = host === undefined ? undefined : canonicalIp(host);
  return address === undefined || port === undefined ? undefined : { host: address, port };
};

export class NodeConnection implements Connection {
  remote: Endpoint;
  #socket: Socket;
  #events: ConnectionEvents | undefined;
  #local: Endpoint | undefined;
  #dialTimer: NodeJS.Timeout | undefined;
  #fault: NetCode | undefined;
  #awaitingDrain = false;
  readonly #written = (): void => this.#onWritten();

  constructor(remote: Endpoint) {
    this.remote = remote;
    this.#socket = undefined as never;
  }

  /** Dials `remote`; `timeoutMs` bounds the dial alone. */
  dial(events: ConnectionEvents, timeoutMs: number): void {
    this.#events = events;
    this.#socket = dial({
      host: this.remote.host,
      port: this.remote.port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
      onread: { buffer: receiveBuffer, callback: (count) => this.#onRead(count) },
    });
    this.#attach();
    this.#dialTimer = setTimeout(() => this.#end('net-timeout'), timeoutMs);
    this.#socket.once('connect', () => {
      clearTimeout(this.#dialTimer);
      this.#local = endpointOf(this.#socket.localAddress, this.#socket.localPort);
      this.#events?.opened();
    });
  }

  /** Takes over an accepted socket that was paused on connect. */
  adopt(socket: Socket): void {
    this.#local = endpointOf(socket.localAddress, socket.localPort);
    const own = readingIntoOurBuffer(socket, (count) => this.#onRead(count));
    this.#socket = own ?? socket;
    if (own === undefined) socket.on('data', (chunk: Buffer) => this.#events?.received(chunk));
    this.#attach();
  }

  /** Starts the flow of callbacks for an adopted socket. */
  start(events: ConnectionEvents): void {
    this.#events = events;
    this.#socket.resume();
  }

  get local(): Endpoint | undefined {
    return this.#local;
  }

  get queued(): number {
    return this.#socket.writableLength;
  }

  write(first: Uint8Array, second?: Uint8Array): number {
    const socket = this.#socket;
    if (this.#events === undefined || !socket.writable) return 0;
    if (second === undefined) {
      socket.write(first, this.#written);
    } else {
      // Corked, both parts leave in one writev.
      socket.cork();
      socket.write(first);
      socket.write(second, this.#written);
      socket.uncork();
    }
    const waiting = socket.writableLength;
    if (waiting > 0) this.#awaitingDrain = true;
    return waiting;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#events = undefined;
    clearTimeout(this.#dialTimer);
    this.#socket.destroy();
  }

  #attach(): void {
    const socket = this.#socket;
    socket.on('error', (error) => {
      this.#fault = netCode(error);
    });
    socket.once('end', () => this.#end(undefined));
    socket.once('close', () => this.#end(this.#fault));
  }

  #onRead(count: number): boolean {
    this.#events?.received(receiveBuffer.subarray(0, count));
    return true;
  }

  #onWritten(): void {
    if (!this.#awaitingDrain || this.#socket.writableLength > 0) return;
    this.#awaitingDrain = false;
    this.#events?.drained();
  }

  #end(code: NetCode | undefined): void {
    const events = this.#events;
    this.close();
    if (events === undefined) return;
    if (code === undefined) events.closed();
    else events.closed(code);
  }
}

/**
 * `net.createServer` cannot make sockets that read into a given buffer, `new Socket` can: so the accepted
 * handle moves to a socket of our own. The `handle` option is what Node's own cluster module uses; where it
 * is missing the caller falls back to `data` events, which are right, only slower.
 */
function readingIntoOurBuffer(socket: Socket, callback: (count: number) => boolean): Socket | undefined {
  const carrier = socket as Socket & { _handle?: { useUserBuffer?: unknown } | null };
  const handle = carrier._handle;
  if (handle === null || handle === undefined || typeof handle.useUserBuffer !== 'function') return undefined;
  carrier._handle = null;
  const options = { handle, onread: { buffer: receiveBuffer, callback }, pauseOnCreate: true };
  return new Socket(options as ConstructorParameters<typeof Socket>[0]);
}

/** The other end of an accepted socket; undefined when it is gone already. */
export const remoteOf = (socket: Socket): Endpoint | undefined =>
  endpointOf(socket.remoteAddress, socket.remotePort);
