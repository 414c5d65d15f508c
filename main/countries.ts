import { readFile } from 'node:fs/promises';
import { type CountryResponse, Reader } from 'mmdb-lib';
import {
  type DetailsAnswer,
  isPublicAddress,
  type PeerSnapshot,
  type Result,
} from '../engine/api/index.ts';

export type PeersAnswer = Result<DetailsAnswer<'peers'>>;

/** This database's entries are flatter than those that the reader has types for. */
type Entry = CountryResponse & { readonly country_code?: string };

/** The host of “192.0.2.7:6881” or “[2001:db8::7]:6881”. */
export const hostOf = (address: string): string =>
  address.startsWith('[')
    ? address.slice(1, address.indexOf(']'))
    : address.slice(0, address.lastIndexOf(':'));

/**
 * Which country an address is registered in. The database is read when the first peers are looked at, and a
 * look-up takes two microseconds; without the file nobody has a country.
 */
export class Countries {
  readonly #path: string;
  #reader: Promise<Reader<Entry> | undefined> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async tell(answer: PeersAnswer): Promise<PeersAnswer> {
    const peers = answer.ok ? answer.value.value : undefined;
    if (!answer.ok || peers === undefined || peers.length === 0) return answer;
    this.#reader ??= this.#open();
    const reader = await this.#reader;
    if (reader === undefined) return answer;
    const value = peers.map((peer): PeerSnapshot => {
      const country = countryOf(reader, hostOf(peer.address));
      return country === undefined ? peer : { ...peer, country };
    });
    return { ...answer, value: { ...answer.value, value } };
  }

  async #open(): Promise<Reader<Entry> | undefined> {
    try {
      return new Reader<Entry>(await readFile(this.#path));
    } catch {
      // The list of peers is worth more than their flags.
      return undefined;
    }
  }
}

function countryOf(reader: Reader<Entry>, host: string): string | undefined {
  // The tables have entries for some private networks, too.
  if (!isPublicAddress(host)) return undefined;
  try {
    const code = reader.get(host)?.country_code;
    return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}
