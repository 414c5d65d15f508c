/** Where a peer, node or tracker listens. `host` is a literal IPv4 or IPv6 address, never a name. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export const isIpv6 = (host: string): boolean => host.includes(':');

/** The text form used as a key and shown to people: 1.2.3.4:5, [::1]:5. */
export const endpointText = (e: Endpoint): string =>
  isIpv6(e.host) ? `[${e.host}]:${e.port}` : `${e.host}:${e.port}`;
