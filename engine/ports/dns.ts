import type { Result } from '../core/result.ts';

export type DnsCode = 'dns-not-found' | 'dns-failed';

export interface Dns {
  /** Every address of the name, IPv4 and IPv6, or the literal itself. */
  resolve(name: string): Promise<Result<readonly string[], DnsCode>>;
}
