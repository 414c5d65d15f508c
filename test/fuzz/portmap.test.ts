import { describe, expect } from 'vitest';
import { fromHex } from '../../engine/core/bytes/bytes.ts';
import { utf8DecodeLenient } from '../../engine/core/bytes/text.ts';
import { decodeSoap, isRefusal, parseIgd } from '../../engine/core/portmap/igd.ts';
import { decodePmpAddress, decodePmpMap } from '../../engine/core/portmap/nat-pmp.ts';
import { decodePcpAnnounce, decodePcpMap } from '../../engine/core/portmap/pcp.ts';
import { decodeSearchReply } from '../../engine/core/portmap/ssdp.ts';
import type { MapAsk } from '../../engine/core/portmap/types.ts';
import { fuzz, latin1 } from './fuzz.ts';

const ask: MapAsk = { protocol: 'tcp', internalPort: 6881, externalPort: 6881, lifetime: 3600 };
const nonce = new Uint8Array(12).fill(1);
const hex = (text: string): Uint8Array => fromHex(text.replaceAll(' ', '')) as Uint8Array;

const SERVICE = 'urn:schemas-upnp-org:service:WANIPConnection:1';
const description = `<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><!-- x -->
<URLBase>http://192.168.1.1:80/</URLBase><device><serviceList><service><serviceType>${SERVICE}</serviceType>
<controlURL a='1'>/x?a=1&amp;b=&#50;</controlURL></service></serviceList></device></root>`;
const answer = (inner: string): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inner}</s:Body></s:Envelope>`;

describe('what gateways send', () => {
  fuzz('NAT-PMP and PCP', {
    corpus: [
      hex('0080 0000 0000000a cb007105'),
      hex('0082 0000 0000000a 1ae1 2710 00000708'),
      hex('0082 0002 0000000a 1ae1 0000 00000000'),
      hex(`0280 0000 00000000 0000000a ${'00'.repeat(12)}`),
      hex(
        `0281 0000 00000e10 0000000a ${'00'.repeat(12)} ${'01'.repeat(12)} 06 000000 1ae1 2710 00000000000000000000ffffcb007105`,
      ),
    ],
    run: (bytes) => {
      decodePcpAnnounce(bytes);
      const address = decodePmpAddress(bytes);
      if (address?.ok) expect(address.value).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
      for (const grant of [decodePmpMap(bytes, ask), decodePcpMap(bytes, ask, nonce)]) {
        if (grant?.ok !== true) continue;
        expect(grant.value.externalPort).toBeGreaterThan(0);
        expect(grant.value.externalPort).toBeLessThan(65_536);
        expect(grant.value.lifetime).toBeGreaterThan(0);
      }
    },
  });

  fuzz('SSDP', {
    corpus: [
      latin1(
        `HTTP/1.1 200 OK\r\nST: ${SERVICE}\r\nLOCATION: http://192.168.1.1:5000/x.xml\r\nEXT:\r\n\r\n`,
      ),
    ],
    run: (bytes) => {
      const location = decodeSearchReply(bytes);
      if (location !== undefined) expect(location.length).toBeLessThanOrEqual(512);
    },
  });

  fuzz('UPnP descriptions and answers', {
    corpus: [
      description,
      answer(
        '<u:GetExternalIPAddressResponse><NewExternalIPAddress>203.0.113.5</NewExternalIPAddress></u:GetExternalIPAddressResponse>',
      ),
      answer(
        '<s:Fault><detail><UPnPError><errorCode>718</errorCode><errorDescription><![CDATA[no]]></errorDescription></UPnPError></detail></s:Fault>',
      ),
    ].map(latin1),
    run: (bytes) => {
      const text = utf8DecodeLenient(bytes);
      const parsed = parseIgd(text);
      if (parsed.ok) {
        for (const { type, controlUrl } of parsed.value.services) {
          expect(type).toContain('urn:schemas-upnp-org:service:WAN');
          expect(controlUrl).not.toBe('');
        }
      }
      const called = decodeSoap(text, 'GetExternalIPAddress');
      if (called.ok && isRefusal(called.value))
        expect(Number.isInteger(called.value.code)).toBe(true);
    },
  });
});
