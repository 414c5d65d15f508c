import { describe, expect, test } from 'vitest';
import {
  decodeSoap,
  encodeSoap,
  isRefusal,
  parseIgd,
} from '../../../../engine/core/portmap/igd.ts';
import { parseXml } from '../../../../engine/core/portmap/xml.ts';

const service = (type: string, controlUrl: string): string =>
  `<service><serviceType>urn:schemas-upnp-org:service:${type}</serviceType>
   <serviceId>urn:upnp-org:serviceId:x</serviceId><controlURL>${controlUrl}</controlURL></service>`;

const description = (inner: string): string => `<?xml version="1.0"?>
<!-- a router --><root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>1</major></specVersion>
${inner}</root>\0\0`;

const nested = (inner: string): string =>
  `<device><deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType><deviceList>
   <device><serviceList>${service('WANCommonInterfaceConfig:1', '/common')}</serviceList><deviceList>
   <device><serviceList>${inner}</serviceList></device></deviceList></device></deviceList></device>`;

describe('a description', () => {
  test('names the services that map ports, those for IP first', () => {
    const parsed = parseIgd(
      description(
        nested(
          service('WANPPPConnection:1', '/ppp') + service('WANIPConnection:1', ' /ip?a=1&amp;b '),
        ),
      ),
    );
    expect(parsed).toEqual({
      ok: true,
      value: {
        baseUrl: undefined,
        services: [
          { type: 'urn:schemas-upnp-org:service:WANIPConnection:1', controlUrl: '/ip?a=1&b' },
          { type: 'urn:schemas-upnp-org:service:WANPPPConnection:1', controlUrl: '/ppp' },
        ],
      },
    });
  });

  test('may have a base and prefixes', () => {
    const parsed = parseIgd('<d:root><d:URLBase>http://192.168.1.1:80/</d:URLBase></d:root>');
    expect(parsed).toMatchObject({ ok: true, value: { baseUrl: 'http://192.168.1.1:80/' } });
  });

  test('with hundreds of services gives a few', () => {
    const parsed = parseIgd(description(nested(service('WANIPConnection:1', '/x').repeat(300))));
    expect(parsed.ok && parsed.value.services.length).toBe(4);
  });
});

describe('a call', () => {
  test('is escaped', () => {
    const body = encodeSoap('urn:t', 'Act', [
      ['A', 'x<&>y'],
      ['B', 5],
    ]);
    expect(body).toContain('<u:Act xmlns:u="urn:t"><A>x&lt;&amp;&gt;y</A><B>5</B></u:Act>');
  });

  const envelope = (inner: string): string =>
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inner}</s:Body></s:Envelope>`;

  test('is answered with values', () => {
    const answer = decodeSoap(
      envelope(
        '<u:GetExternalIPAddressResponse xmlns:u="x"><NewExternalIPAddress> 203.0.113.5 </NewExternalIPAddress></u:GetExternalIPAddressResponse>',
      ),
      'GetExternalIPAddress',
    );
    expect(answer.ok && !isRefusal(answer.value) && answer.value.get('NewExternalIPAddress')).toBe(
      '203.0.113.5',
    );
  });

  test('is refused with a code', () => {
    const fault = `<s:Fault><faultcode>s:Client</faultcode><detail><UPnPError xmlns="urn:x"><errorCode>718</errorCode>
      <errorDescription>Conflict</errorDescription></UPnPError></detail></s:Fault>`;
    expect(decodeSoap(envelope(fault), 'AddPortMapping')).toEqual({
      ok: true,
      value: { code: 718, why: 'Conflict' },
    });
  });

  test.each(['', '<', '<a>', '<a></b>', envelope('<u:OtherResponse/>'), envelope('<UPnPError/>')])(
    'is not answered by %j',
    (text) => {
      expect(decodeSoap(text, 'AddPortMapping')).toMatchObject({ ok: false, code: 'xml-garbled' });
    },
  );
});

describe('a document', () => {
  test('keeps its text, with CDATA, entities and quoted signs', () => {
    expect(parseXml(`<a x='>' y="<"><![CDATA[<&]]>&lt;&#65;&#x42;&nope;<b/></a>`)).toEqual({
      ok: true,
      value: { name: 'a', text: '<&<AB&nope;', children: [{ name: 'b', text: '', children: [] }] },
    });
  });

  test.each([
    ['declares entities', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['is nested deeply', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`],
    ['has a million elements', `<a>${'<b/>'.repeat(1_000_000)}</a>`],
    ['never ends a comment', '<a><!-- '],
    ['never ends a quote', '<a x="'],
  ])('that %s is refused', (_what, text) => {
    expect(parseXml(text)).toMatchObject({ ok: false, code: 'xml-garbled' });
  });

  test('of a quarter of a megabyte of text is read in no time', () => {
    const started = performance.now();
    for (const piece of ['<', '<a', '<a>', '&', '&#1', '<!--', '<![CDATA[', "<a x='"])
      parseXml(`<r>${piece.repeat(Math.ceil(262_144 / piece.length))}`);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
