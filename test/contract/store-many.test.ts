import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from '../../engine/node/store/store.ts';
import type { Store } from '../../engine/ports/store.ts';
import { until } from '../support/wait.ts';
import { allTorrents, hashOf, torrentOf } from './rigs/stored.ts';

/** What the store keeps beside its database of torrents that were changed by the hundred. */

let profile: string;

beforeEach(() => {
  profile = mkdtempSync(join(tmpdir(), 'skein-store-'));
});

afterEach(() => rmSync(profile, { recursive: true }));

const saved = (name: string): string => join(profile, 'torrents', name);

async function open(): Promise<Store> {
  const store = await openStore(profile, { trouble: () => undefined });
  if (!store.ok) throw new Error(store.message);
  return store.value;
}

async function fill(count: number): Promise<void> {
  const store = await open();
  for (let n = 0; n < count; n++) await store.addTorrent(torrentOf(n));
  await store.close();
}

async function change(store: Store, to: string): Promise<void> {
  const changes = new Map(
    Array.from({ length: 100 }, (_, n) => [hashOf(n), { options: { category: `${to} ${n}` } }]),
  );
  expect(await store.updateTorrents(changes)).toMatchObject({ ok: true });
}

/** By number of the torrent, after the database was lost. */
async function categories(): Promise<Map<number, string | undefined>> {
  writeFileSync(join(profile, 'skein.db'), 'no database at all');
  const store = await open();
  const torrents = await allTorrents(store);
  await store.close();
  if (!torrents.ok) throw new Error(torrents.message);
  return new Map(
    torrents.value.map(({ infoHash, options }) => [
      Number.parseInt(infoHash, 16),
      options.category,
    ]),
  );
}

const of = (to: string, count = 100): Map<number, string> =>
  new Map(Array.from({ length: count }, (_, n) => [n, `${to} ${n}`]));

it('what hundreds were changed in is known without the database, and who was removed right after is not', async () => {
  await fill(100);
  const store = await open();
  const [, removed] = await Promise.all([change(store, 'of'), store.removeTorrent(hashOf(99))]);
  expect(removed.ok).toBe(true);
  await store.close();
  expect(await categories()).toEqual(of('of', 99));
});

it('what was changed of hundreds gives way to what is changed of one of them later, and that to the next hundreds, wherever the clock is set', async () => {
  await fill(100);
  const store = await open();
  await change(store, 'of');
  await store.close();
  const list = readFileSync(saved('list.json'), 'utf8');
  const future = Date.now() + 1e12;
  writeFileSync(saved('list.json'), list.replace(/\d+/, String(future)));

  const again = await open();
  await again.updateTorrent(hashOf(7), { options: { category: 'later' } });
  await again.removeTorrent(hashOf(8));
  await again.addTorrent(torrentOf(8, { options: { category: 'anew' } }));
  await again.close();
  expect(await categories()).toEqual(of('of').set(7, 'later').set(8, 'anew'));

  const last = await open();
  await change(last, 'at last');
  await last.close();
  expect(await categories()).toEqual(of('at last'));
});

it('what was changed of hundreds is saved while the program runs on, soon', async () => {
  await fill(100);
  const store = await open();
  await change(store, 'of');
  await until(() => existsSync(saved('list.json')), { what: 'the list' });
  await until(() => !existsSync(saved('list.owed')), { what: 'the end of it' });
  await store.close();
});

it('what was changed of hundreds is saved by the next start when the program was killed before it could be', async () => {
  await fill(100);
  const store = await open();
  await change(store, 'of');
  const killed = mkdtempSync(join(tmpdir(), 'skein-store-'));
  cpSync(profile, killed, { recursive: true });
  await store.close();
  rmSync(profile, { recursive: true });
  renameSync(killed, profile);
  expect(existsSync(saved('list.json'))).toBe(false);

  await (await open()).close();
  expect(await categories()).toEqual(of('of'));
  expect(existsSync(saved('list.owed'))).toBe(false);
});

it('a list of hundreds that cannot be read costs what it said and nothing else', async () => {
  await fill(100);
  const store = await open();
  await change(store, 'of');
  await store.close();
  writeFileSync(saved('list.json'), '{"list":12');
  expect([...(await categories()).keys()]).toEqual([...of('of').keys()]);
  const after = await open();
  await change(after, 'again');
  await after.close();
  expect(await categories()).toEqual(of('again'));
});
