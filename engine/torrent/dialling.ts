import { MseInitiator } from '../core/mse/initiator.ts';
import type { MseMethods, MseRandom } from '../core/mse/protocol.ts';
import type { Sha1Digest } from '../core/sha1.ts';
import { encodeHandshake, type Handshake } from '../core/wire/handshake.ts';
import { Decryptor, EncryptedConnection } from '../peer/encrypted.ts';
import type { Peer } from '../peer/peer.ts';
import type { Connection, ConnectionEvents, NetCode } from '../ports/net.ts';

export interface DiallingOptions {
  readonly handshake: Handshake;
  /** Undefined: a plain handshake. */
  readonly encryption: MseMethods | undefined;
  readonly sha1: Sha1Digest;
  readonly random: MseRandom;
}

/** A connection that we dial, up to where its peer takes over: plain, or encrypted first (MSE). */
export class Dialling implements ConnectionEvents {
  readonly #options: DiallingOptions;
  #connection: Connection | undefined;
  #peer: Peer | undefined;
  #initiator: MseInitiator | undefined;
  #decryptor: Decryptor | undefined;

  constructor(options: DiallingOptions) {
    this.#options = options;
  }

  /** Right after the dial: no event has come yet. */
  begin(connection: Connection, peer: Peer): void {
    this.#connection = connection;
    this.#peer = peer;
  }

  opened(): void {
    const { encryption, handshake, random, sha1 } = this.#options;
    const initialPayload = encodeHandshake(handshake);
    if (encryption === undefined) {
      this.#connection?.write(initialPayload);
      return;
    }
    const { infoHash } = handshake;
    this.#initiator = new MseInitiator({
      infoHash,
      provide: encryption,
      initialPayload,
      sha1,
      random,
    });
    this.#connection?.write(this.#initiator.start());
  }

  received(chunk: Uint8Array): void {
    const peer = this.#peer;
    if (peer === undefined || peer.ended) return;
    if (this.#initiator !== undefined) this.#negotiate(this.#initiator, chunk, peer);
    else peer.received(this.#decryptor?.plain(chunk) ?? chunk);
  }

  drained(): void {
    if (this.#initiator === undefined) this.#peer?.drained();
  }

  closed(code?: NetCode): void {
    this.#peer?.closed(code);
  }

  #negotiate(initiator: MseInitiator, chunk: Uint8Array, peer: Peer): void {
    const step = initiator.receive(chunk);
    if (step.state === 'failed') {
      peer.end('peer-encryption');
      return;
    }
    const connection = this.#connection as Connection;
    if (step.send !== undefined) connection.write(step.send);
    if (step.state === 'open') return;
    this.#initiator = undefined;
    const { encrypt, decrypt, received } = step.outcome;
    if (encrypt !== undefined && decrypt !== undefined) {
      peer.encrypts(new EncryptedConnection(connection, encrypt));
      this.#decryptor = new Decryptor(decrypt);
    }
    if (received.length > 0) peer.received(received);
  }
}
