import { expect, test } from 'vitest';
import type { PeerSnapshot } from '../../../engine/api/index.ts';
import { Countries, hostOf, type PeersAnswer } from '../../../main/countries.ts';

const FILE = 'node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';

const answer = (...addresses: string[]): PeersAnswer => ({
  ok: true,
  value: { version: 1, value: addresses.map((address) => ({ address }) as PeerSnapshot) },
});

const told = async (countries: Countries, ...addresses: string[]) => {
  const peers = await countries.tell(answer(...addresses));
  return peers.ok ? peers.value.value?.map(({ country }) => country) : undefined;
};

test('public addresses have the country that they are registered in, others have none', async () => {
  const addresses = ['193.99.144.80:1', '[2001:4860:4860::8888]:6881', '192.168.1.2:3', '[::1]:4'];
  expect(await told(new Countries(FILE), ...addresses)).toEqual(['DE', 'US', undefined, undefined]);
});

test('without the file the peers come without countries', async () => {
  expect(await told(new Countries('/nowhere.mmdb'), '193.99.144.80:1')).toEqual([undefined]);
});

test('what is no address, and a failed answer, pass through', async () => {
  expect(await told(new Countries(FILE), 'nonsense')).toEqual([undefined]);
  const fault = { ok: false, code: 'torrent-unknown', subject: '', message: '' } as const;
  expect(await new Countries(FILE).tell(fault)).toBe(fault);
});

test('the host is what stands before the last colon, or in brackets', () => {
  expect(hostOf('192.0.2.7:6881')).toBe('192.0.2.7');
  expect(hostOf('[2001:db8::7]:6881')).toBe('2001:db8::7');
});
