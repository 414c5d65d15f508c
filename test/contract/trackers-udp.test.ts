import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnnounceRequest } from '../../engine/core/tracker/types.ts';
import { parseUrl, type UrlParts } from '../../engine/core/url.ts';
import type { TrackerAddress } from '../../engine/discovery/trackers/client.ts';
import { UdpTrackerClient } from '../../engine/discovery/trackers/udp-client.ts';
import type { UdpMux } from '../../engine/discovery/udp/mux.ts';
import { openMux, realPorts } from './rigs/session-ports.ts';

const request: AnnounceRequest = {
  infoHash: new Uint8Array(20).fill(1),
  peerId: new Uint8Array(20).fill(2),
  port: 6881,
  uploaded: 1,
  downloaded: 2,
  left: 5_000_000_000,
  event: 'started',
  numWant: 50,
  key: 0xfffffff0,
  trackerId: undefined,
};

type Answer = (message: Buffer, from: RemoteInfo, send: (reply: Buffer) => void) => void;

const CONNECTION = Buffer.from('0102030405060708', 'hex');

function head(action: number, message: Buffer, at: number): Buffer {
  const reply = Buffer.alloc(8);
  reply.writeUInt32BE(action, 0);
  message.copy(reply, 4, at, at + 4);
  return reply;
}
const isConnect = (message: Buffer): boolean =>
  message.length === 16 && message.readUInt32BE(8) === 0;
const connected = (message: Buffer, id = CONNECTION): Buffer =>
  Buffer.concat([head(0, message, 12), id]);
const numbers = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, i * 4);
  return bytes;
};
const announced = (message: Buffer, peers = Buffer.alloc(0)): Buffer =>
  Buffer.concat([head(1, message, 12), numbers(900, 3, 4), peers]);

/** A tracker that does as it should, unless told otherwise. */
const honest: Answer = (message, from, send) => {
  if (isConnect(message)) return send(connected(message));
  if (!message.subarray(0, 8).equals(CONNECTION)) return;
  if (message.readUInt32BE(8) === 2) {
    const count = (message.length - 16) / 20;
    return send(
      Buffer.concat([
        head(2, message, 12),
        ...Array.from({ length: count }, (_, i) => numbers(i, 10 + i, 20 + i)),
      ]),
    );
  }
  const peer = from.family === 'IPv6' ? '20010db80000000000000000000000051ae1' : '050505051ae1';
  send(announced(message, Buffer.from(peer, 'hex')));
};

