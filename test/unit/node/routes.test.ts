import { expect, test } from 'vitest';
import { placesOf } from '../../../engine/node/portmap/places.ts';
import {
  parseBsdRoutes,
  parseProcRoutes,
  parseWindowsRoutes,
} from '../../../engine/node/portmap/routes.ts';

test('Linux: the default routes by their metric, without those that have no gateway', () => {
  const text = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0
wlan0\t00000000\t0100A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t00000000\tFE01A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
eth0\t0000000A\tFE01A8C0\t0003\t0\t0\t100\t000000FF\t0\t0\t0
`;
  expect(parseProcRoutes(text)).toEqual(['192.168.1.254', '192.168.0.1']);
  expect(parseProcRoutes('')).toEqual([]);
  expect(parseProcRoutes('x\n\t\n\t00000000\tzz\n')).toEqual([]);
});

test('Windows: rows of numbers, in whatever language the rest is', () => {
  const text = `===========================================================================
IPv4-Routentabelle
===========================================================================
Aktive Routen:
     Netzwerkziel    Netzwerkmaske          Gateway    Schnittstelle Metrik
          0.0.0.0          0.0.0.0      192.168.0.1    192.168.0.17     50
          0.0.0.0          0.0.0.0      192.168.1.1     192.168.1.5     25
          0.0.0.0          0.0.0.0   Auf Verbindung      10.8.0.2      5
===========================================================================\r\nStändige Routen:\r\n  Keine\r\n`;
  expect(parseWindowsRoutes(text)).toEqual(['192.168.1.1', '192.168.0.1']);
});

test('macOS: the first default route is the best', () => {
  const text = `Routing tables

Internet:
Destination        Gateway            Flags           Netif Expire
default            192.168.1.1        UGScg             en0
default            link#15            UCSIg         bridge0
default            10.0.0.1           UGScIg            en5
127                127.0.0.1          UCS               lo0
`;
  expect(parseBsdRoutes(text)).toEqual(['192.168.1.1', '10.0.0.1']);
});

test('networks with a gateway come first, loopback and IPv6 never', () => {
  const interfaces = [
    { name: 'lo', address: '127.0.0.1', prefix: 8, loopback: true },
    { name: 'docker0', address: '172.17.0.1', prefix: 16, loopback: false },
    { name: 'wlan0', address: '192.168.0.5', prefix: 24, loopback: false },
    { name: 'eth0', address: '192.168.1.5', prefix: 24, loopback: false },
    { name: 'eth0', address: 'fe80::1%eth0', prefix: 64, loopback: false },
  ];
  const gateways = ['192.168.1.254', '192.168.0.1'];
  expect(placesOf(interfaces, gateways, '')).toEqual([
    { own: '192.168.1.5', prefix: 24, gateway: '192.168.1.254' },
    { own: '192.168.0.5', prefix: 24, gateway: '192.168.0.1' },
    { own: '172.17.0.1', prefix: 16, gateway: undefined },
  ]);
  expect(placesOf(interfaces, gateways, '192.168.0.5')).toEqual([
    { own: '192.168.0.5', prefix: 24, gateway: '192.168.0.1' },
  ]);
  expect(placesOf(interfaces, gateways, '10.8.0.2')).toEqual([]);
});
