import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeBencode } from '../../engine/core/bencode/encode.ts';
import { type Endpoint, endpointText } from '../../engine/core/endpoint.ts';
import type { InfoHash } from '../../engine/core/ids.ts';
import { createTrackers, type TrackerService } from '../../engine/discovery/trackers/index.ts';
import type { UdpMux } from '../../engine/discovery/udp/mux.ts';
import { until } from '../support/wait.ts';
import { openMux, realPorts } from './rigs/session-ports.ts';

const id = 'ab'.repeat(20) as InfoHash;
type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

const good = encodeBencode({
  complete: 5,
  'external ip': Uint8Array.of(9, 8, 7, 6),
  incomplete: 6,
  interval: 1800,
  peers: Uint8Array.of(7, 7, 7, 7, 0x1a, 0xe1),
});

describe('HTTP trackers over real sockets', () => {
  let servers: Server[];
  let mux: UdpMux;
  let service: TrackerService;
  let found: string[];
  let external: string[];

  beforeEach(async () => {
    servers = [];
    found = [];
    external = [];
    mux = await openMux('127.0.0.1');
    service = createTrackers(
      { ...realPorts, mux },
      {
        facts: () => ({ uploaded: 11, downloaded: 12, left: undefined, wantPeers: 33 }),
        peerId: () => new Uint8Array(20).fill(0xff),
        key: () => 0xabc,
        peersFound: (_id, peers: readonly Endpoint[]) => found.push(...peers.map(endpointText)),
        externalAddress: (address) => external.push(address),
        answered: () => undefined,
        changed: () => undefined,
      },
      { userAgent: 'Skein/0.1.0' },
    );
    service.setPort(4242);
  });
  afterEach(async () => {
    await service.close(3_000);
    mux.close();
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function serve(handler: Handler, host = '127.0.0.1'): Promise<string> {
    const server = createServer((request, response) =>
      handler(request, response, new URL(request.url ?? '', 'http://x')),
    );
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    return `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}/announce`;
  }
  const start = (tiers: string[][]): void => {
    service.add(id, { tiers, private: true });
    service.start(id);
  };
  const state = (url: string) => service.snapshot(id).find((tracker) => tracker.url === url);

  it('announces with all that BEP 3 wants, finds the peers, and says goodbye', async () => {
    const heard: URL[] = [];
    const agents = new Set<string | undefined>();
    const url = await serve((request, response, at) => {
      heard.push(at);
      agents.add(request.headers['user-agent']);
      response.end(good);
    });
    start([[`${url}?passkey=1`]]);
    await until(() => found.length > 0, { what: 'peers' });
    expect(found).toEqual(['7.7.7.7:6881']);
    expect(external).toEqual(['9.8.7.6']);
    expect(state(`${url}?passkey=1`)).toMatchObject({
      state: 'working',
      seeds: 5,
      leechers: 6,
      message: '',
    });
    await service.close(3_000);
    expect(heard.map((each) => each.searchParams.get('event'))).toEqual(['started', 'stopped']);
    const raw = heard[0]?.search ?? '';
    expect(raw).toContain(`info_hash=${'%AB'.repeat(20)}`);
    expect(raw).toContain(`peer_id=${'%FF'.repeat(20)}`);
    expect(Object.fromEntries(heard[0]?.searchParams ?? [])).toMatchObject({
      passkey: '1',
      port: '4242',
      uploaded: '0',
      downloaded: '0',
      left: '16384',
      numwant: '33',
      compact: '1',
      key: '00000ABC',
    });
    expect([...agents]).toEqual(['Skein/0.1.0']);
  });

  it('works over IPv6', async () => {
    const url = await serve((_request, response) => response.end(good), '::1');
    start([[url]]);
    await until(() => state(url)?.state === 'working', { what: 'the tracker to work' });
  });

  const hostile: readonly (readonly [string, Handler, RegExp])[] = [
    ['answers a web page', (_q, r) => r.end('<!doctype html><h1>It works!</h1>'), /web page/],
    ['answers 404 with a page', (_q, r) => r.writeHead(404).end('<h1>nothing</h1>'), /404/],
    ['answers nothing', (_q, r) => r.end(), /empty/],
    ['resets the connection', (q) => q.socket.resetAndDestroy(), /closed the connection/],
    ['refuses', (_q, r) => r.end('d14:failure reason14:not registerede'), /not registered/],
    [
      'refuses with an HTTP error',
      (_q, r) => r.writeHead(400).end('d14:failure reason14:not registerede'),
      /not registered/,
    ],
    ['sends bencode that never ends', (_q, r) => r.end('l-3:e'), /not a tracker/],
    ['sends nested lists', (_q, r) => r.end('l'.repeat(500_000)), /not a tracker/],
    ['sends a list', (_q, r) => r.end('le'), /dictionary/],
    ['sends ten megabytes', (_q, r) => r.end(Buffer.alloc(10e6, 'd')), /more than/],
    [
      'sends an inflating body',
      (_q, r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50e6))),
      /more than/,
    ],
    [
      'redirects in circles',
      (_q, r) => r.writeHead(302, { location: '/announce' }).end(),
      /redirects/,
    ],
    ['sends prototype keys', (_q, r) => r.end('d9:__proto__d8:intervali5eee'), /lacks/],
    [
      'breaks off',
      (_q, r) => {
        r.writeHead(200, { 'content-length': '100' });
        r.write('d8:inter', () => r.destroy());
      },
      /broke off|closed/,
    ],
  ];

  it.each(hostile)(
    'says what is wrong with a tracker that %s, and asks the next one',
    async (_what, handler, words) => {
      const bad = await serve(handler);
      const backup = await serve((_request, response) => response.end(good));
      start([[bad], [backup]]);
      await until(() => found.length > 0, { what: 'the backup to be asked' });
      expect(state(bad)).toMatchObject({ state: 'failing', failures: 1 });
      expect(state(bad)?.message).toMatch(words);
      expect(state(bad)?.message).toContain('127.0.0.1');
      expect(state(backup)).toMatchObject({ state: 'working' });
    },
  );

  it('knocks at nothing on this machine that is not called a tracker', async () => {
    let visits = 0;
    const url = await serve((_request, response) => {
      visits++;
      response.end(good);
    });
    const trap = url.replace('/announce', '/admin/reboot');
    start([[trap]]);
    await until(() => state(trap)?.state === 'failing', { what: 'the refusal' });
    expect(visits).toBe(0);
  });

  it('scrapes torrents that do not run with one request', async () => {
    const heard: URL[] = [];
    const url = await serve((_request, response, at) => {
      heard.push(at);
      const files = at.search
        .split('info_hash=')
        .slice(1)
        .map((part) => Buffer.from(part.replace(/[%&]/g, ''), 'hex'));
      response.end(
        Buffer.concat(
          [
            Buffer.from('d5:filesd'),
            ...files.map((hash) =>
              Buffer.concat([
                Buffer.from('20:'),
                hash,
                Buffer.from('d8:completei3e10:downloadedi4e10:incompletei5eee'),
              ]),
            ),
            Buffer.from('ee'),
          ].map((part, index) => (index > 0 && part.length > 40 ? part.subarray(0, -1) : part)),
        ),
      );
    });
    const ids = Array.from({ length: 30 }, (_, i) => i.toString(16).padStart(40, 'c') as InfoHash);
    for (const each of ids) service.add(each, { tiers: [[url]], private: false });
    await until(() => service.snapshot(ids[7] as InfoHash)[0]?.seeds === 3, {
      timeout: 20_000,
      what: 'the counts',
    });
    expect(heard).toHaveLength(1);
    expect(heard[0]?.pathname).toBe('/scrape');
    expect(service.snapshot(ids[29] as InfoHash)[0]).toMatchObject({
      seeds: 3,
      leechers: 5,
      downloads: 4,
    });
  }, 30_000);
});
