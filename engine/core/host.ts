import { canonicalIp } from './address.ts';
import type { Endpoint } from './endpoint.ts';

const NAME = /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?$/;

/** A literal address in its canonical form, or a host name as it is; undefined for anything else. */
export function cleanHost(text: string): string | undefined {
  const address = canonicalIp(text);
  if (address !== undefined) return address;
  // A number or dotted numbers that are no address would mean different hosts to different systems.
  return NAME.test(text) && !/^[\d.]*$/.test(text) ? text.toLowerCase() : undefined;
}

/** "name:port", "1.2.3.4:port", "[v6]:port" (BEP 9). */
export function parsePeerAddress(text: string): Endpoint | undefined {
  const match = /^(?:\[([^\]]{2,60})\]|([^:]{1,253})):(\d{1,5})$/.exec(text.trim());
  const host = cleanHost(match?.[1] ?? match?.[2] ?? '');
  const port = Number(match?.[3]);
  return host !== undefined && port >= 1 && port <= 65535 ? { host, port } : undefined;
}
