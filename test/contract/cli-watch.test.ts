import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from '../../engine/node/store/store.ts';
import { smallMetainfo } from '../support/metainfo.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { EXIT, QUIET, SkeinCli } from '../support/skein-cli.ts';
import { allTorrents } from './rigs/stored.ts';

let group: ProcessGroup;
beforeEach(() => {
  group = new ProcessGroup();
});
afterEach(() => group.close());

it('the command line watches a folder until it is stopped, and leaves the folders of its state alone', async () => {
  const dir = await group.tempDir('cli-watch');
  const [inbox, other, data] = ['inbox', 'other', 'data'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [join(inbox, 'below'), other, data])
    await mkdir(folder, { recursive: true });
  const state = join(dir, 'state');
  const kept = { path: other, savePath: data };
  const store = await openStore(state, { trouble: () => undefined });
  if (!store.ok) throw new Error(store.message);
  await store.value.saveValues(new Map([['watch.folders', [kept]]]));
  await store.value.close();
  const torrent = (name: string): Uint8Array => smallMetainfo({ name, content: 50_000 });
  await writeFile(join(other, 'not.torrent'), torrent('not'));
  await writeFile(join(inbox, 'before.torrent'), torrent('before'));

  const words = ['--dir', data, '--state', state, '--category', 'new', '--subfolders', ...QUIET];
  const cli = new SkeinCli(['watch', inbox, ...words], { group });
  const first = await cli.waitFor('taken', 30_000, ({ name }) => name === 'before');
  expect(first).toMatchObject({ folder: inbox, present: false });
  await writeFile(join(inbox, 'below', 'after.torrent'), torrent('after'));
  await cli.waitFor('taken', 30_000, ({ name }) => name === 'after');
  await writeFile(join(inbox, 'again.torrent'), torrent('before'));
  await cli.waitFor('taken', 30_000, ({ present }) => present);
  expect((await cli.kill('SIGINT')).code).toBe(EXIT.done);
  expect((await readdir(inbox)).sort()).toEqual([
    'again.torrent.added',
    'before.torrent.added',
    'below',
  ]);
  expect(await readdir(other)).toEqual(['not.torrent']);

  const after = await openStore(state, { trouble: () => undefined });
  if (!after.ok) throw new Error(after.message);
  const [rows, values] = [await allTorrents(after.value), await after.value.loadValues()];
  await after.value.close();
  if (!rows.ok || !values.ok) throw new Error('not readable');
  expect(rows.value.map(({ name, options }) => [name, options.category]).sort()).toEqual([
    ['after', 'new'],
    ['before', 'new'],
  ]);
  expect(values.value.get('watch.folders')).toEqual([kept]);
});

it('a folder that cannot be watched is an error in one sentence', async () => {
  const dir = await group.tempDir('cli-watch');
  const run = async (...words: string[]): Promise<[number | null, string | undefined]> => {
    const cli = new SkeinCli([...words, ...QUIET], { group, cwd: dir });
    const end = await cli.ended();
    const told = cli.events.find((one) => one.event === 'error');
    return [end.code, told?.event === 'error' ? told.message : undefined];
  };
  expect(await run('watch', 'nowhere', '--dir', 'data')).toEqual([
    EXIT.usage,
    `The watch folder ${join(dir, 'nowhere')} is not there. Is its drive connected?`,
  ]);
  expect(await run('watch', '.')).toEqual([
    EXIT.usage,
    `Torrents are saved in ${dir}: it can't be a watch folder, too.`,
  ]);
  expect((await run('watch'))[0]).toBe(EXIT.usage);
});
