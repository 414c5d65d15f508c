import type { Endpoint } from '../core/endpoint.ts';
import type { Result } from '../core/result.ts';

export type NetCode =
  | 'net-refused'
  | 'net-unreachable'
  | 'net-timeout'
  | 'net-reset'
  | 'net-port-taken'
  | 'net-denied'
  | 'net-failed';

/**
 * What a connection tells its owner. No callback runs inside `connect` or `write`: they come later,
 * and none comes after `closed` or after the owner called `close`.
 */
export interface ConnectionEvents {
  opened(): void;
  /** The chunk is the transport's own memory: it is valid only during the call. */
  received(chunk: Uint8Array): void;
  /** Everything written has left for the kernel. */
  drained(): void;
  /** The end, exactly once: by the other side (no code) or by a fault. Not after our own `close`. */
  closed(code?: NetCode): void;
}

export interface Connection {
  readonly remote: Endpoint;
  /** The address of our end, once open. */
  readonly local: Endpoint | undefined;
  /**
   * Queues the parts as one write, in order. The memory must not change until the drain.
   * Returns the bytes now waiting in user space, so that the owner stops in time.
   */
  write(first: Uint8Array, second?: Uint8Array): number;
  /** What is written until `release` leaves together, and counts as queued so long. Not to be nested. */
  gather(): void;
  /** Returns the bytes now waiting in user space, like `write`. */
  release(): number;
  /** Bytes written that the kernel has not taken yet. */
  readonly queued: number;
  /** Stops and restarts reading (back-pressure). */
  pause(): void;
  resume(): void;
  /** Ends the connection at once, without a callback. Idempotent. */
  close(): void;
}

export interface Listener {
  readonly local: Endpoint;
  close(): Promise<void>;
}

export interface Net {
  /** Dials. `events.closed` reports a failed dial. `timeoutMs` bounds the dial alone. */
  connect(to: Endpoint, events: ConnectionEvents, timeoutMs: number): Connection;
  /** `accepted` returns the events of the new connection, or undefined to refuse it. Connections arrive opened. */
  listen(
    at: Endpoint,
    accepted: (connection: Connection) => ConnectionEvents | undefined,
  ): Promise<Result<Listener, NetCode>>;
  /** Addresses of this machine's interfaces that are up. */
  interfaces(): readonly NetInterface[];
}

export interface NetInterface {
  readonly name: string;
  readonly address: string;
  readonly prefix: number;
  readonly loopback: boolean;
}
