import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from '../../engine/node/store/store.ts';
import { fingerprint } from '../support/foreign/told.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { EXIT, QUIET, SkeinCli } from '../support/skein-cli.ts';
import { hashIn, put, putFastresume } from './foreign/rig.ts';
import { allTorrents } from './rigs/stored.ts';

let group: ProcessGroup;
let dir: string;
beforeEach(async () => {
  group = new ProcessGroup();
  dir = await group.tempDir('cli-import');
});
afterEach(() => group.close());

const begin = (...words: string[]): SkeinCli =>
  new SkeinCli(['import', ...words, ...QUIET], { group, cwd: dir });

async function run(...words: string[]): Promise<[number | null, string | undefined]> {
  const cli = begin(...words);
  const { code } = await cli.ended();
  return [code, cli.all('error').at(-1)?.message];
}

it('the command line says what would come over from another client, takes it over, and goes on with it', async () => {
  const [client, data, state] = ['client', 'data', 'state'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(data);
  for (const [name, paused] of [
    ['there', 0],
    ['resting', 1],
    ['gone', 0],
  ] as const) {
    await putFastresume(client, name, {
      save_path: data,
      paused,
      total_uploaded: 500,
      'qBt-category': 'films',
    });
  }
  await put('broken', client, `${'b'.repeat(40)}.fastresume`);
  for (const name of ['there', 'resting']) await writeFile(join(data, name), Buffer.alloc(425));
  const before = await fingerprint(client);

  const look = begin(client, '--preview');
  expect((await look.ended()).code).toBe(EXIT.done);
  const outcomes = (events: ReturnType<typeof look.all<'imported' | 'importable'>>) =>
    events.map(({ name, outcome, folder, paused }) => [name, outcome, folder, paused]).sort();
  const expected = [
    ['gone', 'missing', data, true],
    ['resting', 'taken', data, true],
    ['there', 'taken', data, false],
  ];
  expect(outcomes(look.all('importable'))).toEqual(expected);
  expect(look.all('importable').find(({ name }) => name === 'gone')?.reason).toContain('“gone”');
  expect(look.all('error').map(({ code }) => code)).toEqual(['foreign-damaged']);

  const cli = begin(client, '--state', state);
  await cli.waitFor('seeding', 30_000, ({ infoHash }) => infoHash === hashIn('there'));
  expect(outcomes(cli.all('imported'))).toEqual(expected);
  expect((await cli.kill('SIGINT')).code).toBe(EXIT.done);
  expect(await fingerprint(client)).toBe(before);

  const store = await openStore(state, { trouble: () => undefined });
  if (!store.ok) throw new Error(store.message);
  const rows = await allTorrents(store.value);
  await store.value.close();
  if (!rows.ok) throw new Error(rows.message);
  expect(
    rows.value.map(({ name, intent, progress, options }) => [
      name,
      intent,
      progress.uploaded,
      options.category,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['there', 'running', 500, 'films'],
      ['resting', 'paused', 500, 'films'],
      ['gone', 'paused', 500, 'films'],
    ]),
  );

  const again = begin(client, '--state', state, '--preview');
  expect((await again.ended()).code).toBe(EXIT.done);
  expect(again.all('importable').map(({ outcome }) => outcome)).toEqual(
    new Array(3).fill('present'),
  );
});

it('what cannot be imported is told in one sentence, and nothing is kept', async () => {
  const state = join(dir, 'state');
  await mkdir(join(dir, 'nothing'));
  expect(await run('nothing', '--state', state)).toEqual([
    1,
    expect.stringContaining(join(dir, 'nothing')),
  ]);
  for (const name of ['resume', 'torrents'])
    await mkdir(join(dir, 'empty', name), { recursive: true });
  expect(await run('empty', '--state', state)).toEqual([
    1,
    `${join(dir, 'empty')} has no torrents.`,
  ]);
  expect(await run('nothing')).toEqual([EXIT.usage, expect.stringContaining('--state')]);
  expect((await run('nothing', 'other', '--preview'))[0]).toBe(EXIT.usage);
  expect((await run())[0]).toBe(EXIT.usage);
});
