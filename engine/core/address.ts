import type { Endpoint } from './endpoint.ts';

/** Where an address leads. A stranger on the internet must not be able to send us anywhere but `public`. */
export type AddressScope =
  | 'public'
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'carrier-nat'
  | 'multicast'
  | 'unspecified'
  /** Documentation and benchmark networks: never on the internet, but seen on local ones and behind proxies. */
  | 'test-net'
  | 'reserved';

/** The 4 or 16 bytes of a literal address, or undefined when the text is not one. Zone ids (`%eth0`) are dropped. */
export function parseIp(text: string): Uint8Array<ArrayBuffer> | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): Uint8Array<ArrayBuffer> | undefined {
  // Only the canonical form: octal, hex and short forms mean different addresses to different systems.
  const match = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/.exec(
    text,
  );
  if (match === null) return undefined;
  const bytes = new Uint8Array(4);
  for (let i = 0; i < 4; i++) {
    const octet = Number(match[i + 1]);
    if (octet > 255) return undefined;
    bytes[i] = octet;
  }
  return bytes;
}

function parseIpv6(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length > 110) return undefined;
  const zone = text.indexOf('%');
  const literal = zone < 0 ? text : text.slice(0, zone);
  const halves = literal.split('::');
  if (halves.length > 2) return undefined;
  const head = groups(halves[0] as string, halves.length === 1);
  const tail = halves.length === 2 ? groups(halves[1] as string, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const given = head.length + tail.length;
  if (halves.length === 2 ? given > 14 : given !== 16) return undefined;
  const bytes = new Uint8Array(16);
  bytes.set(head, 0);
  bytes.set(tail, 16 - tail.length);
  return bytes;
}

/** The bytes of one side of `::`; a dotted IPv4 may end the last one. */
function groups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const v4 = last && index === parts.length - 1 ? parseIpv4(part) : undefined;
      if (v4 === undefined) return undefined;
      bytes.push(...v4);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined;
      const group = Number.parseInt(part, 16);
      bytes.push(group >>> 8, group & 0xff);
    }
  }
  return bytes;
}

const isMapped = (b: Uint8Array): boolean => {
  if (b.length !== 16 || b[10] !== 0xff || b[11] !== 0xff) return false;
  for (let i = 0; i < 10; i++) if (b[i] !== 0) return false;
  return true;
};

/** The canonical text (RFC 5952) of 4 or 16 bytes; an IPv4-mapped IPv6 address becomes plain IPv4. */
export function formatIp(bytes: Uint8Array): string {
  if (bytes.length === 4) return `${bytes[0]}.${bytes[1]}.${bytes[2]}.${bytes[3]}`;
  if (isMapped(bytes)) return formatIp(bytes.subarray(12));
  const words: number[] = [];
  for (let i = 0; i < 16; i += 2)
    words.push(((bytes[i] as number) << 8) | (bytes[i + 1] as number));
  const [start, length] = longestZeroRun(words);
  const hex = (part: number[]): string => part.map((word) => word.toString(16)).join(':');
  if (length < 2) return hex(words);
  return `${hex(words.slice(0, start))}::${hex(words.slice(start + length))}`;
}

function longestZeroRun(words: readonly number[]): [start: number, length: number] {
  let best: [number, number] = [0, 0];
  for (let i = 0; i < words.length; i++) {
    let length = 0;
    while (words[i + length] === 0) length++;
    if (length > best[1]) best = [i, length];
  }
  return best;
}

/** The canonical literal, or undefined when the text is none. A link-local zone id is kept: it is needed to send there. */
export function canonicalIp(text: string): string | undefined {
  const bytes = parseIp(text);
  if (bytes === undefined) return undefined;
  const zone = text.indexOf('%');
  const plain = formatIp(bytes);
  return zone >= 0 && addressScope(plain) === 'link-local' ? plain + text.slice(zone) : plain;
}

