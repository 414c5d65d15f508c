import type { BencodeDict, BencodeValue } from '../bencode/decode.ts';
import { equalBytes } from '../bytes/bytes.ts';
import type { Fault } from '../result.ts';
import { type MetainfoCode, metainfoFault, type Origin } from './faults.ts';
import { attributes, pathBytes } from './files.ts';

interface Leaf {
  readonly path: readonly Uint8Array[];
  readonly length: number;
}

/**
 * BEP 52: the two descriptions of a hybrid name the same files in the same order. Where they do not,
 * two clients would make different files of one torrent, so it is refused. The hashes of the v2 part
 * are not looked at.
 */
export function checkHybrid(info: BencodeDict, origin: Origin): Fault<MetainfoCode> | undefined {
  const tree = info.dict('file tree');
  if (tree === undefined || info.integer('meta version') !== 2) return undefined;
  const v1 = v1Leaves(info);
  for (const leaf of v2Leaves(tree, [])) {
    const other = v1.next().value;
    if (leaf === undefined || other === undefined || !equalLeaves(leaf, other)) {
      return inconsistent(origin);
    }
  }
  return v1.next().done === true ? undefined : inconsistent(origin);
}

const inconsistent = (origin: Origin): Fault<MetainfoCode> =>
  metainfoFault(origin, 'metainfo-inconsistent', 'its v1 and v2 parts describe different files');

const equalLeaves = (a: Leaf, b: Leaf): boolean =>
  a.length === b.length &&
  a.path.length === b.path.length &&
  a.path.every((element, index) => equalBytes(element, b.path[index] as Uint8Array));

/** Pad files are in the v1 list only. */
function* v1Leaves(info: BencodeDict): Generator<Leaf, undefined, undefined> {
  const files = info.list('files');
  if (files === undefined) {
    yield { path: [info.bytes('name') ?? new Uint8Array(0)], length: lengthOf(info) };
    return undefined;
  }
  for (const item of files) {
    const file = item.asDict();
    if (file === undefined || attributes(file).pad) continue;
    yield { path: pathBytes(file) ?? [], length: lengthOf(file) };
  }
  return undefined;
}

/** Undefined for an entry that is no file and no folder. As deep as the decoder let it be, no deeper. */
function* v2Leaves(
  folder: BencodeDict,
  path: readonly Uint8Array[],
): Generator<Leaf | undefined, void, undefined> {
  for (const [key, value] of folder.entries()) {
    const node = value.asDict();
    const file = node?.get('');
    if (node === undefined || key.length === 0) yield undefined;
    else if (file === undefined) yield* v2Leaves(node, [...path, key]);
    else yield leafOf(file, [...path, key]);
  }
}

function leafOf(file: BencodeValue, path: readonly Uint8Array[]): Leaf | undefined {
  const dict = file.asDict();
  return dict && { path, length: lengthOf(dict) };
}

const lengthOf = (file: BencodeDict): number =>
  attributes(file).symlink ? 0 : (file.integer('length') ?? -1);
