import { latin1Decode, utf8Encode } from '../bytes/text.ts';

/** UPnP Device Architecture 1.1, 1.3: the search for devices. */
export const SSDP_GROUP = '239.255.255.250';
export const SSDP_PORT = 1900;

/** What a gateway answers to; some answer to the device, some to the service alone. */
export const SSDP_TARGETS: readonly string[] = [
  'urn:schemas-upnp-org:device:InternetGatewayDevice:1',
  'urn:schemas-upnp-org:device:InternetGatewayDevice:2',
  'urn:schemas-upnp-org:service:WANIPConnection:1',
  'urn:schemas-upnp-org:service:WANPPPConnection:1',
];

const MAX_BYTES = 4_096;
const MAX_LOCATION = 512;
/** Seconds within which devices spread their answers. */
const SPREAD = 1;

export function encodeSearch(target: string): Uint8Array<ArrayBuffer> {
  return utf8Encode(
    [
      'M-SEARCH * HTTP/1.1',
      `HOST: ${SSDP_GROUP}:${SSDP_PORT}`,
      'MAN: "ssdp:discover"',
      `MX: ${SPREAD}`,
      `ST: ${target}`,
      '',
      '',
    ].join('\r\n'),
  );
}

/** Where the description of one of SSDP_TARGETS lies; undefined for anything else. */
export function decodeSearchReply(datagram: Uint8Array): string | undefined {
  if (datagram.length > MAX_BYTES) return undefined;
  const [first, ...lines] = latin1Decode(datagram).split('\r\n');
  if (first === undefined || !/^HTTP\/1\.[01] 200\b/i.test(first)) return undefined;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1));
  }
  const location = headers.get('location')?.trim() ?? '';
  if (!SSDP_TARGETS.includes(headers.get('st')?.trim() ?? '')) return undefined;
  return location === '' || location.length > MAX_LOCATION ? undefined : location;
}
