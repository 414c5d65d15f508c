export type MapProtocol = 'tcp' | 'udp';

/** What is asked of a gateway that speaks NAT-PMP or PCP. */
export interface MapAsk {
  readonly protocol: MapProtocol;
  readonly internalPort: number;
  /** Asked for, not promised; 0 for any. */
  readonly externalPort: number;
  /** Seconds; 0 takes the mapping away. */
  readonly lifetime: number;
}

/** What a gateway says that it has mapped. */
export interface MapGrant {
  readonly externalPort: number;
  /** A literal address; undefined where the protocol does not say it with the mapping. */
  readonly externalHost: string | undefined;
  /** Seconds. */
  readonly lifetime: number;
}
