import { createDiffieHellman } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { equalBytes, fromHex, toHex } from '../../../../engine/core/bytes/bytes.ts';
import { utf8Encode } from '../../../../engine/core/bytes/text.ts';
import { publicKey, sharedSecret } from '../../../../engine/core/mse/diffie-hellman.ts';
import { MseInitiator } from '../../../../engine/core/mse/initiator.ts';
import {
  type MseMethods,
  type MseOutcome,
  type MseRandom,
  type MseStep,
  opensPlain,
  req2,
} from '../../../../engine/core/mse/protocol.ts';
import { Rc4 } from '../../../../engine/core/mse/rc4.ts';
import { MseResponder } from '../../../../engine/core/mse/responder.ts';
import { PROTOCOL } from '../../../../engine/core/wire/handshake.ts';
import { FuzzRandom } from '../../../fuzz/fuzz.ts';
import { sha1 } from '../../../support/sha1.ts';

const P =
  'ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a63a36210000000000090563';
const BOTH: MseMethods = { plaintext: true, rc4: true };
const ONLY_RC4: MseMethods = { plaintext: false, rc4: true };
const ONLY_PLAINTEXT: MseMethods = { plaintext: true, rc4: false };
const infoHash = new Uint8Array(20).fill(9);
const other = new Uint8Array(20).fill(8);

/** Random in the tests is seeded; `pad` fixes the length of all paddings. */
function randomOf(seed: number, pad?: number): MseRandom {
  const random = new FuzzRandom(seed);
  return {
    below: (bound) => pad ?? random.below(bound),
    fill: (bytes) => {
      bytes.set(random.bytes(bytes.length));
      return bytes;
    },
  };
}

interface Setting {
  readonly provide?: MseMethods;
  readonly accept?: MseMethods;
  readonly preferPlaintext?: boolean;
  readonly payload?: Uint8Array;
  readonly known?: readonly Uint8Array[];
  readonly seed?: number;
  readonly pad?: number;
}

function pair(setting: Setting) {
  const seed = setting.seed ?? 1;
  const known = setting.known ?? [other, infoHash];
  const initiator = new MseInitiator({
    infoHash,
    provide: setting.provide ?? BOTH,
    initialPayload: setting.payload ?? utf8Encode('the handshake'),
    sha1,
    random: randomOf(seed, setting.pad),
  });
  const responder = new MseResponder({
    accept: setting.accept ?? BOTH,
    preferPlaintext: setting.preferPlaintext ?? false,
    findTorrent: (hash) => known.find((torrent) => equalBytes(req2(torrent, sha1), hash)),
    sha1,
    random: randomOf(seed + 1000, setting.pad),
  });
  return { initiator, responder };
}

interface Ends {
  readonly a: MseStep | undefined;
  readonly b: MseStep | undefined;
}

/** Carries bytes both ways in chunks of the given sizes until nobody says anything more. */
function talk(setting: Setting, chunkSize: () => number): Ends {
  const { initiator, responder } = pair(setting);
  const lines = { toB: [...initiator.start()], toA: [] as number[] };
  let a: MseStep | undefined;
  let b: MseStep | undefined;
  while (lines.toA.length > 0 || lines.toB.length > 0) {
    if (lines.toB.length > 0) {
      const chunk = Uint8Array.from(lines.toB.splice(0, chunkSize()));
      if (b === undefined || b.state === 'open') b = responder.receive(chunk);
      if (b.state !== 'failed' && b.send) lines.toA.push(...b.send);
      if (b.state === 'done') b = { ...b, send: undefined };
    }
    if (lines.toA.length > 0) {
      const chunk = Uint8Array.from(lines.toA.splice(0, chunkSize()));
      if (a === undefined || a.state === 'open') a = initiator.receive(chunk);
      if (a.state !== 'failed' && a.send) lines.toB.push(...a.send);
      if (a.state === 'done') a = { ...a, send: undefined };
    }
  }
  return { a, b };
}

function outcomes(ends: Ends): { a: MseOutcome; b: MseOutcome } {
  if (ends.a?.state !== 'done' || ends.b?.state !== 'done') {
    throw new Error(`not done: ${JSON.stringify(ends)}`);
  }
  return { a: ends.a.outcome, b: ends.b.outcome };
}

const whole = (): number => Number.MAX_SAFE_INTEGER;
const codeOf = (step: MseStep | undefined): string =>
  step?.state === 'failed' ? step.fault.code : String(step?.state);

