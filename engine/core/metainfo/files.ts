import type { BencodeDict, BencodeList } from '../bencode/decode.ts';
import { utf8DecodeLenient } from '../bytes/text.ts';
import type { PathStyle } from '../paths/element.ts';
import { PathTree } from '../paths/tree.ts';
import { ok, type Result } from '../result.ts';
import { type MetainfoCode, metainfoFault, type Origin } from './faults.ts';
import type { MetainfoFile } from './types.ts';

export const MAX_FILES = 1_000_000;

export interface Content {
  readonly files: readonly MetainfoFile[];
  readonly length: number;
  readonly multiFile: boolean;
}

/** BEP 3 `length` or `files`; `name` is the safe name of the file or of the folder around the files. */
export function readFiles(
  info: BencodeDict,
  name: string,
  origin: Origin,
  style: PathStyle,
): Result<Content, MetainfoCode> {
  const list = info.list('files');
  const content = list ? readMany(list, name, origin, style) : readSingle(info, name, origin);
  if (content.ok && content.value.length === 0) {
    return metainfoFault(origin, 'metainfo-empty', 'all of its files are empty');
  }
  return content;
}

function readSingle(
  info: BencodeDict,
  name: string,
  origin: Origin,
): Result<Content, MetainfoCode> {
  const length = info.integer('length');
  if (length === undefined && !info.has('length')) {
    return metainfoFault(origin, 'metainfo-files', 'it lists no files');
  }
  if (length === undefined || length < 0) return badLength(origin, name);
  const { executable } = attributes(info);
  return ok({
    files: [{ path: [name], length, offset: 0, pad: false, executable }],
    length,
    multiFile: false,
  });
}

function readMany(
  list: BencodeList,
  name: string,
  origin: Origin,
  style: PathStyle,
): Result<Content, MetainfoCode> {
  const reader = new FileReader(name, origin, style);
  for (const item of list) {
    const dict = item.asDict();
    if (dict === undefined) return metainfoFault(origin, 'metainfo-files', 'a file has no entry');
    if (reader.files.length >= MAX_FILES) {
      return metainfoFault(origin, 'metainfo-files', `it has more than ${MAX_FILES} files`);
    }
    const wrong = reader.add(dict);
    if (!wrong.ok) return wrong;
  }
  if (reader.files.length === 0) {
    return metainfoFault(origin, 'metainfo-files', 'it lists no files');
  }
  return ok({ files: reader.files, length: reader.length, multiFile: true });
}

class FileReader {
  readonly files: MetainfoFile[] = [];
  length = 0;
  readonly #name: string;
  readonly #origin: Origin;
  readonly #tree: PathTree;

  constructor(name: string, origin: Origin, style: PathStyle) {
    this.#name = name;
    this.#origin = origin;
    this.#tree = new PathTree(style);
  }

  add(dict: BencodeDict): Result<void, MetainfoCode> {
    const { pad, symlink, executable } = attributes(dict);
    // BEP 47: a link has no bytes of its own, and its length may be missing.
    const length = symlink ? 0 : dict.integer('length');
    const elements = pathElements(dict);
    if (length === undefined || length < 0 || !Number.isSafeInteger(this.length + length)) {
      return badLength(this.#origin, elements?.join('/') ?? this.#name);
    }
    const path = this.#path(elements, pad || symlink, length);
    if (!path.ok) return path;
    // Links are neither made nor followed. An entry that is never written keeps the others' numbers right.
    this.files.push({
      path: path.value,
      length,
      offset: this.length,
      pad: pad || symlink,
      executable,
    });
    this.length += length;
    return ok(undefined);
  }

  #path(
    elements: readonly string[] | undefined,
    virtual: boolean,
    length: number,
  ): Result<readonly string[], MetainfoCode> {
    // BEP 47: pad files need no path, and theirs are often the same.
    if (virtual) return ok([this.#name, '.pad', String(length)]);
    if (elements === undefined || elements.length === 0) {
      return metainfoFault(this.#origin, 'metainfo-path', 'a file has no path');
    }
    const path = this.#tree.add(elements);
    if (!path.ok) return metainfoFault(this.#origin, 'metainfo-path', path.message);
    return ok([this.#name, ...path.value]);
  }
}

const pathElements = (dict: BencodeDict): string[] | undefined =>
  pathBytes(dict)?.map(utf8DecodeLenient);

/** The elements of a file's path, or undefined when there is none or it is malformed. */
export function pathBytes(dict: BencodeDict): Uint8Array[] | undefined {
  const list = dict.list('path.utf-8') ?? dict.list('path');
  if (list === undefined) return undefined;
  const elements: Uint8Array[] = [];
  for (const item of list) {
    const bytes = item.asBytes();
    if (bytes === undefined) return undefined;
    elements.push(bytes);
  }
  return elements;
}

interface Attributes {
  readonly pad: boolean;
  readonly symlink: boolean;
  readonly executable: boolean;
}

const NO_ATTRIBUTES: Attributes = { pad: false, symlink: false, executable: false };
const [EXECUTABLE, SYMLINK, PAD] = [0x78, 0x6c, 0x70];

/** BEP 47 `attr`: one character each, unknown ones ignored. */
export function attributes(dict: BencodeDict): Attributes {
  const attr = dict.bytes('attr');
  if (attr === undefined) return NO_ATTRIBUTES;
  return {
    pad: attr.includes(PAD as number),
    symlink: attr.includes(SYMLINK as number),
    executable: attr.includes(EXECUTABLE as number),
  };
}

const badLength = (origin: Origin, path: string): Result<never, MetainfoCode> =>
  metainfoFault(origin, 'metainfo-length', `the length of ${path} is missing or out of range`);
