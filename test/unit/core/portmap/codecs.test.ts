import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../../engine/core/bytes/bytes.ts';
import { utf8DecodeLenient, utf8Encode } from '../../../../engine/core/bytes/text.ts';
import {
  decodePmpAddress,
  decodePmpMap,
  encodePmpAddress,
  encodePmpMap,
} from '../../../../engine/core/portmap/nat-pmp.ts';
import {
  decodePcpAnnounce,
  decodePcpMap,
  encodePcpAnnounce,
  encodePcpMap,
} from '../../../../engine/core/portmap/pcp.ts';
import {
  decodeSearchReply,
  encodeSearch,
  SSDP_TARGETS,
} from '../../../../engine/core/portmap/ssdp.ts';
import type { MapAsk } from '../../../../engine/core/portmap/types.ts';

const hex = (text: string): Uint8Array<ArrayBuffer> =>
  fromHex(text.replaceAll(/\s/g, '')) as Uint8Array<ArrayBuffer>;

const tcp: MapAsk = { protocol: 'tcp', internalPort: 6881, externalPort: 6882, lifetime: 3600 };
const udp: MapAsk = { ...tcp, protocol: 'udp' };

describe('NAT-PMP (RFC 6886)', () => {
  test('requests', () => {
    expect(toHex(encodePmpAddress())).toBe('0000');
    expect(toHex(encodePmpMap(tcp))).toBe('000200001ae11ae200000e10');
    expect(toHex(encodePmpMap(udp))).toBe('000100001ae11ae200000e10');
    expect(toHex(encodePmpMap({ ...udp, lifetime: 0 }))).toBe('000100001ae1000000000000');
  });

  test('the address outside', () => {
    expect(decodePmpAddress(hex('0080 0000 0000000a cb007105'))).toEqual({
      ok: true,
      value: '203.0.113.5',
    });
    expect(decodePmpAddress(hex('0080 0003 0000000a'))).toMatchObject({ ok: false, result: 3 });
  });

  test('a mapping, with what the gateway gave instead', () => {
    expect(decodePmpMap(hex('0082 0000 0000000a 1ae1 2710 00000708'), tcp)).toEqual({
      ok: true,
      value: { externalPort: 10_000, externalHost: undefined, lifetime: 1800 },
    });
    expect(decodePmpMap(hex('0082 0002 0000000a 1ae1 0000 00000000'), tcp)).toMatchObject({
      ok: false,
      result: 2,
    });
  });

  test.each([
    ['nothing', ''],
    ['one byte', '00'],
    ['a request', '000200001ae11ae200000e10'],
    ['another protocol', '0081 0000 0000000a 1ae1 2710 00000708'],
    ['another port', '0082 0000 0000000a 1ae2 2710 00000708'],
    ['another version', '0182 0000 0000000a 1ae1 2710 00000708'],
    ['a cut answer', '0082 0000 0000000a 1ae1 2710 0000'],
    ['the external port 0', '0082 0000 0000000a 1ae1 0000 00000708'],
    ['no lifetime', '0082 0000 0000000a 1ae1 2710 00000000'],
  ])('%s is no answer', (_what, text) => {
    expect(decodePmpMap(hex(text), tcp)).toBeUndefined();
  });
});

describe('PCP (RFC 6887)', () => {
  const nonce = hex('000102030405060708090a0b');
  const header = (opcode: string, result: string, lifetime = '00000e10'): string =>
    `02 ${opcode} 00 ${result} ${lifetime} 0000000a 000000000000000000000000`;
  const grant = '06 000000 1ae1 2710 00000000000000000000ffffcb007105';
  const good = `${header('81', '00')} 000102030405060708090a0b ${grant}`;

  test('requests', () => {
    const own = '00000000000000000000ffffc0000207';
    expect(toHex(encodePcpAnnounce('192.0.2.7'))).toBe(`0200000000000000${own}`);
    expect(toHex(encodePcpMap(tcp, '192.0.2.7', nonce))).toBe(
      `0201000000000e10${own}${toHex(nonce)}060000001ae11ae2${'00000000000000000000ffff00000000'}`,
    );
    expect(toHex(encodePcpMap({ ...udp, lifetime: 0 }, '192.0.2.7', nonce))).toBe(
      `0201000000000000${own}${toHex(nonce)}110000001ae10000${'00000000000000000000ffff00000000'}`,
    );
  });

  test('a mapping', () => {
    expect(decodePcpMap(hex(good), tcp, nonce)).toEqual({
      ok: true,
      value: { externalPort: 10_000, externalHost: '203.0.113.5', lifetime: 3600 },
    });
  });

  test('refusals', () => {
    const refused = `${header('81', '08')} 000102030405060708090a0b ${grant}`;
    expect(decodePcpMap(hex(refused), tcp, nonce)).toMatchObject({ ok: false, result: 8 });
    expect(decodePcpAnnounce(hex(header('80', '01')))).toMatchObject({ ok: false, result: 1 });
    expect(decodePcpAnnounce(hex(header('80', '00')))).toEqual({ ok: true, value: undefined });
  });

  test.each([
    ['one byte', '02'],
    ['somebody else’s nonce', `${header('81', '00')} 100102030405060708090a0b ${grant}`],
    ['another port', good.replace('1ae1', '1ae3')],
    ['another protocol', good.replace('06 000000', '11 000000')],
    ['a request', good.replace('02 81', '02 01')],
    ['no multiple of four bytes', `${good} 00`],
    ['more than 1,100 bytes', `${good} ${'00'.repeat(1_100)}`],
    ['the external port 0', good.replace('2710', '0000')],
    ['no lifetime', good.replace('00000e10', '00000000')],
  ])('%s is no answer', (_what, text) => {
    expect(decodePcpMap(hex(text), tcp, nonce)).toBeUndefined();
  });
});

describe('SSDP', () => {
  const reply = (lines: readonly string[]): Uint8Array =>
    utf8Encode(['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n'));
  const st = `ST: ${SSDP_TARGETS[0]}`;

  test('a search asks for one kind of device', () => {
    expect(utf8DecodeLenient(encodeSearch(SSDP_TARGETS[0] as string))).toBe(
      `M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\n${st}\r\n\r\n`,
    );
  });

  test('an answer says where the description lies, whatever the case and the order', () => {
    expect(decodeSearchReply(reply([st, 'LOCATION: http://192.168.1.1:5000/x.xml']))).toBe(
      'http://192.168.1.1:5000/x.xml',
    );
    expect(
      decodeSearchReply(reply(['location:http://192.168.1.1/', `st:${SSDP_TARGETS[3]}`])),
    ).toBe('http://192.168.1.1/');
  });

  test.each([
    ['nothing', new Uint8Array(0)],
    ['a search', encodeSearch(SSDP_TARGETS[0] as string)],
    [
      'another device',
      reply(['ST: urn:schemas-upnp-org:device:MediaServer:1', 'LOCATION: http://x/']),
    ],
    ['no location', reply([st])],
    ['a location of a kilobyte', reply([st, `LOCATION: http://x/${'y'.repeat(1_000)}`])],
    ['a datagram of 5 kB', reply([st, 'LOCATION: http://x/', `X: ${'y'.repeat(5_000)}`])],
  ])('%s is no answer', (_what, datagram) => {
    expect(decodeSearchReply(datagram)).toBeUndefined();
  });
});
