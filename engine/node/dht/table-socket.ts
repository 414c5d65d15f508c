import { EventEmitter } from 'node:events';
import type { Endpoint } from '../../core/endpoint.ts';

/**
 * Looks like a dgram socket to k-rpc-socket and is none: what it sends and receives passes through our own
 * checks and our own port.
 */
export class TableSocket extends EventEmitter {
  readonly #send: (datagram: Uint8Array, to: Endpoint) => void;
  #open = true;

  constructor(send: (datagram: Uint8Array, to: Endpoint) => void) {
    super();
    this.#send = send;
  }

  receive(datagram: Uint8Array, from: Endpoint): void {
    if (!this.#open) return;
    // The package keeps views of what it decodes, and the datagram is ours during the call only.
    this.emit('message', Buffer.from(datagram), {
      address: from.host,
      port: from.port,
      family: 'IPv4',
    });
  }

  send(
    buffer: Buffer,
    offset: number,
    length: number,
    port: number,
    host: string,
    done: () => void,
  ): void {
    if (this.#open) this.#send(buffer.subarray(offset, offset + length), { host, port });
    done();
  }

  bind(): void {
    this.emit('listening');
  }

  address(): { address: string; port: number; family: string } {
    return { address: '0.0.0.0', port: 0, family: 'IPv4' };
  }

  close(): void {
    this.#open = false;
    this.emit('close');
  }
}
