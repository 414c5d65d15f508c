import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WireDecoder, type WireSink } from '../../../engine/core/wire/decoder.ts';
import {
  BLOCK_HEADER,
  MessageWriter,
  writeBlockHeader,
} from '../../../engine/core/wire/encoder.ts';
import { encodeHandshake } from '../../../engine/core/wire/handshake.ts';
import { MSG } from '../../../engine/core/wire/ids.ts';

const handshake = {
  infoHash: new Uint8Array(20).fill(1),
  peerId: new Uint8Array(20).fill(2),
  extended: true,
  fast: true,
  dht: false,
};

/** Writes down every call; blocks go to its own memory. */
class Recorder implements WireSink {
  readonly calls: unknown[][] = [];
  readonly memory = new Uint8Array(64 * 1024);
  decoder = new WireDecoder(this, 100);
  aims = true;
  #say(...call: unknown[]): boolean {
    this.calls.push(call);
    return true;
  }
  handshake(h: unknown) {
    return this.#say('handshake', h);
  }
  keepAlive() {
    this.#say('keepAlive');
  }
  choke() {
    this.#say('choke');
  }
  unchoke() {
    this.#say('unchoke');
  }
  interested() {
    this.#say('interested');
  }
  notInterested() {
    this.#say('notInterested');
  }
  have(piece: number) {
    return this.#say('have', piece);
  }
  bitfield(bits: Uint8Array) {
    return this.#say('bitfield', [...bits]);
  }
  haveAll() {
    return this.#say('haveAll');
  }
  haveNone() {
    return this.#say('haveNone');
  }
  request(...a: number[]) {
    return this.#say('request', ...a);
  }
  cancel(...a: number[]) {
    this.#say('cancel', ...a);
  }
  reject(...a: number[]) {
    return this.#say('reject', ...a);
  }
  suggest(piece: number) {
    this.#say('suggest', piece);
  }
  allowedFast(piece: number) {
    return this.#say('allowedFast', piece);
  }
  port(port: number) {
    this.#say('port', port);
  }
  extended(id: number, payload: Uint8Array) {
    return this.#say('extended', id, [...payload]);
  }
  blockStarts(...a: number[]) {
    if (this.aims) this.decoder.aim(this.memory, a[1] as number);
    return this.#say('blockStarts', ...a);
  }
  blockBytes() {
    // Rates are not looked at here.
  }
  blockEnds(...a: number[]) {
    return this.#say('blockEnds', ...a);
  }
}

function conversation(): { bytes: Uint8Array; block: Uint8Array; calls: unknown[][] } {
  const block = Uint8Array.from({ length: 1000 }, (_, i) => i * 7);
  const writer = new MessageWriter();
  writer.raw(encodeHandshake(handshake));
  writer.bitfield(Uint8Array.of(0xf0, 0x80));
  writer.bare(MSG.unchoke);
  writer.keepAlive();
  writer.range(MSG.request, 3, 16384, 16384);
  const header = new Uint8Array(BLOCK_HEADER);
  writeBlockHeader(header, 0, 2, 500, block.length);
  writer.raw(header);
  writer.raw(block);
  writer.piece(MSG.have, 9);
  writer.extended(3, Uint8Array.of(1, 2, 3));
  writer.port(6881);
  writer.range(MSG.cancel, 1, 2, 3);
  writer.bare(MSG.haveAll);
  return {
    bytes: writer.take().slice(),
    block,
    calls: [
      ['handshake', handshake],
      ['bitfield', [0xf0, 0x80]],
      ['unchoke'],
      ['keepAlive'],
      ['request', 3, 16384, 16384],
      ['blockStarts', 2, 500, 1000],
      ['blockEnds', 2, 500, 1000],
      ['have', 9],
      ['extended', 3, [1, 2, 3]],
      ['port', 6881],
      ['cancel', 1, 2, 3],
      ['haveAll'],
    ],
  };
}

