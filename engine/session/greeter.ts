import { type InfoHash, infoHashOf } from '../core/ids.ts';
import { type MseMethods, type MseOutcome, opensPlain } from '../core/mse/protocol.ts';
import { MseResponder } from '../core/mse/responder.ts';
import type { Sha1Digest } from '../core/sha1.ts';
import { decodeHandshake, type Handshake } from '../core/wire/handshake.ts';
import { HANDSHAKE_LENGTH } from '../core/wire/ids.ts';
import { Decryptor, EncryptedConnection } from '../peer/encrypted.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Connection, ConnectionEvents, NetCode } from '../ports/net.ts';
import type { Random } from '../ports/random.ts';

export interface GreeterHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly sha1: Sha1Digest;
  mayAccept(host: string): boolean;
  /** False: only encrypted connections are taken. */
  takesPlain(): boolean;
  /** Undefined: encrypted handshakes are not answered. */
  encryption(): { readonly accept: MseMethods; readonly preferPlaintext: boolean } | undefined;
  /** The info-hash whose MSE name this is. */
  findTorrent(req2: Uint8Array): Uint8Array | undefined;
  /** Hands the connection to its torrent; undefined when nobody wants it. */
  adopt(
    infoHash: InfoHash,
    connection: Connection,
    handshake: Handshake,
    encrypted: boolean,
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
    if (!this.#host.mayAccept(connection.remote.host)) return undefined;
    if (this.#greetings.size >= MAX_GREETING) {
      // Whoever is honest speaks at once: many who are silent must not keep others out.
      const [oldest] = this.#greetings;
      oldest?.end();
    }
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
  readonly #host: GreeterHost;
  readonly #gone: () => void;
  readonly #timer: Timer;
  readonly #bytes = new Uint8Array(HANDSHAKE_LENGTH);
  #connection: Connection;
  #filled = 0;
  #encrypted = false;
  #responder: MseResponder | undefined;
  #decryptor: Decryptor | undefined;
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
    if (this.#responder !== undefined) this.#negotiate(this.#responder, chunk);
    else this.#plain(this.#decryptor?.plain(chunk) ?? chunk);
  }

  drained(): void {
    this.#peer?.drained();
  }

  closed(code?: NetCode): void {
    this.#leave();
    this.#peer?.closed(code);
  }

  #plain(chunk: Uint8Array): void {
    if (this.#peer !== undefined) this.#peer.received(chunk);
    else this.#read(chunk);
  }

  #read(chunk: Uint8Array): void {
    const take = Math.min(HANDSHAKE_LENGTH - this.#filled, chunk.length);
    this.#bytes.set(chunk.subarray(0, take), this.#filled);
    this.#filled += take;
    const plain = opensPlain(this.#bytes.subarray(0, this.#filled));
    if (plain === false) {
      this.#startNegotiation(chunk.subarray(take));
      return;
    }
    if (this.#filled < HANDSHAKE_LENGTH) return;
    if (!this.#encrypted && !this.#host.takesPlain()) {
      this.end();
      return;
    }
    this.#handOver(decodeHandshake(this.#bytes) as Handshake, chunk.subarray(take));
  }

  #startNegotiation(rest: Uint8Array): void {
    const encryption = this.#encrypted ? undefined : this.#host.encryption();
    if (encryption === undefined) {
      this.end();
      return;
    }
    this.#responder = new MseResponder({
      ...encryption,
      findTorrent: (req2) => this.#host.findTorrent(req2),
      sha1: this.#host.sha1,
      random: this.#host.random,
    });
    this.#negotiate(this.#responder, this.#bytes.slice(0, this.#filled));
    if (rest.length > 0) this.received(rest);
  }

  #negotiate(responder: MseResponder, chunk: Uint8Array): void {
    const step = responder.receive(chunk);
    if (step.state === 'failed') {
      this.end();
      return;
    }
    if (step.send !== undefined) this.#connection.write(step.send);
    if (step.state === 'done') this.#negotiated(step.outcome);
  }

  #negotiated({ encrypt, decrypt, received }: MseOutcome): void {
    this.#responder = undefined;
    this.#filled = 0;
    this.#encrypted = true;
    if (encrypt !== undefined && decrypt !== undefined) {
      this.#connection = new EncryptedConnection(this.#connection, encrypt);
      this.#decryptor = new Decryptor(decrypt);
    }
    if (received.length > 0) this.#plain(received);
  }

  #handOver(handshake: Handshake, rest: Uint8Array): void {
    this.#leave();
    const peer = this.#host.adopt(
      infoHashOf(handshake.infoHash),
      this.#connection,
      handshake,
      this.#connection instanceof EncryptedConnection,
    );
    if (peer === undefined) {
      this.#connection.close();
      return;
    }
    this.#peer = peer;
    if (rest.length > 0) peer.received(rest);
  }

  #leave(): void {
    this.#timer.end();
    this.#gone();
  }
}
