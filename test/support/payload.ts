import { createCipheriv, createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, open, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

/** Payloads that look random, cannot be compressed, and are the same for the same seed everywhere. */

const CHUNK = 4 * 1024 * 1024;
/** Read and written at once: of ten thousand small files the ways to the thread pool and back are most of the time. */
const SMALL = 64 * 1024;
const zeros = Buffer.alloc(CHUNK);

/** The AES-CTR key stream of the seed: gigabytes a second, and no two offsets alike. */
function keyStream(seed: string): (length: number) => Buffer {
  const key = createHash('sha256').update(seed).digest();
  const cipher = createCipheriv('aes-128-ctr', key.subarray(0, 16), key.subarray(16, 32));
  return (length) => cipher.update(length === CHUNK ? zeros : zeros.subarray(0, length));
}

/** `size` bytes of the seed's stream. Only for small ones. */
export function randomBytes(seed: string, size: number): Buffer {
  const next = keyStream(seed);
  const parts: Buffer[] = [];
  for (let left = size; left > 0; left -= CHUNK) parts.push(next(Math.min(left, CHUNK)));
  return Buffer.concat(parts);
}

/** Writes one file of `size` bytes and returns its sha256 in hex. */
export async function writeRandomFile(path: string, size: number, seed = path): Promise<string> {
  const next = keyStream(seed);
  if (size <= SMALL) {
    const bytes = next(size);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return createHash('sha256').update(bytes).digest('hex');
  }
  await mkdir(dirname(path), { recursive: true });
  const hash = createHash('sha256');
  const file = await open(path, 'w');
  try {
    for (let left = size; left > 0; left -= CHUNK) {
      const part = next(Math.min(left, CHUNK));
      hash.update(part);
      await file.write(part);
    }
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

/** Relative path (with /) to sha256: equal maps are equal trees. */
export type TreeHashes = ReadonlyMap<string, string>;

export interface TreeOptions {
  readonly files: number;
  /** About this many bytes in all. */
  readonly bytes: number;
  readonly seed?: string;
}

const NAMES = [
  'plain',
  'with space',
  'Füße',
  'Ελληνικά',
  '漢字かな',
  'emoji 🙂',
  "a'b&c#d%20",
  'ñandú',
];

/**
 * A folder of files with odd sizes, from empty to many pieces, in nested folders, names in several scripts.
 */
export async function writeRandomTree(root: string, options: TreeOptions): Promise<TreeHashes> {
  const seed = options.seed ?? 'tree';
  const hashes = new Map<string, string>();
  const dice = randomBytes(`${seed}/dice`, options.files * 4);
  const mean = options.bytes / options.files;
  for (let index = 0; index < options.files; index++) {
    const die = dice.readUInt32LE(index * 4);
    const name = `${NAMES[die % NAMES.length]}-${String(index).padStart(5, '0')}.bin`;
    const folder = ['', 'a', 'a/b', 'ö ü/c', `d${index % 7}`][(die >>> 8) % 5] as string;
    // Every 25th is empty; the others spread evenly around the mean, so the sum is near what was asked.
    const size =
      index % 25 === 24 ? 0 : Math.max(1, Math.round((mean * 2 * (die >>> 4)) / 2 ** 28));
    const relative = folder === '' ? name : `${folder}/${name}`;
    hashes.set(relative, await writeRandomFile(join(root, relative), size, `${seed}/${index}`));
    await turn();
  }
  return hashes;
}

export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  if (statSync(path).size <= SMALL) return hash.update(readFileSync(path)).digest('hex');
  for await (const part of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    hash.update(part);
  return hash.digest('hex');
}

async function walk(root: string, prefix: string, into: string[]): Promise<void> {
  for (const entry of await readdir(join(root, prefix), { withFileTypes: true })) {
    const relative = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) await walk(root, relative, into);
    else into.push(relative);
  }
}

/** The sha256 of a file (under the key "") or of every file below a folder. */
export async function treeHashes(root: string): Promise<TreeHashes> {
  if ((await stat(root)).isFile()) return new Map([['', await sha256(root)]]);
  const files: string[] = [];
  await walk(root, '', files);
  const hashes = new Map<string, string>();
  for (const file of files.sort()) {
    hashes.set(file, await sha256(join(root, file)));
    await turn();
  }
  return hashes;
}

const EMPTY = createHash('sha256').digest('hex');

/** The tree as clients leave it that do not create files of no length. */
export const withoutEmpty = (tree: TreeHashes): TreeHashes =>
  new Map([...tree].filter(([, hash]) => hash !== EMPTY));

/** What differs between two trees, in words; empty when nothing does. */
export function differences(expected: TreeHashes, found: TreeHashes): string[] {
  const list: string[] = [];
  for (const [path, hash] of expected) {
    const other = found.get(path);
    if (other === undefined) list.push(`missing: ${path}`);
    else if (other !== hash) list.push(`different: ${path}`);
  }
  for (const path of found.keys()) if (!expected.has(path)) list.push(`too much: ${path}`);
  return list;
}
