import { expect, it } from 'vitest';

/**
 * Inputs are valid messages that are changed at random. Bounded, so that every run of the tests has a
 * look; by hand it runs as long as wanted:
 *
 *     FUZZ_SECONDS=3600 npx vitest run --project fuzz test/fuzz/bencode.test.ts
 *     FUZZ_SEED=123 …   the same inputs again; a failure names its seed
 */
const seconds = Number(process.env['FUZZ_SECONDS'] ?? 1);
const firstSeed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** One input must not keep the program busy, whatever it is. */
const SLOWEST_MS = 2_000;

export class FuzzRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed ^ 0x9e3779b9) >>> 0;
    this.below(1);
    this.below(1);
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}

export const latin1 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Pieces that upset decoders: signs, padding, huge lengths, nesting, ends, bad text. */
const NASTY: readonly Uint8Array[] = [
  ...[
    '-',
    '0',
    '99999999999',
    'i-0e',
    'l',
    'd',
    'e',
    ':',
    'lllllllll',
    'de',
    '0:',
    '1:',
    '%00',
    '..',
  ],
  ...['/', '\\', '\r\n', '__proto__', 'i9007199254740993e', '\0', '\xff\xff\xff\xff', '\xc0\xaf'],
].map(latin1);

/** One to eight random changes of a valid input. */
export function mutate(input: Uint8Array, random: FuzzRandom): Uint8Array<ArrayBuffer> {
  let bytes = Uint8Array.from(input);
  for (let changes = 1 + random.below(8); changes > 0; changes--) bytes = change(bytes, random);
  return bytes;
}

function change(bytes: Uint8Array<ArrayBuffer>, random: FuzzRandom): Uint8Array<ArrayBuffer> {
  const at = random.below(bytes.length + 1);
  const end = at + random.below(Math.min(bytes.length - at, 40) + 1);
  const splice = (insert: Uint8Array, to: number): Uint8Array<ArrayBuffer> =>
    Uint8Array.from([...bytes.subarray(0, at), ...insert, ...bytes.subarray(to)]);
  switch (random.below(7)) {
    case 0:
      if (at < bytes.length) bytes[at] = random.below(256);
      return bytes;
    case 1:
      if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ (1 << random.below(8));
      return bytes;
    case 2:
      return splice(random.pick(NASTY), at);
    case 3:
      return splice(random.pick(NASTY), end);
    case 4:
      return splice(new Uint8Array(0), end);
    case 5:
      return splice(bytes.slice(at, end), at);
    default:
      return random.below(8) === 0 ? bytes.slice(0, at) : splice(random.bytes(3), end);
  }
}

export interface FuzzTarget {
  readonly corpus: readonly Uint8Array[];
  /** Throws where something is wrong: any exception is a failure. */
  readonly run: (bytes: Uint8Array<ArrayBuffer>, random: FuzzRandom) => void;
}

/** A test that feeds the target with changed inputs of its corpus for the given time. */
export function fuzz(name: string, target: FuzzTarget): void {
  it(
    name,
    () => {
      for (const valid of target.corpus) target.run(Uint8Array.from(valid), new FuzzRandom(0));
      const end = performance.now() + seconds * 1000;
      for (let seed = firstSeed; performance.now() < end; seed++) runOnce(target, seed);
    },
    seconds * 1000 + 120_000,
  );
}

function runOnce(target: FuzzTarget, seed: number): void {
  const random = new FuzzRandom(seed);
  const bytes = mutate(random.pick(target.corpus), random);
  const started = performance.now();
  try {
    target.run(bytes, random);
    expect(performance.now() - started).toBeLessThan(SLOWEST_MS);
  } catch (error) {
    const hex = Buffer.from(bytes.subarray(0, 2000)).toString('hex');
    throw new Error(`FUZZ_SEED=${seed}, ${bytes.length} bytes: ${hex}`, { cause: error });
  }
}
