import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultGateways } from '../../engine/node/portmap/routes.ts';
import type { Gateway, MapMethod, MapRequest } from '../../engine/ports/portmap.ts';
import {
  descriptionOf,
  FakeGateway,
  type FakeGatewayOptions,
  found,
  igd,
  natPmp,
  type PmpScript,
  pcpServer,
  type WebScript,
} from './rigs/gateway.ts';

const secret = new Uint8Array(16).fill(7);
const request: MapRequest = {
  protocol: 'tcp',
  internalPort: 50_000,
  wantedPort: 50_000,
  leaseSeconds: 3_600,
};

/** The tests mostly wait, side by side: what they open ends with all of them. */
const open: FakeGateway[] = [];
afterAll(async () => {
  for (const gateway of open) await gateway.stop();
});

async function start(options: FakeGatewayOptions): Promise<FakeGateway> {
  const gateway = await FakeGateway.start(options);
  open.push(gateway);
  return gateway;
}

const search = (fake: FakeGateway, without: MapMethod[] = fake.absent, own = secret) =>
  fake.portmap.find({ host: '', secret: own, without });

async function find(fake: FakeGateway, without = fake.absent, own = secret): Promise<Gateway> {
  const result = await search(fake, without, own).result;
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

const kinds: readonly (readonly [MapMethod, () => FakeGatewayOptions])[] = [
  ['pcp', () => ({ pmp: pcpServer() })],
  ['nat-pmp', () => ({ pmp: natPmp })],
  ['upnp', () => ({ ssdp: found(), web: igd() })],
];

describe.concurrent.each(kinds)('a gateway that speaks %s', (method, options) => {
  it('maps both protocols, again when asked again, and takes them away', async () => {
    const fake = await start(options());
    const gateway = await find(fake);
    expect(gateway).toMatchObject({ method, address: '127.0.0.1' });
    for (const protocol of ['tcp', 'udp'] as const) {
      const mapped = await gateway.map({ ...request, protocol }).result;
      expect(mapped).toEqual({
        ok: true,
        value: {
          protocol,
          internalPort: 50_000,
          externalPort: 50_000,
          externalHost: '203.0.113.5',
          leaseSeconds: 3_600,
        },
      });
    }
    expect(await gateway.map(request).result).toMatchObject({ ok: true });
    expect([...fake.mappings.values()].map(({ protocol }) => protocol).sort()).toEqual([
      'tcp',
      'udp',
    ]);
    for (const protocol of ['tcp', 'udp'] as const) {
      const ended = gateway.unmap({ protocol, internalPort: 50_000, externalPort: 50_000 });
      expect(await ended.result).toMatchObject({ ok: true });
    }
    expect(fake.mappings.size).toBe(0);
    const again = gateway.unmap({ protocol: 'tcp', internalPort: 50_000, externalPort: 50_000 });
    expect(await again.result).toMatchObject({ ok: true });
  });

  it('renews after a restart of ours what was mapped before it', async () => {
    const fake = await start(options());
    await (await find(fake)).map(request).result;
    const later = await find(fake);
    expect(await later.map(request).result).toMatchObject({ ok: true });
  });

  it('is passed over when it was refused before', async () => {
    const fake = await start(options());
    expect(await search(fake, [...fake.absent, method]).result).toMatchObject({
      ok: false,
      code: 'portmap-none',
    });
  });
});

it('PCP goes before NAT-PMP, and both before UPnP', async () => {
  const pcp = pcpServer();
  const fake = await start({
    pmp: (bytes, gateway) => (bytes[0] === 2 ? pcp : natPmp)(bytes, gateway),
    ssdp: found(),
    web: igd(),
  });
  expect((await find(fake)).method).toBe('pcp');
  expect((await find(fake, ['pcp'])).method).toBe('nat-pmp');
  expect((await find(fake, ['pcp', 'nat-pmp'])).method).toBe('upnp');
  expect(fake.visits.filter((visit) => visit === 'GET /desc.xml')).toHaveLength(1);
});

it('somebody else’s PCP mapping is a refusal', async () => {
  const fake = await start({ pmp: pcpServer() });
  await (await find(fake)).map(request).result;
  const other = await find(fake, fake.absent, new Uint8Array(16).fill(8));
  expect(await other.map(request).result).toMatchObject({
    ok: false,
    code: 'portmap-refused',
    subject: '127.0.0.1',
  });
});

it('UPnP: another external port where the wanted one is taken', async () => {
  const fake = await start({ ssdp: found(), web: igd({ taken: [50_000] }) });
  const mapped = await (await find(fake)).map(request).result;
  expect(mapped.ok && mapped.value.externalPort).toBeGreaterThanOrEqual(49_152);
  expect(mapped.ok && mapped.value.externalPort).not.toBe(50_000);
});

it('UPnP: no lease where the router knows none', async () => {
  const fake = await start({ ssdp: found(), web: igd({ permanentOnly: true }) });
  expect(await (await find(fake)).map(request).result).toMatchObject({
    ok: true,
    value: { leaseSeconds: Number.POSITIVE_INFINITY },
  });
});

it('nobody there: it is over in four seconds', async () => {
  const fake = await start({});
  const started = performance.now();
  expect(await search(fake, []).result).toMatchObject({ ok: false, code: 'portmap-none' });
  expect(performance.now() - started).toBeLessThan(6_000);
});

it('a search that is given up is over at once', async () => {
  const fake = await start({});
  const call = search(fake, []);
  const started = performance.now();
  call.abort();
  expect(await call.result).toMatchObject({ ok: false, code: 'portmap-aborted' });
  expect(performance.now() - started).toBeLessThan(200);
});

it('the default gateways of this machine can be asked for', async () => {
  for (const gateway of await defaultGateways()) expect(gateway).toMatch(/^[\d.]+$/);
});

describe.concurrent('a hostile gateway', () => {
  /** Whatever comes, the search ends in time, with a fault, and the memory stays. */
  async function survives(options: FakeGatewayOptions): Promise<FakeGateway> {
    const fake = await start(options);
    const before = process.memoryUsage().rss;
    const started = performance.now();
    const result = await search(fake).result;
    expect(result.ok).toBe(false);
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
    return fake;
  }

  const garbage: readonly (readonly [string, PmpScript])[] = [
    ['empty datagrams', () => [Buffer.alloc(0)]],
    ['one byte', () => [Buffer.from([0])]],
    ['the question', (bytes) => [bytes]],
    ['60 kB', () => [Buffer.alloc(60_000, 0x80)]],
    [
      'cut answers',
      (bytes, gateway) => natPmp(bytes, gateway)?.map((reply) => reply.subarray(0, 9)),
    ],
    ['thousands of datagrams', () => new Array(5_000).fill(Buffer.from([0, 0x81, 0, 0]))],
    ['refusals', (bytes) => [Buffer.from([0, 128 + (bytes[1] ?? 0), 0, 2, 0, 0, 0, 1])]],
  ];
  it.each(garbage)('answers with %s over UDP', async (_what, pmp) => {
    await survives({ pmp });
  });

  it('grants port 0, or nothing, or another port', async () => {
    const lies: PmpScript = (bytes, gateway) =>
      natPmp(bytes, gateway)?.map((reply) => (reply.length === 16 ? reply.fill(0, 10) : reply));
    const fake = await start({ pmp: lies });
    expect(await (await find(fake)).map(request).result).toMatchObject({ code: 'portmap-silent' });
  });

  const hosts = ['localhost', '0.0.0.0', '[::ffff:127.0.0.1]', '127.0.0.2', 'user:word@127.0.0.1'];
  it.each(hosts)('names %s for itself', async (name) => {
    const fake = await survives({
      ssdp: (own, target) => found(own.replace('127.0.0.1', name))(own, target),
      web: igd(),
    });
    expect(fake.visits).toEqual([]);
  });

  const places = [
    'file:///etc/passwd',
    'https://127.0.0.1/',
    'x',
    '//',
    `http://${'x'.repeat(999)}`,
  ];
  it.each(places)('sends us to %s', async (location) => {
    await survives({ ssdp: found(location) });
  });

  it('answers a search with thousands of places', async () => {
    let count = 0;
    const fake = await survives({
      ssdp: (own, target) =>
        new Array(500).fill(0).map(() => found(`${own}?${count++}`)(own, target)[0] as Buffer),
    });
    expect(fake.visits.length).toBeLessThanOrEqual(3);
  });

  const pages: readonly (readonly [string, WebScript])[] = [
    ['nothing', () => undefined],
    ['a reset', (request) => request.socket.resetAndDestroy()],
    ['an error', (_, response) => response.writeHead(500).end('no')],
    ['garbage', (_, response) => response.end('\0'.repeat(100_000))],
    ['an endless page', (_, response) => endless(response, '<a>')],
    ['an endless page of elements', (_, response) => endless(response, '<b/>'.repeat(1_000))],
    [
      'an entity bomb',
      (_, response) => response.end('<!DOCTYPE a [<!ENTITY b "&c;&c;">]><a>&b;</a>'),
    ],
    ['no services', (_, response) => response.end('<root><device/></root>')],
    ['one byte a second', (_, response) => trickle(response)],
  ];
  it.each(pages)('sends %s for a description', async (_what, web) => {
    await survives({ ssdp: found(), web });
  });

  it.each(['endless', 'garbage', 'slow', 'reset'] as const)(
    'answers calls with something %s',
    async (how) => {
      const good = igd();
      const fake = await start({
        ssdp: found(),
        web: (request, response, gateway) => {
          const maps = String(request.headers['soapaction']).includes('AddPortMapping');
          if (!maps) good(request, response, gateway);
          else if (how === 'endless') endless(response, '<x>');
          else if (how === 'garbage') response.end('<html>Login</html>');
          else if (how === 'slow') trickle(response);
          else request.socket.resetAndDestroy();
        },
      });
      const gateway = await find(fake);
      const started = performance.now();
      expect((await gateway.map(request).result).ok).toBe(false);
      expect(performance.now() - started).toBeLessThan(7_000);
    },
  );

  /** Somebody else's web server in the neighbourhood. */
  async function neighbour(): Promise<{ readonly url: string; readonly visits: string[] }> {
    const visits: string[] = [];
    const server = createServer((request, response) => {
      visits.push(request.url ?? '');
      response.end(descriptionOf('/x'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
    servers.push(server);
    return { url: `http://127.0.0.2:${(server.address() as AddressInfo).port}/secret`, visits };
  }
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('redirects to somebody else, and nobody follows', async () => {
    const { url, visits } = await neighbour();
    const fake = await survives({
      ssdp: found(),
      web: (_, response) => response.writeHead(302, { location: url }).end(),
    });
    expect(fake.visits).toHaveLength(1);
    expect(visits).toEqual([]);
  });

  it('names somebody else as control address, and nobody goes there', async () => {
    const { url, visits } = await neighbour();
    await survives({ ssdp: found(), web: (_, response) => response.end(descriptionOf(url)) });
    expect(visits).toEqual([]);
  });

  it('names somebody else as base, and nobody goes there', async () => {
    const { url, visits } = await neighbour();
    await survives({
      ssdp: found(),
      web: (request, response) => {
        if (request.url !== '/desc.xml') response.writeHead(404).end();
        else response.end(descriptionOf('x', `<URLBase>${url}</URLBase>`));
      },
    });
    expect(visits).toEqual([]);
  });
});

function endless(response: NodeJS.WritableStream, piece: string): void {
  const chunk = piece.repeat(Math.ceil(65_536 / piece.length));
  response.on('error', () => undefined);
  response.write('<root><device>');
  const pour = (): void => {
    while (response.writable && response.write(chunk));
    response.once('drain', pour);
  };
  pour();
}

function trickle(response: NodeJS.WritableStream): void {
  const timer = setInterval(() => response.write('<'), 1_000);
  response.on('close', () => clearInterval(timer));
}