/** A message of any length, as bytes after the handshake. */
function message(length: number, ...bytes: number[]): Uint8Array {
  return Uint8Array.from(
    [
      ...encodeHandshake(handshake),
      length >>> 24,
      length >>> 16,
      length >>> 8,
      length,
      ...bytes,
    ].map((b) => b & 0xff),
  );
}

describe('the wire decoder', () => {
  test('understands what the writer wrote, however it is cut into chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 40 }),
        (cuts) => {
          const { bytes, block, calls } = conversation();
          const recorder = new Recorder();
          let at = 0;
          for (let i = 0; at < bytes.length; i++) {
            const take = cuts[i % cuts.length] as number;
            expect(recorder.decoder.push(bytes.subarray(at, at + take))).toBeUndefined();
            at += take;
          }
          expect(recorder.calls).toEqual(calls);
          expect(recorder.memory.subarray(500, 1500)).toEqual(block);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('drops the bytes of a block that nobody aims', () => {
    const { bytes, calls } = conversation();
    const recorder = new Recorder();
    recorder.aims = false;
    recorder.decoder.push(bytes);
    expect(recorder.calls).toEqual(calls);
    expect(recorder.memory.every((byte) => byte === 0)).toBe(true);
  });

  test('tells a stranger by the first wrong byte', () => {
    const recorder = new Recorder();
    expect(recorder.decoder.push(new TextEncoder().encode('\x13BitTorrent'))).toBeUndefined();
    expect(recorder.decoder.push(new TextEncoder().encode(' procotol'))).toBe(
      'wire-not-bittorrent',
    );
    expect(recorder.calls).toEqual([]);
  });

  test.each([
    ['a choke with a payload', message(2, MSG.choke, 0), 'wire-bad-length'],
    ['a short request', message(12, MSG.request), 'wire-bad-length'],
    ['a piece message without a block', message(9, MSG.piece), 'wire-bad-length'],
    ['a block above 128 KiB', message(9 + 128 * 1024 + 1, MSG.piece), 'wire-too-long'],
    ['a bitfield above the bound', message(102, MSG.bitfield), 'wire-too-long'],
    ['an extended message above 1 MiB', message(2 + 1024 * 1024, MSG.extended), 'wire-too-long'],
    ['an unknown message of 4 GiB', message(0xffffffff, 99), 'wire-too-long'],
    ['an extended message without an id', message(1, MSG.extended), 'wire-bad-length'],
  ])('refuses %s before anything is allocated for it', (_name, bytes, code) => {
    expect(new Recorder().decoder.push(bytes)).toBe(code);
  });

  test('passes over unknown messages of a sane length', () => {
    const recorder = new Recorder();
    expect(recorder.decoder.push(message(4, 99, 1, 2, 3))).toBeUndefined();
    expect(recorder.decoder.push(Uint8Array.of(0, 0, 0, 1, MSG.unchoke))).toBeUndefined();
    expect(recorder.calls.map(([name]) => name)).toEqual(['handshake', 'unchoke']);
  });

  test('takes nothing more after its receiver refused a message', () => {
    const recorder = new Recorder();
    recorder.have = () => false;
    expect(recorder.decoder.push(message(5, MSG.have, 0, 0, 0, 1))).toBe('wire-rejected');
    expect(recorder.decoder.push(Uint8Array.of(0, 0, 0, 1, MSG.unchoke))).toBeUndefined();
    expect(recorder.calls.map(([name]) => name)).toEqual(['handshake']);
  });
});

describe('the message writer', () => {
  test('hands its bytes over for good: later messages do not touch them', () => {
    const writer = new MessageWriter();
    writer.piece(MSG.have, 1);
    const first = writer.take();
    const copy = first.slice();
    writer.piece(MSG.have, 2);
    expect(first).toEqual(copy);
    expect(writer.take()).toEqual(Uint8Array.of(0, 0, 0, 5, MSG.have, 0, 0, 0, 2));
  });
});
