import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from '../../engine/node/store/store.ts';
import { smallMetainfo } from '../support/metainfo.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { QUIET, SkeinCli } from '../support/skein-cli.ts';
import { allTorrents } from './rigs/stored.ts';

let group: ProcessGroup;
beforeEach(() => {
  group = new ProcessGroup();
});
afterEach(() => group.close());

it('the command line sorts torrents into categories and tags of its state, new ones and those that are there', async () => {
  const dir = await group.tempDir('cli');
  const state = join(dir, 'state');
  const file = join(dir, 'thing.torrent');
  await mkdir(join(dir, 'data'));
  await writeFile(file, smallMetainfo({ name: 'thing', content: 50_000 }));
  const seed = async (...words: readonly string[]): Promise<void> => {
    const args = ['download', file, '--dir', join(dir, 'data'), '--state', state, '--seconds', '1'];
    const cli = new SkeinCli([...args, ...QUIET, ...words], { group });
    await cli.ended();
  };
  const stored = async () => {
    const store = await openStore(state, { trouble: () => undefined });
    if (!store.ok) throw new Error(store.message);
    const [torrents, values] = [await allTorrents(store.value), await store.value.loadValues()];
    await store.value.close();
    if (!torrents.ok || !values.ok) throw new Error('not readable');
    return { options: torrents.value[0]?.options, values: values.value };
  };
  await seed('--category', 'music/live', '--tag', 'mine', '--tag', 'new');
  const first = await stored();
  expect(first.options).toMatchObject({ category: 'music/live', tags: ['mine', 'new'] });
  expect(first.values.get('organise.categories')).toMatchObject([
    { name: 'music' },
    { name: 'music/live' },
  ]);
  await seed('--category', 'music', '--tag', 'old');
  const second = await stored();
  expect(second.options).toMatchObject({ category: 'music', tags: ['mine', 'new', 'old'] });
});
