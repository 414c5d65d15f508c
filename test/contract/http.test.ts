import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { concatBytes } from '../../engine/core/bytes/bytes.ts';
import { utf8DecodeLenient, utf8Encode } from '../../engine/core/bytes/text.ts';
import { ok } from '../../engine/core/result.ts';
import { nodeClock } from '../../engine/node/clock/clock.ts';
import { createNodeExchange } from '../../engine/node/http/exchange.ts';
import { createHttp } from '../../engine/node/http/get.ts';
import type { HttpCall, HttpHead, HttpRequest } from '../../engine/ports/http.ts';
import { type Rig, rigs } from './rigs/network.ts';

const body = (text: string) => ({ status: 200, body: utf8Encode(text) });
const redirect = (location: string) => ({
  status: 302,
  headers: { location },
  body: new Uint8Array(),
});

describe.each(rigs)('http %s', (_name, makeRig) => {
  let rig: Rig;
  beforeEach(() => {
    rig = makeRig();
  });
  afterEach(() => rig.end());

  const get = (url: string, more: Partial<HttpRequest> = {}) =>
    rig.settle(rig.ports.http.get({ url, maxBytes: 1000, timeoutMs: 5_000, ...more }).reply);

  it('gets a body, its status and the address that answered', async () => {
    const origin = await rig.serve((url) => ({ ...body(url.pathname + url.search), status: 404 }));
    const got = await get(`${origin}/announce?info_hash=%00%ff`);
    expect(got).toMatchObject({ ok: true, value: { status: 404, address: '127.0.0.1' } });
    expect(got.ok && utf8DecodeLenient(got.value.body)).toBe('/announce?info_hash=%00%ff');
  });

  it('follows five redirects, and not a sixth', async () => {
    const origin = await rig.serve((url) => {
      const left = Number(url.pathname.slice(1));
      return left === 0 ? body('there') : redirect(`/${left - 1}`);
    });
    expect(await get(`${origin}/5`)).toMatchObject({ ok: true });
    expect(await get(`${origin}/6`)).toMatchObject({ ok: false, code: 'http-redirects' });
  });

  it.each(['ftp://127.0.0.1/', 'file:///etc/passwd', 'http://', '//['])(
    'follows no redirect to %s',
    async (to) => {
      const origin = await rig.serve(() => redirect(to));
      expect(await get(origin)).toMatchObject({ ok: false, code: 'http-redirects' });
    },
  );

  it('stops at the bound of the body', async () => {
    const origin = await rig.serve(() => ({ status: 200, body: new Uint8Array(1001) }));
    expect(await get(origin)).toMatchObject({ ok: false, code: 'http-too-large' });
    expect(await get(origin, { maxBytes: 1001 })).toMatchObject({ ok: true });
  });

  it('ends after the time in all, redirects included', async () => {
    const origin = await rig.serve((url) =>
      url.pathname === '/hang' ? 'hang' : redirect('/hang'),
    );
    const start = rig.ports.clock.now();
    expect(await get(origin, { timeoutMs: 200 })).toMatchObject({
      ok: false,
      code: 'http-timeout',
    });
    expect(rig.ports.clock.now() - start).toBeLessThan(1_000);
  });

  it('can be given up at any time', async () => {
    const origin = await rig.serve(() => 'hang');
    const call = rig.ports.http.get({ url: origin, maxBytes: 10, timeoutMs: 5_000 });
    call.abort();
    call.abort();
    expect(await rig.settle(call.reply)).toMatchObject({ ok: false, code: 'http-aborted' });
    const later = rig.ports.http.get({ url: origin, maxBytes: 10, timeoutMs: 5_000 });
    await rig.pass(30);
    later.abort();
    expect(await rig.settle(later.reply)).toMatchObject({ ok: false, code: 'http-aborted' });
  });

  it('says what went wrong, and names the server', async () => {
    const reset = await rig.serve(() => 'reset');
    const closed = `http://127.0.0.1:${await rig.freePort()}`;
    expect(await get(reset)).toMatchObject({ code: 'http-failed', subject: reset });
    expect(await get(closed)).toMatchObject({ code: 'http-unreachable', subject: closed });
    expect(await get('http://no-such-name.invalid/')).toMatchObject({ code: 'http-unreachable' });
    expect(await get('udp://127.0.0.1/')).toMatchObject({ code: 'http-bad-url' });
    expect(await get(`http://127.0.0.1/${'a'.repeat(20_000)}`)).toMatchObject({
      code: 'http-bad-url',
    });
    expect(await get(reset, { family: 6 })).toMatchObject({ code: 'http-unreachable' });
  });

  it('knocks at a local address only under the names it was given', async () => {
    const origin = await rig.serve(() => body('x'));
    const localNames = ['announce'];
    expect(await get(`${origin}/key/announce.php?a=1`, { localNames })).toMatchObject({ ok: true });
    expect(await get(`${origin}/admin?x=/announce`, { localNames })).toMatchObject({
      code: 'http-forbidden-address',
    });
  });

  it('asks a local address with a query only where it is not told otherwise', async () => {
    const origin = await rig.serve(() => body('x'));
    expect(await get(`${origin}/file`, { localPlain: true })).toMatchObject({ ok: true });
    expect(await get(`${origin}/file?do=it`, { localPlain: true })).toMatchObject({
      code: 'http-forbidden-address',
    });
  });

  const large = new Uint8Array(300_000).map((_byte, i) => i & 0xff);

  it('gives a body to the sink as it comes, that of a redirect left out', async () => {
    const origin = await rig.serve((url) =>
      url.pathname === '/' ? redirect('/there') : { status: 206, body: large },
    );
    const heads: number[] = [];
    const parts: Uint8Array[] = [];
    const sink = {
      head: ({ status, address }: HttpHead) => {
        expect(address).toBe('127.0.0.1');
        return heads.push(status) === 1;
      },
      data: (chunk: Uint8Array) => void parts.push(chunk.slice()),
    };
    const got = await get(origin, { sink, maxBytes: 300_000 });
    expect(got).toMatchObject({ ok: true, value: { status: 206, body: new Uint8Array(0) } });
    expect(heads).toEqual([206]);
    expect(concatBytes(parts)).toEqual(large);
    expect(parts.length).toBeGreaterThan(1);
  });

  it('ends well where the sink does not want the body, and with a fault where that is too long', async () => {
    const origin = await rig.serve(() => ({ status: 200, body: large }));
    let taken = 0;
    const sink = {
      head: () => false,
      data: (chunk: Uint8Array) => {
        taken += chunk.length;
      },
    };
    expect(await get(origin, { sink })).toMatchObject({ ok: true, value: { status: 200 } });
    expect(taken).toBe(0);
    const all = { ...sink, head: () => true };
    expect(await get(origin, { sink: all, maxBytes: 200_000 })).toMatchObject({
      code: 'http-too-large',
    });
    expect(taken).toBeLessThanOrEqual(200_000);
  });

  it('stands still while it is paused, and gives nothing after it was given up', async () => {
    const origin = await rig.serve(() => ({ status: 200, body: large }));
    let taken = 0;
    const call: HttpCall = rig.ports.http.get({
      url: origin,
      maxBytes: 300_000,
      timeoutMs: 5_000,
      sink: {
        head: () => true,
        data: (chunk) => {
          taken += chunk.length;
          call.pause();
        },
      },
    });
    await rig.pass(200);
    const first = taken;
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(300_000);
    call.resume();
    await rig.pass(200);
    expect(taken).toBeGreaterThan(first);
    const second = taken;
    call.abort();
    call.resume();
    await rig.pass(50);
    expect(taken).toBe(second);
    expect(await rig.settle(call.reply)).toMatchObject({ code: 'http-aborted' });
  });
});

