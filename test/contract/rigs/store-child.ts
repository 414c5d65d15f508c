/**
 * A process of its own that works on a profile until it is killed. Prints a line for every promise that the
 * store has kept: `ready`, `added N`, `progress N DOWNLOADED`, `trouble CODE`, `fault CODE`.
 */
import { writeSync } from 'node:fs';
import { openStore } from '../../../engine/node/store/store.ts';
import { hashOf, progressOf, torrentOf } from './stored.ts';

const [profile = '', first = '0', count = '1000000'] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

const opened = await openStore(profile, { trouble: (code) => say(`trouble ${code}`) });
if (!opened.ok) {
  say(`fault ${opened.code}`);
  process.exit(3);
}
const store = opened.value;
say('ready');

/** Adds and saves at once, so that the kill meets groups, single commits and the files beside the database. */
for (let n = Number(first); n < Number(first) + Number(count); n++) {
  const downloaded = 1_000 + n;
  const [added, saved] = await Promise.all([
    store.addTorrent(torrentOf(n, { metainfo: new Uint8Array(20_000).fill(n) })),
    store.saveProgress(new Map([[hashOf(n), progressOf({ downloaded })]])),
  ]);
  say(added.ok ? `added ${n}` : `fault ${added.code}`);
  if (saved.ok && added.ok) say(`progress ${n} ${downloaded}`);
}
await store.close();
