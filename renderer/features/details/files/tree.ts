import type { FileTable } from '../../../../preload/contract/index.ts';

/**
 * The files as a tree, in flat arrays: node 0 is the root, which is not shown, and a folder always comes before
 * what is in it. A hundred thousand files are a hundred thousand entries, not as many objects.
 */
export interface FileTree {
  readonly count: number;
  readonly names: readonly string[];
  readonly parents: Int32Array;
  readonly depths: Uint16Array;
  /** Row of the file table; -1 for folders. */
  readonly rows: Int32Array;
  readonly sizes: Float64Array;
  /** Files below, or 1. */
  readonly files: Uint32Array;
  /** In the order of the table. */
  readonly children: readonly (readonly number[])[];
  /** File numbers as commands name them, by row. */
  readonly numbers: Uint32Array;
}

const NONE: readonly number[] = [];

export function buildTree(table: FileTable): FileTree {
  const paths = table.paths === '' ? [] : table.paths.split('\n');
  const names: string[] = [''];
  const parents: number[] = [-1];
  const depths: number[] = [0];
  const rows: number[] = [-1];
  const children: number[][] = [[]];
  const folders = new Map<string, number>([['', 0]]);

  const add = (name: string, parent: number, row: number): number => {
    const node = names.length;
    names.push(name);
    parents.push(parent);
    depths.push((depths[parent] as number) + 1);
    rows.push(row);
    children.push(row === -1 ? [] : (NONE as number[]));
    (children[parent] as number[]).push(node);
    return node;
  };
  const folderOf = (path: string): number => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf('/');
    const node = add(path.slice(cut + 1), folderOf(cut === -1 ? '' : path.slice(0, cut)), -1);
    folders.set(path, node);
    return node;
  };
  paths.forEach((path, row) => {
    const cut = path.lastIndexOf('/');
    add(path.slice(cut + 1), folderOf(cut === -1 ? '' : path.slice(0, cut)), row);
  });

  const count = names.length;
  const sizes = new Float64Array(count);
  const files = new Uint32Array(count);
  for (let node = count - 1; node > 0; node--) {
    const row = rows[node] as number;
    if (row !== -1) {
      sizes[node] = table.lengths[row] as number;
      files[node] = 1;
    }
    const parent = parents[node] as number;
    sizes[parent] = (sizes[parent] as number) + (sizes[node] as number);
    files[parent] = (files[parent] as number) + (files[node] as number);
  }
  return {
    count,
    names,
    parents: Int32Array.from(parents),
    depths: Uint16Array.from(depths),
    rows: Int32Array.from(rows),
    sizes,
    files,
    children,
    numbers: table.numbers,
  };
}

export const isFolder = (tree: FileTree, node: number): boolean => tree.rows[node] === -1;

/** The path below the save folder, elements by “/”. */
export function pathOf(tree: FileTree, node: number): string {
  const names: string[] = [];
  for (let at = node; at > 0; at = tree.parents[at] as number) names.push(tree.names[at] as string);
  return names.reverse().join('/');
}

/** Rows of all files at or below the nodes, each once; with a search, of those that match. */
export function rowsBelow(
  tree: FileTree,
  nodes: Iterable<number>,
  matches?: Uint8Array | undefined,
): number[] {
  const rows = new Set<number>();
  const visit = (node: number): void => {
    if (matches?.[node] === 0) return;
    const row = tree.rows[node] as number;
    if (row !== -1) rows.add(row);
    else for (const child of tree.children[node] as readonly number[]) visit(child);
  };
  for (const node of nodes) visit(node);
  return [...rows];
}

/** Values of files added up for folders. */
export function sumUp(tree: FileTree, byRow: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(tree.count);
  for (let node = tree.count - 1; node > 0; node--) {
    const row = tree.rows[node] as number;
    if (row !== -1) sums[node] = byRow[row] ?? 0;
    const parent = tree.parents[node] as number;
    sums[parent] = (sums[parent] as number) + (sums[node] as number);
  }
  return sums;
}

/** A priority, or `MIXED` where the files of a folder differ. */
export const MIXED = 255;

export interface Wishes {
  /** By node: 0, 1, 4, 7 or MIXED. */
  readonly priorities: Uint8Array;
  /** By node: all files, some, or none are wanted. */
  readonly wanted: Uint8Array;
  /** Bytes that are wanted, by node. */
  readonly bytes: Float64Array;
}