/** What one side sends now, as the other reads it. */
function carried(text: string, from: MseOutcome, to: MseOutcome): string {
  const bytes = utf8Encode(text);
  from.encrypt?.apply(bytes);
  to.decrypt?.apply(bytes);
  return new TextDecoder().decode(bytes);
}

describe('RC4', () => {
  it.each([
    ['Key', 'Plaintext', 'bbf316e8d940af0ad3'],
    ['Wiki', 'pedia', '1021bf0420'],
    ['Secret', 'Attack at dawn', '45a01f645fc35b383552544b9bf5'],
  ])('with the key %s makes of %s the known bytes', (key, text, hex) => {
    const bytes = utf8Encode(text);
    new Rc4(utf8Encode(key), 0).apply(bytes);
    expect(toHex(bytes)).toBe(hex);
  });

  it('throws away the start of the stream, at the place of RFC 6229', () => {
    const key = fromHex('0102030405') as Uint8Array;
    const stream = new Uint8Array(16);
    new Rc4(key, 1024).apply(stream);
    expect(toHex(stream)).toBe('30abbcc7c20b01609f23ee2d5f6bb7df');
  });

  it('goes on where it stopped, however the bytes are cut', () => {
    const at = (sizes: number[]): string => {
      const cipher = new Rc4(utf8Encode('k'), 0);
      return sizes
        .map((size) => {
          const part = new Uint8Array(size);
          cipher.apply(part);
          return toHex(part);
        })
        .join('');
    };
    expect(at([1, 0, 7, 292])).toBe(at([300]));
  });
});

describe('the key exchange', () => {
  it('agrees with another implementation', () => {
    const theirs = createDiffieHellman(Buffer.from(P, 'hex'), Buffer.from([2]));
    theirs.generateKeys();
    const padded = (key: Buffer): Buffer => Buffer.concat([Buffer.alloc(96 - key.length), key]);
    for (let seed = 0; seed < 5; seed++) {
      const ours = new FuzzRandom(seed).bytes(20);
      const secret = sharedSecret(padded(theirs.getPublicKey()), ours);
      expect(toHex(secret as Uint8Array)).toBe(
        padded(theirs.computeSecret(publicKey(ours))).toString('hex'),
      );
    }
  });

  it('refuses keys that would make the secret a known one', () => {
    const key = (hex: string): Uint8Array => fromHex(hex.padStart(192, '0')) as Uint8Array;
    const ours = new Uint8Array(20).fill(3);
    const belowP = `${P.slice(0, -1)}2`;
    for (const bad of ['0', '1', belowP, P, 'f'.repeat(192)]) {
      expect(sharedSecret(key(bad), ours)).toBeUndefined();
    }
    expect(sharedSecret(key('2'), ours)).toBeDefined();
  });

  it('costs a few milliseconds at most', () => {
    const ours = new Uint8Array(20).fill(0xab);
    const theirs = publicKey(new Uint8Array(20).fill(0xcd));
    const started = performance.now();
    for (let i = 0; i < 50; i++) sharedSecret(theirs, ours);
    expect((performance.now() - started) / 50).toBeLessThan(5);
  });
});

