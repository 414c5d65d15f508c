import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { decodeBencode, MESSAGE_LIMITS } from '../../engine/core/bencode/decode.ts';
import { encodeBencode } from '../../engine/core/bencode/encode.ts';
import { BLOCK, type InfoHash } from '../../engine/core/ids.ts';
import { encodeInfo } from '../../engine/core/metainfo/build.ts';
import { randomBytes } from '../support/payload.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { extended, handshake, listenRaw, message, type RawPeer } from '../support/raw-peer.ts';
import { until } from '../support/wait.ts';
import { must, startEngine } from './rigs/engine.ts';

const PORT = 9;
const HAVE = 4;
const HAVE_NONE = 15;
const EXTENDED = 20;
/** Our ids for their messages. */
const THEIRS = { ut_pex: 1, ut_metadata: 2 };

let group = new ProcessGroup();
afterEach(async () => {
  await group.close();
  group = new ProcessGroup();
});

function torrentOf(content: Buffer, isPrivate = false) {
  const pieces: Buffer[] = [];
  for (let at = 0; at < content.length; at += BLOCK)
    pieces.push(
      createHash('sha1')
        .update(content.subarray(at, at + BLOCK))
        .digest(),
    );
  const raw = encodeInfo({
    name: 'm.bin',
    pieceLength: BLOCK,
    pieceHashes: Buffer.concat(pieces),
    content: content.length,
    private: isPrivate,
  });
  return { raw, id: createHash('sha1').update(raw).digest('hex') as InfoHash };
}

/** Says hello as a peer that has the metadata and no data; the metadata is sent when `give` says so. */
function hello(peer: RawPeer, id: string, raw: Uint8Array, give: () => boolean): void {
  const name = String(peer.socket.localPort);
  peer.send(handshake(id, name, '0000000000100005'));
  peer.send(extended(0, { m: THEIRS, metadata_size: raw.length, p: peer.socket.localPort ?? 1 }));
  peer.send(message(HAVE_NONE));
  const asked: Buffer[] = [];
  peer.onMessage = (one) => {
    if (one.id === EXTENDED && one.payload[0] === THEIRS.ut_metadata)
      asked.push(one.payload.subarray(1));
    while (give() && asked.length > 0) {
      asked.shift();
      peer.send(
        extended(
          THEIRS.ut_metadata,
          { msg_type: 1, piece: 0, total_size: raw.length },
          raw.subarray(0, BLOCK),
        ),
      );
    }
  };
}

const contact = (host: string, port: number): Buffer =>
  Buffer.of(...host.split('.').map(Number), port >> 8, port & 0xff);

const names = (payload: Buffer): Map<string, number> => {
  const decoded = decodeBencode(payload, MESSAGE_LIMITS);
  if (!decoded.ok) throw new Error(decoded.message);
  const found = new Map<string, number>();
  for (const [key, value] of decoded.value.asDict()?.dict('m')?.entries() ?? [])
    found.set(Buffer.from(key).toString(), value.asInteger() ?? -1);
  return found;
};

