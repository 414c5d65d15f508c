import type { Endpoint } from '../core/endpoint.ts';
import type { Result } from '../core/result.ts';
import type { NetCode } from './net.ts';

export interface UdpSocket {
  readonly local: Endpoint;
  /** Fire and forget, as UDP is. Faults of one datagram are dropped; a dead socket reports `failed`. */
  send(datagram: Uint8Array, to: Endpoint): void;
  /** Joins a multicast group on one interface (its address; for IPv6 its name). */
  join(group: string, onInterface: string): Result<void, NetCode>;
  close(): void;
}

export interface UdpEvents {
  /** The datagram is valid only during the call. */
  received(datagram: Uint8Array, from: Endpoint): void;
  failed(code: NetCode, detail: string): void;
}

export interface Udp {
  /** `shared` allows others on this machine to bind the same port (multicast, BEP 14). */
  bind(
    at: Endpoint,
    events: UdpEvents,
    options?: { shared?: boolean },
  ): Promise<Result<UdpSocket, NetCode>>;
}
