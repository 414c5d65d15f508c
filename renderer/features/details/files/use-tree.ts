import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { FileTable } from '../../../../preload/contract/index.ts';
import {
  buildTree,
  type FileTree,
  isFolder,
  matching,
  openAtFirst,
  sortChildren,
  visibleNodes,
} from './tree.ts';

export interface TreeState {
  readonly tree: FileTree;
  /** What is seen, in order. */
  readonly nodes: readonly number[];
  /** By node, while something is searched for. */
  readonly matches: Uint8Array | undefined;
  isOpen(node: number): boolean;
  setOpen(node: number, open: boolean): void;
  readonly selected: ReadonlySet<number>;
  readonly active: number;
  /** `to` is a place among the nodes. */
  go(to: number, how: 'one' | 'range' | 'also' | 'move'): void;
  selectAll(): void;
}

/** The tree of a torrent's files: what is open, what is selected, where the keyboard is. */
export function useTree(table: FileTable, text: string): TreeState {
  const tree = useMemo(() => buildTree(table), [table]);
  const [open, setOpened] = useState(() => openAtFirst(tree));
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [active, setActive] = useState(-1);
  const anchor = useRef(-1);
  const known = useRef(tree);
  useEffect(() => {
    // Other names, the same shape (a file was renamed): what is open stays open.
    if (known.current.count !== tree.count) {
      setOpened(openAtFirst(tree));
      setSelected(new Set());
      setActive(-1);
    }
    known.current = tree;
  }, [tree]);

  const sorted = useMemo(() => {
    const byParent = new Map<number, readonly number[]>();
    return (node: number): readonly number[] => {
      const there = byParent.get(node);
      if (there !== undefined) return there;
      const children = sortChildren(tree, node);
      byParent.set(node, children);
      return children;
    };
  }, [tree]);
  const matches = useMemo(() => matching(tree, text), [tree, text]);
  const nodes = useMemo(
    () => visibleNodes(tree, open, matches, sorted),
    [tree, open, matches, sorted],
  );

  const setOpen = useCallback(
    (node: number, to: boolean): void => {
      if (!isFolder(tree, node)) return;
      setOpened((before) => {
        const after = new Set(before);
        if (to) after.add(node);
        else after.delete(node);
        return after;
      });
    },
    [tree],
  );

  const go: TreeState['go'] = (to, how) => {
    const node = nodes[to];
    if (node === undefined) return;
    setActive(node);
    if (how === 'move') return;
    if (how === 'range') {
      const from = Math.max(0, nodes.indexOf(anchor.current));
      setSelected(new Set(nodes.slice(Math.min(from, to), Math.max(from, to) + 1)));
      return;
    }
    anchor.current = node;
    if (how === 'one') setSelected(new Set([node]));
    else {
      setSelected((before) => {
        const after = new Set(before);
        if (!after.delete(node)) after.add(node);
        return after;
      });
    }
  };

  return {
    tree,
    nodes,
    matches,
    isOpen: (node) => matches !== undefined || open.has(node),
    setOpen,
    selected,
    active,
    go,
    selectAll: () => setSelected(new Set(nodes)),
  };
}