describe('an encrypted handshake', () => {
  it('takes the first bytes along, and then carries both ways', () => {
    const { a, b } = outcomes(talk({}, whole));
    expect(new TextDecoder().decode(b.received)).toBe('the handshake');
    expect(a.received.length).toBe(0);
    expect(b.infoHash).toBe(infoHash);
    expect(carried('from a', a, b)).toBe('from a');
    expect(carried('from b', b, a)).toBe('from b');
    expect(carried('again from a', a, b)).toBe('again from a');
  });

  it.each<[string, Setting, boolean]>([
    ['both accept both', {}, true],
    ['both accept both and plain text is preferred', { preferPlaintext: true }, false],
    ['only RC4 is offered', { provide: ONLY_RC4, preferPlaintext: true }, true],
    ['only plain text is offered', { provide: ONLY_PLAINTEXT }, false],
    ['only RC4 is accepted', { accept: ONLY_RC4, preferPlaintext: true }, true],
    ['only plain text is accepted', { accept: ONLY_PLAINTEXT }, false],
  ])('settles on a method that both accept: %s', (_what, setting, encrypted) => {
    const { a, b } = outcomes(talk(setting, whole));
    expect(a.encrypt !== undefined).toBe(encrypted);
    expect(b.decrypt !== undefined).toBe(encrypted);
    expect(carried('hello', a, b)).toBe('hello');
  });

  it.each([0, 1, 511, 512])('works with paddings of %i bytes', (pad) => {
    const { a, b } = outcomes(talk({ pad }, whole));
    expect(carried('hello', b, a)).toBe('hello');
  });

  it('works however the bytes are cut: one by one, and at random', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = new FuzzRandom(seed);
      const size = seed === 1 ? () => 1 : () => 1 + random.below(seed * 10);
      const payload = random.bytes(random.below(300));
      const { a, b } = outcomes(talk({ seed, payload, preferPlaintext: seed % 2 === 0 }, size));
      expect(toHex(b.received)).toBe(toHex(payload));
      expect(carried('hello', a, b)).toBe('hello');
      expect(carried('hello', b, a)).toBe('hello');
    }
  });

  it.each([BOTH, ONLY_PLAINTEXT])('hands over what came right behind it: %j', (accept) => {
    const { initiator, responder } = pair({ accept, payload: new Uint8Array(0) });
    const key = responder.receive(initiator.start());
    const request = initiator.receive((key as { send: Uint8Array }).send);
    const answer = responder.receive((request as { send: Uint8Array }).send);
    if (answer.state !== 'done') throw new Error('not done');
    const more = utf8Encode('right behind');
    answer.outcome.encrypt?.apply(more);
    const end = initiator.receive(Uint8Array.from([...(answer.send as Uint8Array), ...more]));
    expect(end.state === 'done' && new TextDecoder().decode(end.outcome.received)).toBe(
      'right behind',
    );
  });

  it('does not show the info-hash, the protocol’s name or a fixed length', () => {
    const sizes = new Set<number>();
    for (let seed = 0; seed < 10; seed++) {
      const { initiator, responder } = pair({ seed, payload: PROTOCOL });
      const hello = initiator.start();
      const key = responder.receive(hello) as { send: Uint8Array };
      const request = initiator.receive(key.send) as { send: Uint8Array };
      const sent = toHex(hello) + toHex(request.send);
      expect(sent).not.toContain(toHex(infoHash));
      expect(sent).not.toContain(toHex(PROTOCOL));
      sizes.add(hello.length);
    }
    expect(sizes.size).toBeGreaterThan(5);
  });
});

describe('an encrypted handshake that fails', () => {
  it('knows no such torrent', () => {
    expect(codeOf(talk({ known: [other] }, whole).b)).toBe('mse-unknown-torrent');
  });

  it('has no method in common', () => {
    const ends = talk({ provide: ONLY_RC4, accept: ONLY_PLAINTEXT }, whole);
    expect(codeOf(ends.b)).toBe('mse-no-common-method');
  });

  it('was given a key that is none', () => {
    expect(codeOf(pair({}).responder.receive(new Uint8Array(96)))).toBe('mse-bad-key');
    expect(codeOf(pair({}).initiator.receive(new Uint8Array(96)))).toBe('mse-bad-key');
  });

  it('finds no beginning within the padding, and does not wait for ever', () => {
    const noise = new FuzzRandom(5).bytes(96 + 512 + 20);
    const { initiator, responder } = pair({});
    expect(codeOf(responder.receive(noise.subarray(0, -1)))).toBe('open');
    expect(codeOf(responder.receive(noise.subarray(-1)))).toBe('mse-no-sync');
    initiator.start();
    expect(codeOf(initiator.receive(noise.subarray(0, 96 + 519)))).toBe('open');
    expect(codeOf(initiator.receive(noise.subarray(0, 1)))).toBe('mse-no-sync');
  });

  it('was changed on its way', () => {
    const { initiator, responder } = pair({});
    const key = responder.receive(initiator.start()) as { send: Uint8Array };
    const request = (initiator.receive(key.send) as { send: Uint8Array }).send;
    request[40] = (request[40] as number) ^ 1;
    expect(codeOf(responder.receive(request))).toBe('mse-malformed');
  });

  it('stays failed', () => {
    const { responder } = pair({});
    responder.receive(new Uint8Array(96));
    expect(codeOf(responder.receive(new Uint8Array(96)))).toBe('mse-malformed');
  });
});

describe('an incoming connection', () => {
  it('is plain when it opens with the protocol’s name, and that is seen as early as can be', () => {
    expect(opensPlain(PROTOCOL)).toBe(true);
    expect(opensPlain(Uint8Array.from([...PROTOCOL, 0, 0]))).toBe(true);
    expect(opensPlain(PROTOCOL.subarray(0, 19))).toBeUndefined();
    expect(opensPlain(new Uint8Array(0))).toBeUndefined();
    expect(opensPlain(Uint8Array.of(0x12))).toBe(false);
    expect(opensPlain(utf8Encode('\x13BitTorrent protocoX'))).toBe(false);
  });
});