describe.each([
  ['127.0.0.1', 4],
  ['::1', 6],
] as const)('UDP trackers on %s', (host, family) => {
  let tracker: Socket;
  let mux: UdpMux;
  let client: UdpTrackerClient;
  let heard: Buffer[];
  let answer: Answer;
  let to: TrackerAddress;

  beforeEach(async () => {
    heard = [];
    answer = honest;
    tracker = createSocket(family === 6 ? 'udp6' : 'udp4');
    await new Promise<void>((resolve) => tracker.bind(0, host, resolve));
    tracker.on('message', (message, from) => {
      heard.push(message);
      answer(message, from, (reply) => tracker.send(reply, from.port, from.address));
    });
    mux = await openMux(family === 6 ? '' : '127.0.0.1');
    client = new UdpTrackerClient({ ...realPorts, mux });
    const name = family === 6 ? `[${host}]` : host;
    const url = `udp://${name}:${(tracker.address() as AddressInfo).port}/announce?passkey=abc`;
    to = { url, parts: parseUrl(url) as UrlParts };
  });
  afterEach(() => {
    client.close();
    mux.close();
    tracker.close();
  });

  const announce = (ms = 5_000) => client.announce(to, request, family, ms).result;

  it('connects once, announces, and reads the peers of its family', async () => {
    const [first, second] = await Promise.all([announce(), announce()]);
    expect(first).toEqual(second);
    expect(first).toMatchObject({ ok: true, value: { interval: 900, leechers: 3, seeds: 4 } });
    expect(first.ok && first.value.peers).toEqual([
      { host: family === 6 ? '2001:db8::5' : '5.5.5.5', port: 0x1ae1 },
    ]);
    expect(heard.filter(isConnect)).toHaveLength(1);
    const sent = heard.find((message) => !isConnect(message)) as Buffer;
    expect(sent.readBigUInt64BE(64)).toBe(5_000_000_000n);
    expect(sent.readUInt32BE(88)).toBe(0xfffffff0);
    // BEP 41.
    expect(sent.subarray(100).toString()).toBe('/announce?passkey=abc');
  });

  it('scrapes many at once', async () => {
    const hashes = Array.from({ length: 74 }, (_, i) => new Uint8Array(20).fill(i));
    const reply = await client.scrape(to, hashes, 5_000).result;
    expect(reply.ok && reply.value).toHaveLength(74);
    expect(reply.ok && reply.value[73]).toEqual({
      infoHash: '49'.repeat(20),
      seeds: 73,
      downloads: 83,
      leechers: 93,
    });
  });

  it('asks again when a datagram is lost', async () => {
    let lost = 0;
    answer = (message, from, send) => (lost++ === 0 ? undefined : honest(message, from, send));
    expect(await announce(10_000)).toMatchObject({ ok: true });
  }, 15_000);

  it('gives up in time when nobody answers', async () => {
    answer = () => undefined;
    expect(await announce(200)).toMatchObject({ ok: false, code: 'tracker-timeout' });
    expect(await announce(200)).toMatchObject({ ok: false, code: 'tracker-timeout' });
  });

  it('passes on what the tracker complains of', async () => {
    answer = (message, from, send) =>
      isConnect(message)
        ? honest(message, from, send)
        : send(
            Buffer.concat([head(3, message, 12), Buffer.from('torrent not registered\0\x1b[31m')]),
          );
    const reply = await announce();
    expect(reply).toMatchObject({ ok: false, code: 'tracker-refused' });
    expect(!reply.ok && reply.message).toContain('torrent not registered');
    expect(!reply.ok && /[\x00-\x1f]/.test(reply.message)).toBe(false);
  });

  it('connects anew when the tracker no longer knows the connection', async () => {
    let current = CONNECTION;
    answer = (message, from, send) => {
      if (isConnect(message)) return send(connected(message, current));
      if (message.subarray(0, 8).equals(current)) return send(announced(message));
      send(Buffer.concat([head(3, message, 12), Buffer.from('Connection ID missmatch.\0')]));
      void from;
    };
    expect(await announce()).toMatchObject({ ok: true });
    current = Buffer.from('ffffffffffffffff', 'hex');
    expect(await announce()).toMatchObject({ ok: true });
    expect(heard.filter(isConnect)).toHaveLength(2);
  });

  it('ignores replies with the wrong transaction, action or length, and from another address', async () => {
    const stranger = createSocket(family === 6 ? 'udp6' : 'udp4');
    await new Promise<void>((resolve) => stranger.bind(0, host, resolve));
    answer = (message, from, send) => {
      if (isConnect(message)) {
        const wrong = connected(message, Buffer.alloc(8, 9));
        wrong[5] = (wrong[5] as number) ^ 0xff;
        send(wrong);
        send(announced(message));
        send(connected(message).subarray(0, 12));
        send(Buffer.alloc(0));
        send(Buffer.from([0]));
        stranger.send(connected(message, Buffer.alloc(8, 9)), from.port, from.address, () =>
          send(connected(message)),
        );
        return;
      }
      honest(message, from, send);
    };
    expect(await announce()).toMatchObject({ ok: true });
    expect(heard.at(-1)?.subarray(0, 8)).toEqual(CONNECTION);
    stranger.close();
  });

  it('can be given up at any moment', async () => {
    answer = () => undefined;
    const early = client.announce(to, request, family, 5_000);
    early.abort();
    const late = client.announce(to, request, family, 5_000);
    while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    late.abort();
    client.networkChanged();
    expect(await early.result).toMatchObject({ code: 'tracker-aborted' });
    expect(await late.result).toMatchObject({ code: 'tracker-aborted' });
  });

  it('stays whole under a flood of nonsense while an honest announce goes through', async () => {
    answer = (message, from, send) => {
      // As many as the system's buffer holds for sure: what it drops is gone, and a retry takes 15 s (BEP 15).
      for (let i = 0; i < 120; i++)
        send(Buffer.from(Array.from({ length: i % 90 }, (_, at) => (i * at) & 0xff)));
      honest(message, from, send);
    };
    expect(await announce()).toMatchObject({ ok: true });
  });
});
