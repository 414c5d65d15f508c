import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Engine, EngineNews, WatchFolder } from '../../engine/api/index.ts';
import { nodeFolderWatch } from '../../engine/node/watch/folder-watch.ts';
import { smallMetainfo } from '../support/metainfo.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { until } from '../support/wait.ts';
import { must, startEngine } from './rigs/engine.ts';

const group = new ProcessGroup();
afterEach(() => group.close());

async function setUp(change: Partial<WatchFolder> = {}) {
  const dir = await group.tempDir('watch');
  const inbox = join(dir, 'inbox');
  await mkdir(inbox);
  const { engine } = await startEngine(group);
  const news: EngineNews[] = [];
  engine.on('news', (one) => news.push(one));
  const folder: WatchFolder = {
    path: inbox,
    savePath: join(dir, 'saved'),
    byRules: false,
    category: '',
    tags: [],
    paused: true,
    subfolders: false,
    taken: 'mark',
    ...change,
  };
  await must(engine.setWatchFolders([folder]));
  return { dir, inbox, engine, news };
}

const names = async (engine: Engine): Promise<string[]> =>
  (await must(engine.list())).map(({ name }) => name).sort();

const put = (folder: string, name: string): Promise<void> =>
  writeFile(join(folder, `${name}.torrent`), smallMetainfo({ name }));

it('a file is taken within seconds of its coming: long before the folder would be looked at again', async () => {
  const { inbox, engine } = await setUp({ subfolders: true });
  await until(async () => (await must(engine.watchFolders()))[0]?.state === 'hinted', {
    what: 'the folder to be watched',
  });
  await put(inbox, 'first');
  await until(async () => (await names(engine)).includes('first'), {
    what: 'the first',
    timeout: 20_000,
  });
  // Also in a folder that came just now.
  await mkdir(join(inbox, 'below'));
  await put(join(inbox, 'below'), 'second');
  await until(async () => (await names(engine)).includes('second'), {
    what: 'the second',
    timeout: 20_000,
  });
  await until(async () => (await readdir(join(inbox, 'below')))[0] === 'second.torrent.added', {
    what: 'its name to say that it was taken',
  });
});

it('a folder that went and another that came in its place is watched again', async () => {
  const { dir, inbox, engine, news } = await setUp();
  await put(inbox, 'one');
  await until(async () => (await readdir(inbox)).join() === 'one.torrent.added', {
    what: 'one to be taken',
    timeout: 20_000,
  });
  await rename(inbox, join(dir, 'elsewhere'));
  await until(
    () => news.some((one) => one.kind === 'fault' && one.fault.code === 'watch-missing'),
    {
      what: 'the missing folder to be told',
      timeout: 60_000,
    },
  );
  await mkdir(inbox);
  await put(inbox, 'two');
  await until(async () => (await names(engine)).length === 2, { what: 'two', timeout: 30_000 });
  await put(inbox, 'three');
  await until(async () => (await names(engine)).length === 3, { what: 'three', timeout: 20_000 });
});

it('a thousand files at once are all taken, each once', async () => {
  const { inbox, engine, news } = await setUp();
  const many = Array.from({ length: 1_000 }, (_, index) => `t${String(index).padStart(4, '0')}`);
  await Promise.all(many.map((name) => put(inbox, name)));
  await until(async () => (await names(engine)).length === many.length, {
    what: 'all to be taken',
    timeout: 170_000,
    interval: 200,
  });
  expect(await names(engine)).toEqual(many);
  await until(async () => (await readdir(inbox)).every((name) => name.endsWith('.torrent.added')), {
    what: 'all to be marked',
  });
  const told = (): number =>
    news.reduce((sum, one) => sum + (one.kind === 'taken' ? one.files.added.length : 0), 0);
  await until(() => told() === many.length, { what: 'all to be told' });
  expect(news.filter(({ kind }) => kind === 'fault')).toEqual([]);
}, 180_000);

it('the watch gives none where there is no folder, and says when there will be no more', async () => {
  const dir = await group.tempDir('hints');
  expect(
    nodeFolderWatch.open(
      join(dir, 'none'),
      () => undefined,
      () => undefined,
    ),
  ).toBeUndefined();
  let changes = 0;
  const hints = nodeFolderWatch.open(
    dir,
    () => changes++,
    () => undefined,
  );
  await put(dir, 'x');
  await until(() => changes > 0, { what: 'a hint' });
  hints?.close();
  const before = changes;
  await rm(join(dir, 'x.torrent'));
  await put(dir, 'y');
  await until(async () => (await readdir(dir)).includes('y.torrent'), { what: 'the file' });
  expect(changes).toBe(before);
});