describe('http and addresses', () => {
  /** The names say that they are public; the sockets stay on this machine. */
  const publicNames = (
    names: Record<string, readonly string[]>,
    landing: Record<string, string>,
  ) => {
    const exchange = createNodeExchange();
    return createHttp(nodeClock, { resolve: async (name) => ok(names[name] ?? [name]) }, (hop) =>
      exchange({ ...hop, address: landing[hop.address] ?? hop.address }),
    );
  };

  it.each([
    'http://127.0.0.1:PORT/secret',
    'http://[::1]:PORT/secret',
    'http://[::ffff:127.0.0.1]:PORT/secret',
    'http://2130706433:PORT/secret',
    'http://0x7f.1:PORT/secret',
    'http://10.0.0.1:PORT/secret',
    'http://169.254.169.254/latest',
    'http://inner.example:PORT/secret',
    'http://0.0.0.0:PORT/secret',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://[fe80::1]:PORT/',
  ])('a public server cannot send us to %s', async (target) => {
    const rig = (rigs[0] as (typeof rigs)[number])[1]();
    let visits = 0;
    const origin = await rig.serve(() => {
      visits++;
      return redirect(target.replace('PORT', port));
    });
    const port = new URL(origin).port;
    const http = publicNames(
      { 'tracker.example': ['8.8.8.8'], 'inner.example': ['192.168.0.1'] },
      { '8.8.8.8': '127.0.0.1' },
    );
    const got = await http.get({
      url: `http://tracker.example:${port}/`,
      maxBytes: 100,
      timeoutMs: 3_000,
    }).reply;
    expect(got).toMatchObject({ ok: false, code: 'http-forbidden-address' });
    expect(visits).toBe(1);
    await rig.end();
  });

  it('tries the next address of a name when one does not answer', async () => {
    const rig = (rigs[0] as (typeof rigs)[number])[1]();
    const origin = await rig.serve(() => body('hello'));
    const http = publicNames({ 'two.example': ['127.0.0.2', '127.0.0.1'] }, {});
    const got = await http.get({
      url: origin.replace('127.0.0.1', 'two.example'),
      maxBytes: 100,
      timeoutMs: 3_000,
    }).reply;
    expect(got).toMatchObject({ ok: true, value: { address: '127.0.0.1' } });
    await rig.end();
  });
});