const SCOPES_4: readonly (readonly [base: string, prefix: number, scope: AddressScope])[] = [
  ['0.0.0.0', 32, 'unspecified'],
  ['0.0.0.0', 8, 'reserved'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'carrier-nat'],
  ['127.0.0.0', 8, 'loopback'],
  ['169.254.0.0', 16, 'link-local'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'reserved'],
  ['192.0.2.0', 24, 'test-net'],
  ['192.88.99.0', 24, 'reserved'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'test-net'],
  ['198.51.100.0', 24, 'test-net'],
  ['203.0.113.0', 24, 'test-net'],
  ['224.0.0.0', 4, 'multicast'],
  ['240.0.0.0', 4, 'reserved'],
];

const SCOPES_6: typeof SCOPES_4 = [
  ['::', 128, 'unspecified'],
  ['::1', 128, 'loopback'],
  ['100::', 64, 'reserved'],
  ['2001:db8::', 32, 'test-net'],
  ['3fff::', 20, 'test-net'],
  ['fc00::', 7, 'private'],
  ['fe80::', 10, 'link-local'],
  ['fec0::', 10, 'private'],
  ['ff00::', 8, 'multicast'],
];

/** Prefixes that carry an IPv4 address inside; the scope is that of the inner address. */
const EMBEDDED: readonly (readonly [base: string, prefix: number, at: number])[] = [
  ['::', 96, 12],
  ['64:ff9b::', 96, 12],
  ['64:ff9b:1::', 48, 12],
  ['2002::', 16, 2],
];

const table = (rows: typeof SCOPES_4) =>
  rows.map(([base, prefix, scope]) => ({ base: parseIp(base) as Uint8Array, prefix, scope }));
const scopes4 = table(SCOPES_4);
const scopes6 = table(SCOPES_6);
const embedded = EMBEDDED.map(([base, prefix, at]) => ({
  base: parseIp(base) as Uint8Array,
  prefix,
  at,
}));

/** True when the first `prefix` bits agree. */
export function samePrefix(a: Uint8Array, b: Uint8Array, prefix: number): boolean {
  const whole = prefix >>> 3;
  for (let i = 0; i < whole; i++) if (a[i] !== b[i]) return false;
  const rest = prefix & 7;
  return rest === 0 || ((a[whole] as number) ^ (b[whole] as number)) >>> (8 - rest) === 0;
}

/** Where the literal leads (IANA's special-purpose registries). Text that is no address counts as `reserved`. */
export function addressScope(host: string): AddressScope {
  const bytes = parseIp(host);
  return bytes === undefined ? 'reserved' : scopeOfBytes(bytes);
}

function scopeOfBytes(bytes: Uint8Array): AddressScope {
  if (isMapped(bytes)) return scopeOfBytes(bytes.subarray(12));
  for (const row of bytes.length === 4 ? scopes4 : scopes6) {
    if (samePrefix(bytes, row.base, row.prefix)) return row.scope;
  }
  if (bytes.length === 16) {
    for (const row of embedded) {
      if (samePrefix(bytes, row.base, row.prefix))
        return scopeOfBytes(bytes.subarray(row.at, row.at + 4));
    }
  }
  return 'public';
}

export const isPublicAddress = (host: string): boolean => addressScope(host) === 'public';

/** An endpoint that a peer may have at all: a real port and an address that one can connect to. */
export function isDialable(endpoint: Endpoint): boolean {
  if (!(endpoint.port >= 1 && endpoint.port <= 65535)) return false;
  const scope = addressScope(endpoint.host);
  return scope !== 'unspecified' && scope !== 'multicast' && scope !== 'reserved';
}

/** How far an address reaches; a redirect must never lead to a smaller number than any hop before it. */
export function scopeReach(scope: AddressScope): number {
  switch (scope) {
    case 'public':
      return 3;
    case 'private':
    case 'carrier-nat':
    case 'test-net':
      return 2;
    case 'link-local':
      return 1;
    default:
      return 0;
  }
}

/** "192.0.2.7:6881" or "[2001:db8::7]:6881". Undefined for a name, a bad address, or port 0. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text.trim());
  const host = canonicalIp(match?.[1] ?? match?.[2] ?? '');
  const port = Number(match?.[3]);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}