/** A DHT node that knows nobody and writes down what it is asked. */
async function startNode(): Promise<{ readonly port: number; readonly asked: string[] }> {
  const asked: string[] = [];
  const id = randomBytes('node', 20);
  const socket = createSocket('udp4');
  socket.on('message', (datagram, from) => {
    const query = decodeBencode(datagram, MESSAGE_LIMITS);
    const dict = query.ok ? query.value.asDict() : undefined;
    const t = dict?.bytes('t');
    if (dict?.text('y') !== 'q' || t === undefined) return;
    const infoHash = dict.dict('a')?.bytes('info_hash');
    if (infoHash !== undefined) asked.push(Buffer.from(infoHash).toString('hex'));
    const reply = encodeBencode({ r: { id, nodes: Buffer.alloc(0), token: 't' }, t, y: 'r' });
    socket.send(reply, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  group.own(() => void socket.close());
  return { port: (socket.address() as AddressInfo).port, asked };
}

describe('a magnet', () => {
  test('of a private torrent leaves peer exchange, the DHT and whom they named, once that is known', async () => {
    const { raw, id } = torrentOf(randomBytes('private', 40_000), true);
    const open = torrentOf(randomBytes('open', 40_000));
    const node = await startNode();
    let give = false;
    const known = await listenRaw(group, (peer) => hello(peer, id, raw, () => give));
    const stranger = await listenRaw(
      group,
      (peer) => hello(peer, id, raw, () => false),
      '127.0.0.2',
    );
    const later = await listenRaw(group, () => undefined, '127.0.0.3');
    const second = await listenRaw(group, (peer) => hello(peer, id, raw, () => true), '127.0.0.4');
    const { engine } = await startEngine(group, { dht: true, dhtRouters: '', pex: true });
    const savePath = await group.tempDir('save');
    const add = (infoHash: string) => {
      const uri = `magnet:?xt=urn:btih:${infoHash}`;
      return must(engine.add({ source: { kind: 'magnet', uri }, savePath, paused: false }));
    };
    await add(id);
    await must(engine.addPeer(id, `127.0.0.1:${known.port}`));
    const friend = await until(() => known.peers[0], { what: 'us to dial the peer' });
    await friend.greeted();

    // Not known to be private yet: both ways are used.
    const port = Buffer.alloc(2);
    port.writeUInt16BE(node.port);
    friend.send(message(PORT, port));
    await until(() => node.asked.includes(id), { timeout: 30_000, what: 'a look-up in the DHT' });
    friend.send(extended(THEIRS.ut_pex, { added: contact('127.0.0.2', stranger.port) }));
    const met = await until(() => stranger.peers[0], {
      what: 'the one named by PEX to be dialled',
    });
    await met.greeted();
    expect(names(friend.extendedWith(0)[0] as Buffer).get('ut_pex')).toBe(1);

    give = true;
    friend.onMessage?.({ id: 0, payload: Buffer.alloc(0) });
    await met.hungUp();
    await until(() => friend.extendedWith(0).length === 2, { what: 'a second greeting' });
    const greeting = friend.extendedWith(0)[1] as Buffer;
    expect(names(greeting).get('ut_pex')).toBe(0);
    expect(greeting.toString('latin1')).toContain(`13:metadata_sizei${raw.length}e`);
    expect((await must(engine.list()))[0]).toMatchObject({ private: true });

    // From now on nobody is asked, and nobody believed.
    const looked = node.asked.filter((hash) => hash === id).length;
    await must(engine.announceNow([id]));
    await add(open.id);
    await until(() => node.asked.includes(open.id), {
      timeout: 30_000,
      what: 'the other look-up, which shows that the DHT is well',
    });
    expect(node.asked.filter((hash) => hash === id).length).toBe(looked);
    const again = contact('127.0.0.2', stranger.port);
    friend.send(
      extended(THEIRS.ut_pex, { added: Buffer.concat([contact('127.0.0.3', later.port), again]) }),
    );
    // Its answer comes after it has read the peers.
    friend.send(extended(THEIRS.ut_metadata, { msg_type: 0, piece: 0 }));
    await until(
      () => friend.extendedWith(THEIRS.ut_metadata).some((one) => one.includes('msg_typei1e')),
      {
        what: 'our copy of the metadata',
      },
    );
    await must(engine.addPeer(id, `127.0.0.4:${second.port}`));
    const last = await until(() => second.peers[0], { what: 'the peer that the user named' });
    await until(() => last.extendedWith(0)[0], { what: 'our greeting' });
    expect(names(last.extendedWith(0)[0] as Buffer).has('ut_pex')).toBe(false);
    expect(last.extendedWith(THEIRS.ut_pex)).toEqual([]);
    expect({ later: later.peers.length, stranger: stranger.peers.length }).toEqual({
      later: 0,
      stranger: 1,
    });
  });

  test('whose data is on the disk already tells those who gave the metadata what is there', async () => {
    const content = randomBytes('there', 5 * BLOCK + 100);
    const { raw, id } = torrentOf(content);
    const savePath = await group.tempDir('save');
    await mkdir(savePath, { recursive: true });
    // All but the third piece.
    const file = Buffer.from(content);
    file.fill(0, 2 * BLOCK, 3 * BLOCK);
    await writeFile(join(savePath, 'm.bin'), file);
    const { engine } = await startEngine(group);
    const giver = await listenRaw(group, (peer) => hello(peer, id, raw, () => true));
    const uri = `magnet:?xt=urn:btih:${id}&x.pe=127.0.0.1:${giver.port}`;
    await must(engine.add({ source: { kind: 'magnet', uri }, savePath, paused: false }));
    const peer = await until(() => giver.peers[0], { what: 'us to dial the peer' });
    const told = (): number[] => peer.all(HAVE).map((payload) => payload.readUInt32BE(0));
    await until(() => told().length >= 5, { what: () => `haves, so far ${told()}` });
    expect(told()).toEqual([0, 1, 3, 4, 5]);
  });
});
