import { isDialable } from '../../address.ts';
import { type BencodeDict, decodeBencode } from '../../bencode/decode.ts';
import { encodeBencode } from '../../bencode/encode.ts';
import { concatBytes } from '../../bytes/bytes.ts';
import { COMPACT_4, COMPACT_6, readCompact, readCompactList, writeCompact } from '../../compact.ts';
import { type Endpoint, endpointText } from '../../endpoint.ts';
import { ok, type Result } from '../../result.ts';
import { EXTENDED_LIMITS, type ExtendedCode, extendedFault } from './limits.ts';

/** BEP 11: contacts added, or dropped, in one message. What comes beyond is passed over. */
export const MAX_PEX = 50;

/** BEP 11 flags. */
export const PEX_FLAG = {
  prefersEncryption: 0x01,
  seed: 0x02,
  utp: 0x04,
  holepunch: 0x08,
  reachable: 0x10,
} as const;

export interface PexContact {
  readonly endpoint: Endpoint;
  /** `PEX_FLAG` bits. */
  readonly flags: number;
}

/** ut_pex: changes since the sender's last message, IPv4 and IPv6 together. */
export interface PexMessage {
  readonly added: readonly PexContact[];
  readonly dropped: readonly Endpoint[];
}

/** Endpoints are literals; at most `MAX_PEX` each is the caller's to keep. */
export function encodePex(message: PexMessage): Uint8Array<ArrayBuffer> {
  const added4 = pack(message.added, COMPACT_4);
  const added6 = pack(message.added, COMPACT_6);
  const dropped = message.dropped.map((endpoint) => ({ endpoint, flags: 0 }));
  const dropped4 = pack(dropped, COMPACT_4);
  const dropped6 = pack(dropped, COMPACT_6);
  return encodeBencode({
    // Old clients look for the IPv4 lists even where they are empty.
    added: added4.contacts,
    'added.f': added4.flags,
    dropped: dropped4.contacts,
    added6: nonEmpty(added6.contacts),
    'added6.f': nonEmpty(added6.flags),
    dropped6: nonEmpty(dropped6.contacts),
  });
}

const nonEmpty = (bytes: Uint8Array): Uint8Array | undefined =>
  bytes.length === 0 ? undefined : bytes;

function pack(
  contacts: readonly PexContact[],
  size: number,
): { contacts: Uint8Array; flags: Uint8Array } {
  const parts: Uint8Array[] = [];
  const flags: number[] = [];
  for (const contact of contacts) {
    const bytes = writeCompact(contact.endpoint);
    if (bytes?.length !== size) continue;
    parts.push(bytes);
    flags.push(contact.flags);
  }
  return { contacts: concatBytes(parts), flags: Uint8Array.from(flags) };
}

/** Only contacts that one can dial, each once. Whether an address is wanted is the caller's to judge. */
export function decodePex(payload: Uint8Array): Result<PexMessage, ExtendedCode> {
  const value = decodeBencode(payload, EXTENDED_LIMITS);
  if (!value.ok) return extendedFault('ut_pex', value.message);
  const dict = value.value.asDict();
  if (dict === undefined) return extendedFault('ut_pex', 'it is not a dictionary');
  const uneven = unevenList(dict);
  if (uneven !== undefined) return extendedFault('ut_pex', `"${uneven}" ends within a contact`);
  const added = new Map<string, PexContact>();
  readAdded(dict, 'added', COMPACT_4, added);
  readAdded(dict, 'added6', COMPACT_6, added);
  const dropped = readCompactList(dict.bytes('dropped') ?? NONE, COMPACT_4, MAX_PEX);
  const room = MAX_PEX - dropped.length;
  const dropped6 = readCompactList(dict.bytes('dropped6') ?? NONE, COMPACT_6, room);
  return ok({ added: [...added.values()], dropped: [...dropped, ...dropped6] });
}

const NONE = new Uint8Array(0);
const LISTS = [
  ['added', COMPACT_4],
  ['dropped', COMPACT_4],
  ['added6', COMPACT_6],
  ['dropped6', COMPACT_6],
] as const;

const unevenList = (dict: BencodeDict): string | undefined =>
  LISTS.find(([key, size]) => (dict.bytes(key)?.length ?? 0) % size !== 0)?.[0];

function readAdded(
  dict: BencodeDict,
  key: 'added' | 'added6',
  size: number,
  into: Map<string, PexContact>,
): void {
  const bytes = dict.bytes(key) ?? NONE;
  const flags = dict.bytes(`${key}.f`) ?? NONE;
  for (let at = 0; at < bytes.length && into.size < MAX_PEX; at += size) {
    const endpoint = readCompact(bytes, at, size);
    if (!isDialable(endpoint)) continue;
    into.set(endpointText(endpoint), { endpoint, flags: flags[at / size] ?? 0 });
  }
}