describe('http bodies', () => {
  const raw = async (answer: Uint8Array | string): Promise<{ url: string; close: () => void }> => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      close: () => server.close(),
    };
  };
  const http = () => (rigs[0] as (typeof rigs)[number])[1]().ports.http;

  it('unpacks gzip up to the bound and no further', async () => {
    const rig = (rigs[0] as (typeof rigs)[number])[1]();
    const origin = await rig.serve((url) => ({
      status: 200,
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync(Buffer.alloc(Number(url.pathname.slice(1)))),
    }));
    const { http } = rig.ports;
    const small = await http.get({ url: `${origin}/1000`, maxBytes: 1000, timeoutMs: 3_000 }).reply;
    expect(small).toMatchObject({ ok: true, value: { body: new Uint8Array(1000) } });
    const before = process.memoryUsage().rss;
    const bomb = await http.get({
      url: `${origin}/200000000`,
      maxBytes: 1_000_000,
      // The server packs 200 MB first.
      timeoutMs: 30_000,
    }).reply;
    expect(bomb).toMatchObject({ ok: false, code: 'http-too-large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
    await rig.end();
  });

  it.each([
    ['text that is no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', 'http-failed'],
    ['an end before the answer', '', 'http-failed'],
    [
      'a body shorter than promised',
      'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort',
      'http-failed',
    ],
    [
      'a broken gzip',
      'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd',
      'http-failed',
    ],
    ['endless headers', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(100_000)}`, 'http-failed'],
  ])('survives %s', async (_what, answer, code) => {
    const server = await raw(answer);
    expect(
      await http().get({ url: server.url, maxBytes: 100, timeoutMs: 3_000 }).reply,
    ).toMatchObject({ ok: false, code });
    server.close();
  });
});

describe('https', () => {
  let folder: string;
  let certificate: string;
  let url: string;
  let close: () => void;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'skein-tls-'));
    const key = join(folder, 'key.pem');
    const cert = join(folder, 'cert.pem');
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
        '-keyout',
        key,
        '-out',
        cert,
        '-subj',
        '/CN=tracker.example',
        '-addext',
        'subjectAltName=DNS:tracker.example',
      ],
      { stdio: 'ignore' },
    );
    certificate = readFileSync(cert, 'utf8');
    const server = createSecureServer(
      { key: readFileSync(key), cert: certificate },
      (request, response) => {
        response.end(`${request.headers.host}`);
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://tracker.example:${(server.address() as AddressInfo).port}/announce`;
    close = () => server.close();
  });
  afterEach(() => {
    close();
    rmSync(folder, { recursive: true });
  });

  const visit = (target: string, authorities: string | undefined) =>
    createHttp(
      nodeClock,
      { resolve: async () => ok(['127.0.0.1']) },
      createNodeExchange({ authorities }),
    ).get({
      url: target,
      maxBytes: 100,
      timeoutMs: 3_000,
    }).reply;

  it('checks the certificate against the name, though it connects to an address', async () => {
    const got = await visit(url, certificate);
    expect(got.ok && utf8DecodeLenient(got.value.body)).toBe(new URL(url).host);
    expect(await visit(url.replace('tracker', 'other'), certificate)).toMatchObject({
      code: 'http-tls',
    });
  });

  it('trusts no certificate that nobody vouches for', async () => {
    expect(await visit(url, undefined)).toMatchObject({ code: 'http-tls' });
  });
});
