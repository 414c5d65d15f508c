import type { Endpoint } from '../../core/endpoint.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { NetCode } from '../../ports/net.ts';
import type { Udp, UdpSocket } from '../../ports/udp.ts';

/** Who a datagram is for. Its first byte tells: the protocols that share the port have no value in common. */
export type DatagramKind = 'dht' | 'tracker' | 'utp';

export type DatagramHandler = (datagram: Uint8Array, from: Endpoint) => void;

/** What a protocol that shares the port sees of it. */
export interface DatagramChannel {
  send(datagram: Uint8Array, to: Endpoint): void;
}

export interface UdpMuxPorts {
  readonly clock: Clock;
  readonly udp: Udp;
  readonly log: Log;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 20_000;
const DICT = 0x64;

/** BEP 5: a dictionary; BEP 15: a 32-bit action below 256; BEP 29: type and version 1. */
export function kindOf(datagram: Uint8Array): DatagramKind | undefined {
  const first = datagram[0];
  if (first === DICT) return 'dht';
  if (first === 0) return 'tracker';
  if (first !== undefined && (first & 0x0f) === 1 && first >>> 4 <= 4) return 'utp';
  return undefined;
}

/** One UDP socket for the DHT, the UDP trackers and uTP. A socket that dies is bound again by itself. */
export class UdpMux implements DatagramChannel {
  readonly #ports: UdpMuxPorts;
  readonly #handlers = new Map<DatagramKind, DatagramHandler>();
  #socket: UdpSocket | undefined;
  #wanted: Endpoint | undefined;
  #retry: Timer | undefined;
  #retryMs = FIRST_RETRY_MS;
  #generation = 0;

  constructor(ports: UdpMuxPorts) {
    this.#ports = ports;
  }

  /** Where datagrams come in; undefined while no socket is bound. */
  get local(): Endpoint | undefined {
    return this.#socket?.local;
  }

  /** Binds, in place of what was bound before. Port 0 takes any. A failed bind is not tried again by itself. */
  async bind(at: Endpoint): Promise<Result<Endpoint, NetCode>> {
    this.close();
    const generation = this.#generation;
    const bound = await this.#ports.udp.bind(at, {
      received: (datagram, from) => this.#received(datagram, from),
      failed: (code, detail) => this.#failed(code, detail),
    });
    if (!bound.ok) return bound;
    if (generation !== this.#generation) {
      bound.value.close();
      return ok(bound.value.local);
    }
    this.#socket = bound.value;
    this.#wanted = bound.value.local;
    this.#retryMs = FIRST_RETRY_MS;
    return ok(bound.value.local);
  }

  /** Binds the same port anew, after a change of the network. */
  async rebind(): Promise<void> {
    const wanted = this.#wanted;
    if (wanted !== undefined) await this.#again(wanted);
  }

  send(datagram: Uint8Array, to: Endpoint): void {
    this.#socket?.send(datagram, to);
  }

  /** One handler a kind; undefined takes it away. */
  handle(kind: DatagramKind, handler: DatagramHandler | undefined): void {
    if (handler === undefined) this.#handlers.delete(kind);
    else this.#handlers.set(kind, handler);
  }

  /** Ends the socket and every retry. `bind` starts anew. */
  close(): void {
    this.#generation++;
    this.#retry?.end();
    this.#retry = undefined;
    this.#socket?.close();
    this.#socket = undefined;
    this.#wanted = undefined;
  }

  #received(datagram: Uint8Array, from: Endpoint): void {
    const kind = kindOf(datagram);
    if (kind !== undefined) this.#handlers.get(kind)?.(datagram, from);
  }

  #failed(code: NetCode, detail: string): void {
    this.#ports.log.write('warn', 'udp', `the UDP socket failed (${code}): ${detail}`);
    const wanted = this.#wanted;
    this.#socket = undefined;
    if (wanted !== undefined) this.#retryLater(wanted);
  }

  async #again(at: Endpoint): Promise<void> {
    const retryMs = this.#retryMs;
    const bound = await this.bind(at);
    if (bound.ok) return;
    this.#ports.log.write('warn', 'udp', 'the UDP port could not be bound again', bound);
    this.#retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
    this.#retryLater(at);
  }

  #retryLater(at: Endpoint): void {
    this.#wanted = at;
    this.#retry = this.#ports.clock.after(this.#retryMs, () => void this.#again(at));
  }
}

export const createUdpMux = (ports: UdpMuxPorts): UdpMux => new UdpMux(ports);
