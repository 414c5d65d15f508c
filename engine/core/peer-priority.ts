import { parseIp } from './address.ts';
import { writeU16 } from './bytes/bytes.ts';
import { type Endpoint, isIpv6 } from './endpoint.ts';

const CRC32C = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc >>> 0;
});

export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) {
    crc = (CRC32C[(crc ^ (bytes[i] as number)) & 0xff] as number) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const MASKS_V4 = [
  [0xff, 0xff, 0x55, 0x55],
  [0xff, 0xff, 0xff, 0x55],
  [0xff, 0xff, 0xff, 0xff],
];

/**
 * BEP 40: both ends of a connection compute the same number, so that a full client keeps connections that
 * make the swarm well mixed instead of those that pushed hardest. Higher is kept.
 */
export function peerPriority(a: Endpoint, b: Endpoint): number {
  const one = parseIp(a.host);
  const two = parseIp(b.host);
  if (one === undefined || two === undefined || one.length !== two.length) return 0;
  if (a.host === b.host) {
    const ports = new Uint8Array(4);
    writeU16(ports, 0, Math.min(a.port, b.port));
    writeU16(ports, 2, Math.max(a.port, b.port));
    return crc32c(ports);
  }
  const mask = isIpv6(a.host) ? maskV6(one, two) : maskV4(one, two);
  const masked = [one, two].map((bytes) => bytes.map((byte, i) => byte & (mask[i] as number)));
  masked.sort(compareBytes);
  const both = new Uint8Array(one.length * 2);
  both.set(masked[0] as Uint8Array, 0);
  both.set(masked[1] as Uint8Array, one.length);
  return crc32c(both);
}

function sharedBytes(a: Uint8Array, b: Uint8Array): number {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared++;
  return shared;
}

function maskV4(a: Uint8Array, b: Uint8Array): readonly number[] {
  const shared = sharedBytes(a, b);
  return MASKS_V4[shared >= 3 ? 2 : shared >= 2 ? 1 : 0] as readonly number[];
}

/** The same steps over the parts of an IPv6 address that tell networks apart: /48, /56, /64 and on. */
function maskV6(a: Uint8Array, b: Uint8Array): readonly number[] {
  const shared = sharedBytes(a, b);
  const whole = shared < 6 ? 6 : Math.min(16, shared + 1);
  return Array.from({ length: 16 }, (_, i) => (i < whole ? 0xff : 0x55));
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
