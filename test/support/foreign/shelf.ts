import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encodeInfo, encodeMetainfo } from '../../../engine/core/metainfo/build.ts';
import { randomBytes } from '../payload.ts';

/** A hundred torrents as people have them: whole, half there, a few files of many, renamed, here and there. */

export const COUNT = 100;
const PIECE = 16 * 1024;

export interface Item {
  readonly index: number;
  readonly name: string;
  readonly hash: string;
  /** The .torrent file. */
  readonly file: string;
  /** Where its client has it. */
  readonly dir: string;
  /** Below `dir`, as the torrent has them. */
  readonly files: readonly string[];
  /** By file: 0 skip, 1 low, 4 normal, 7 high; undefined: nothing was chosen. */
  readonly priorities: readonly number[] | undefined;
  /** The last file's name, when the user has given it another one. */
  readonly renamed: string | undefined;
  /** Its client has all of it. */
  readonly isWhole: boolean;
  /** Its client fetches it from `source`, or somebody fetches it from the client. */
  readonly traffic: 'none' | 'in' | 'out';
  readonly paused: boolean;
  readonly category: string;
  readonly tags: readonly string[];
}

export interface Shelf {
  readonly dir: string;
  /** Everything, whole. */
  readonly source: string;
  readonly items: readonly Item[];
  /** A link that nobody has anything of. */
  readonly magnet: { readonly hash: string; readonly uri: string; readonly dir: string };
}

export async function makeShelf(dir: string): Promise<Shelf> {
  const source = join(dir, 'source');
  for (const folder of ['source', 'data', 'data 2', 'torrents']) await mkdir(join(dir, folder));
  const items: Item[] = [];
  for (let index = 0; index < COUNT; index++) items.push(await makeItem(dir, source, index));
  const hash = 'ab'.repeat(20);
  const tracker = encodeURIComponent('http://127.0.0.1:9/announce');
  const uri = `magnet:?xt=urn:btih:${hash}&dn=a%20link&tr=${tracker}`;
  return { dir, source, items, magnet: { hash, uri, dir: join(dir, 'data') } };
}

async function makeItem(dir: string, source: string, index: number): Promise<Item> {
  const name = `thing ${String(index).padStart(3, '0')}`;
  const isFolder = index % 3 === 0;
  const files = isFolder
    ? [
        { path: ['a.bin'], length: 24_000 + index },
        { path: ['sub', 'ü b.bin'], length: 40_000 },
        { path: ['c.bin'], length: 9_000 },
      ]
    : [{ path: [], length: 40_000 + index * 300 }];
  const whole: Buffer[] = [];
  for (const [i, { path, length }] of files.entries()) {
    const bytes = randomBytes(`${name} ${i}`, length);
    whole.push(bytes);
    await put(join(source, name, ...path), bytes);
  }
  const info = encodeInfo({
    name,
    pieceLength: PIECE,
    pieceHashes: new Uint8Array(hashes(Buffer.concat(whole))),
    content: isFolder ? files : (files[0]?.length ?? 0),
  });
  const file = join(dir, 'torrents', `${name}.torrent`);
  await writeFile(file, encodeMetainfo(info, { trackers: [['http://127.0.0.1:9/announce']] }));
  const item: Item = {
    index,
    name,
    hash: createHash('sha1').update(info).digest('hex'),
    file,
    dir: join(dir, index % 10 === 4 ? 'data 2' : 'data'),
    files: files.map(({ path }) => [name, ...path].join('/')),
    priorities: index % 12 === 0 ? [7, 0, 1] : undefined,
    renamed: index % 12 === 3 ? `${name}/see.bin` : undefined,
    isWhole: index % 10 !== 1,
    traffic: [5, 7, 36].includes(index) ? 'in' : [8, 10].includes(index) ? 'out' : 'none',
    paused: index % 2 === 1,
    category: index % 5 === 0 ? 'films/4k' : '',
    tags: index % 10 === 0 ? ['live', 'rock'] : [],
  };
  await giveData(item, source);
  return item;
}

/** What its client has of it. What it lacks it has as zeros: some clients never end a check of a file that is short. */
async function giveData({ dir, files, name, isWhole, traffic }: Item, source: string) {
  if (traffic === 'in') return;
  await cp(join(source, name), join(dir, name), { recursive: true });
  if (isWhole) return;
  const last = join(dir, files.at(-1) as string);
  const bytes = await readFile(last);
  await writeFile(last, bytes.fill(0, bytes.length / 2));
}

async function put(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

function hashes(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += PIECE)
    pieces.push(
      createHash('sha1')
        .update(bytes.subarray(at, at + PIECE))
        .digest(),
    );
  return Buffer.concat(pieces);
}
