import { type InfoHash, infoHashOf } from '../core/ids.ts';
import { decodeHandshake, type Handshake, PROTOCOL } from '../core/wire/handshake.ts';
import { HANDSHAKE_LENGTH } from '../core/wire/ids.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Connection, ConnectionEvents, NetCode } from '../ports/net.ts';

export interface GreeterHost {
  readonly clock: Clock;
  mayAccept(host: string): boolean;
  /** Hands the connection to its torrent; undefined when nobody wants it. */
  adopt(
    infoHash: InfoHash,
    connection: Connection,
    handshake: Handshake,
  ): ConnectionEvents | undefined;
}

const HANDSHAKE_MS = 10_000;
const MAX_GREETING = 200;

/** Those who connected and have not said yet which torrent they come for: few, and not for long. */
export class Greeter {
  readonly #host: GreeterHost;
  readonly #greetings = new Set<Greeting>();

  constructor(host: GreeterHost) {
    this.#host = host;
  }

  accept(connection: Connection): ConnectionEvents | undefined {
    if (this.#greetings.size >= MAX_GREETING || !this.#host.mayAccept(connection.remote.host))
      return undefined;
    const greeting: Greeting = new Greeting(connection, this.#host, () =>
      this.#greetings.delete(greeting),
    );
    this.#greetings.add(greeting);
    return greeting;
  }

  close(): void {
    for (const greeting of [...this.#greetings]) greeting.end();
  }
}

class Greeting implements ConnectionEvents {
  readonly #connection: Connection;
  readonly #host: GreeterHost;
  readonly #gone: () => void;
  readonly #timer: Timer;
  readonly #bytes = new Uint8Array(HANDSHAKE_LENGTH);
  #filled = 0;
  /** The torrent's peer, once the handshake was read: everything goes there. */
  #peer: ConnectionEvents | undefined;

  constructor(connection: Connection, host: GreeterHost, gone: () => void) {
    this.#connection = connection;
    this.#host = host;
    this.#gone = gone;
    this.#timer = host.clock.after(HANDSHAKE_MS, () => this.end());
  }

  end(): void {
    this.#leave();
    this.#connection.close();
  }

  opened(): void {
    // Connections arrive opened.
  }

  received(chunk: Uint8Array): void {
    if (this.#peer !== undefined) {
      this.#peer.received(chunk);
      return;
    }
    const take = Math.min(HANDSHAKE_LENGTH - this.#filled, chunk.length);
    this.#bytes.set(chunk.subarray(0, take), this.#filled);
    this.#filled += take;
    for (let i = 0; i < Math.min(this.#filled, PROTOCOL.length); i++) {
      if (this.#bytes[i] !== PROTOCOL[i]) {
        this.end();
        return;
      }
    }
    if (this.#filled < HANDSHAKE_LENGTH) return;
    const handshake = decodeHandshake(this.#bytes) as Handshake;
    this.#leave();
    this.#peer = this.#host.adopt(infoHashOf(handshake.infoHash), this.#connection, handshake);
    if (this.#peer === undefined) this.#connection.close();
    else if (take < chunk.length) this.#peer.received(chunk.subarray(take));
  }

  drained(): void {
    this.#peer?.drained();
  }

  closed(code?: NetCode): void {
    this.#leave();
    this.#peer?.closed(code);
  }

  #leave(): void {
    this.#timer.end();
    this.#gone();
  }
}