export const WANTED = { none: 0, some: 1, all: 2 } as const;
const UNSET = 254;

/** What the user wants, for every node. `byRow` is the files' priorities. */
export function wishesOf(tree: FileTree, byRow: ArrayLike<number>): Wishes {
  const priorities = new Uint8Array(tree.count).fill(UNSET);
  const wantedFiles = new Uint32Array(tree.count);
  const bytes = new Float64Array(tree.count);
  for (let node = tree.count - 1; node > 0; node--) {
    const row = tree.rows[node] as number;
    if (row !== -1) {
      const priority = byRow[row] ?? 4;
      priorities[node] = priority;
      wantedFiles[node] = priority > 0 ? 1 : 0;
      bytes[node] = priority > 0 ? (tree.sizes[node] as number) : 0;
    }
    const parent = tree.parents[node] as number;
    wantedFiles[parent] = (wantedFiles[parent] as number) + (wantedFiles[node] as number);
    bytes[parent] = (bytes[parent] as number) + (bytes[node] as number);
    const own = priorities[node] as number;
    const before = priorities[parent] as number;
    priorities[parent] = before === UNSET || before === own ? own : MIXED;
  }
  const wanted = new Uint8Array(tree.count);
  for (let node = 0; node < tree.count; node++) {
    const some = wantedFiles[node] as number;
    wanted[node] = some === 0 ? WANTED.none : some === tree.files[node] ? WANTED.all : WANTED.some;
  }
  return { priorities, wanted, bytes };
}

/** By node: 1 where the text is in the file's path, or in that of a file below. All words must be there. */
export function matching(tree: FileTree, text: string): Uint8Array | undefined {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  const matches = new Uint8Array(tree.count);
  // What a folder's own path has, its files need not have again.
  const left: (readonly string[])[] = [words];
  for (let node = 1; node < tree.count; node++) {
    const parent = tree.parents[node] as number;
    const open = left[parent] as readonly string[];
    const name = (tree.names[node] as string).toLowerCase();
    const rest = open.length === 0 ? open : open.filter((word) => !name.includes(word));
    left.push(rest);
    if (rest.length === 0) matches[node] = 1;
  }
  for (let node = tree.count - 1; node > 0; node--) {
    if (matches[node] === 1) matches[tree.parents[node] as number] = 1;
  }
  return matches;
}

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Folders first, then by name; most torrents come sorted, and looking costs less than sorting. */
export function sortChildren(tree: FileTree, node: number): readonly number[] {
  const children = tree.children[node] as readonly number[];
  const compare = (a: number, b: number): number => {
    const kind = Number(isFolder(tree, b)) - Number(isFolder(tree, a));
    return kind !== 0 ? kind : byName.compare(tree.names[a] as string, tree.names[b] as string);
  };
  for (let at = 1; at < children.length; at++) {
    if (compare(children[at - 1] as number, children[at] as number) > 0) {
      return [...children].sort(compare);
    }
  }
  return children;
}

/** The nodes to be seen, in order. With a search everything that matches is open. */
export function visibleNodes(
  tree: FileTree,
  open: ReadonlySet<number>,
  matches: Uint8Array | undefined,
  sorted: (node: number) => readonly number[],
): number[] {
  const nodes: number[] = [];
  const visit = (parent: number): void => {
    for (const node of sorted(parent)) {
      if (matches !== undefined && matches[node] === 0) continue;
      nodes.push(node);
      if (isFolder(tree, node) && (matches !== undefined || open.has(node))) visit(node);
    }
  };
  visit(0);
  return nodes;
}

/** Few files are shown at once; of many, as far as there is only one folder to go into. */
const SHOW_ALL = 60;

export function openAtFirst(tree: FileTree): Set<number> {
  const open = new Set<number>();
  if (tree.count <= SHOW_ALL) {
    for (let node = 1; node < tree.count; node++) if (isFolder(tree, node)) open.add(node);
    return open;
  }
  for (let at = 0; ; ) {
    const only = tree.children[at] as readonly number[];
    const [first] = only;
    if (only.length !== 1 || first === undefined || !isFolder(tree, first)) return open;
    open.add(first);
    at = first;
  }
}
