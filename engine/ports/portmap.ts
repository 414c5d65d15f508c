import type { MapProtocol } from '../core/portmap/types.ts';
import type { Result } from '../core/result.ts';

export type MapMethod = 'pcp' | 'nat-pmp' | 'upnp';

export type PortMapCode =
  /** Nobody on the local network maps ports. */
  | 'portmap-none'
  | 'portmap-refused'
  /** It answered before, and does no longer. */
  | 'portmap-silent'
  | 'portmap-garbled'
  | 'portmap-aborted';

export interface MapRequest {
  readonly protocol: MapProtocol;
  readonly internalPort: number;
  /** Asked for, not promised. */
  readonly wantedPort: number;
  /** Seconds. */
  readonly leaseSeconds: number;
}

export interface PortMapping {
  readonly protocol: MapProtocol;
  readonly internalPort: number;
  readonly externalPort: number;
  /**
   * The gateway's own address outside, by its word: behind another router it is not the internet's. Undefined
   * when it does not know one.
   */
  readonly externalHost: string | undefined;
  /** Seconds; Infinity when the gateway knows no end. */
  readonly leaseSeconds: number;
}

export interface MapCall<T> {
  /** Settles always, in bounded time. */
  readonly result: Promise<Result<T, PortMapCode>>;
  /** Ends the exchange; the result becomes `portmap-aborted`. Idempotent. */
  abort(): void;
}

/** A device that maps ports for us. Nothing runs and nothing is open between two calls. */
export interface Gateway {
  readonly method: MapMethod;
  /** Its address on the local network. */
  readonly address: string;
  /** Asking again for what is mapped renews it. */
  map(request: MapRequest): MapCall<PortMapping>;
  /** Taking away what is not there is no fault. */
  unmap(mapping: Pick<PortMapping, 'protocol' | 'internalPort' | 'externalPort'>): MapCall<void>;
}

export interface GatewaySearch {
  /** The address that listens, or empty for all of them: the mapping leads there. */
  readonly host: string;
  /** At least 16 bytes that stay the same over restarts: who has them may end the mappings (PCP's nonce). */
  readonly secret: Uint8Array;
  /** Those that were found and refused. */
  readonly without: readonly MapMethod[];
}

export interface PortMap {
  /** Looks for a gateway by PCP, NAT-PMP (RFC 6887, 6886) and UPnP, and takes them in this order. */
  find(search: GatewaySearch): MapCall<Gateway>;
}
