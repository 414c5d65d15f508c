import { connect as dial, Socket } from 'node:net';
import { canonicalIp, isDialable } from '../../core/address.ts';
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

type OnRead = (count: number) => boolean;

export class NodeConnection implements Connection {
  readonly remote: Endpoint;
  readonly #socket: Socket;
  #events: ConnectionEvents | undefined;
  #local: Endpoint | undefined;
  #dialTimer: NodeJS.Timeout | undefined;
  #fault: NetCode | undefined;
  #awaitingDrain = false;
  #gathering = false;
  readonly #written = (): void => this.#onWritten();

  private constructor(remote: Endpoint, makeSocket: (onRead: OnRead) => Socket) {
    this.remote = remote;
    this.#socket = makeSocket((count) => this.#onRead(count));
    this.#socket.on('error', (error) => {
      this.#fault = netCode(error);
    });
    this.#socket.once('end', () => this.#end(undefined));
    this.#socket.once('close', () => this.#end(this.#fault));
  }

  /** Dials a literal address; `timeoutMs` bounds the dial alone. */
  static dial(to: Endpoint, events: ConnectionEvents, timeoutMs: number): NodeConnection {
    const connection = new NodeConnection(to, (callback) => {
      // Node throws on a port that is none, and would look a name up.
      if (!isDialable(to)) return new Socket();
      return dial({
        host: to.host,
        port: to.port,
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: KEEP_ALIVE_MS,
        onread: { buffer: receiveBuffer, callback },
      });
    });
    connection.#dialing(events, timeoutMs);
    return connection;
  }

  /** Takes over a socket that was accepted and paused. Nothing is read before `start`. */
  static adopt(socket: Socket, remote: Endpoint): NodeConnection {
    const connection = new NodeConnection(
      remote,
      (callback) => readingIntoOurBuffer(socket, callback) ?? socket,
    );
    connection.#local = localOf(connection.#socket);
    if (connection.#socket === socket) {
      socket.on('data', (chunk: Buffer) => connection.#events?.received(chunk));
      socket.pause();
    }
    return connection;
  }

  /** Starts the callbacks of an adopted socket. */
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
    return this.#gathering ? socket.writableLength : this.#waiting();
  }

  gather(): void {
    this.#gathering = true;
    this.#socket.cork();
  }

  release(): number {
    this.#gathering = false;
    this.#socket.uncork();
    return this.#events === undefined ? 0 : this.#waiting();
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

  #dialing(events: ConnectionEvents, timeoutMs: number): void {
    this.#events = events;
    if (!isDialable(this.remote))
      this.#socket.destroy(Object.assign(new Error('no such address'), { code: 'EHOSTUNREACH' }));
    this.#dialTimer = setTimeout(() => this.#end('net-timeout'), timeoutMs);
    this.#socket.once('connect', () => {
      clearTimeout(this.#dialTimer);
      this.#local = localOf(this.#socket);
      this.#events?.opened();
    });
  }

  #waiting(): number {
    const waiting = this.#socket.writableLength;
    if (waiting > 0) this.#awaitingDrain = true;
    return waiting;
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
function readingIntoOurBuffer(
  socket: Socket,
  callback: (count: number) => boolean,
): Socket | undefined {
  const carrier = socket as Socket & { _handle?: { useUserBuffer?: unknown } | null };
  const handle = carrier._handle;
  if (handle === null || handle === undefined || typeof handle.useUserBuffer !== 'function')
    return undefined;
  carrier._handle = null;
  const options = { handle, onread: { buffer: receiveBuffer, callback }, pauseOnCreate: true };
  return new Socket(options as ConstructorParameters<typeof Socket>[0]);
}

const localOf = (socket: Socket): Endpoint | undefined =>
  endpointOf(socket.localAddress, socket.localPort);

/** The other end of an accepted socket; undefined when it is gone already. */
export const remoteOf = (socket: Socket): Endpoint | undefined =>
  endpointOf(socket.remoteAddress, socket.remotePort);
