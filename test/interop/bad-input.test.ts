import { mkdir, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeRandomFile } from '../support/payload.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { EXIT, isCliBuilt, startSkein } from '../support/skein-cli.ts';
import { makeTorrent } from '../support/torrent-file.ts';
import { skein, whyNot } from './swarm-fixture.ts';

const lack = whyNot();
const group = new ProcessGroup();
afterAll(() => group.close());

describe.skipIf(lack)(`Bad input to the command line${lack ? ` (${lack})` : ''}`, () => {
  let root: string;
  let good: string;
  let into: string;

  beforeAll(async () => {
    root = await group.tempDir('bad');
    into = join(root, 'into');
    await mkdir(into);
    await writeRandomFile(join(root, 'source', 'good.bin'), 1024 * 1024);
    const made = await makeTorrent(
      group,
      join(root, 'source', 'good.bin'),
      join(root, 'good.torrent'),
    );
    good = made.file;
  });

  async function refused(
    code: number,
    args: readonly string[],
    names: string | RegExp,
  ): Promise<string> {
    const cli = skein(group, ...args);
    const end = await cli.ended(10_000);
    expect({ args, code: end.code, stray: cli.strayLines }).toEqual({ args, code, stray: [] });
    const [error] = cli.all('error');
    expect(error?.code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(error?.message).toMatch(names);
    // Nothing has changed in the folder.
    expect(await readdir(into)).toEqual([]);
    return error?.message ?? '';
  }

  const hostile: readonly [string, string, (path: string) => Promise<unknown>][] = [
    ['broken', 'broken.torrent', (path) => writeFile(path, 'd4:infod4:name')],
    ['text', 'page.torrent', (path) => writeFile(path, '<!doctype html><p>Not found')],
    ['a well-formed value without info', 'list.torrent', (path) => writeFile(path, 'le')],
    ['a string length below zero', 'minus.torrent', (path) => writeFile(path, 'l-3:e')],
    ['deeply nested', 'deep.torrent', (path) => writeFile(path, 'l'.repeat(500_000))],
    ['empty', 'empty.torrent', (path) => writeFile(path, '')],
    ['a folder', 'folder.torrent', (path) => mkdir(path)],
    ['a named pipe that nobody writes to', 'pipe.torrent', (path) => group.run('mkfifo', [path])],
    [
      'of 100 MiB',
      'huge.torrent',
      async (path) => {
        await writeFile(path, 'd');
        await truncate(path, 100 * 1024 * 1024);
      },
    ],
  ];
  for (const [what, name, make] of hostile) {
    for (const command of ['download', 'seed', 'verify', 'inspect']) {
      test(`${command} refuses a .torrent that is ${what}, with exit code 3`, async () => {
        const path = join(root, `${command}-${name}`);
        await make(path);
        const where = command === 'inspect' ? [] : ['--dir', into];
        await refused(EXIT.badTorrent, [command, path, ...where], new RegExp(name));
      });
    }
  }

  test('a .torrent that is not there is named, with exit code 3', async () => {
    const path = join(root, 'nowhere.torrent');
    await refused(EXIT.badTorrent, ['download', path, '--dir', into], /nowhere\.torrent/);
  });

  test('a magnet link without a hash is refused with exit code 3', async () => {
    await refused(EXIT.badTorrent, ['download', 'magnet:?dn=x', '--dir', into], /magnet/i);
  });

  test('a folder that cannot be written ends with exit code 4', async () => {
    // Below a file: not even root can make a folder there.
    const blocked = join(good, 'sub');
    const message = await refused(EXIT.disk, ['download', good, '--dir', blocked], /good\.torrent/);
    expect(message).not.toMatch(/undefined|\[object/);
  });

  test('a folder without the permission to write ends with exit code 4', async () => {
    // Root may write anywhere but here.
    await refused(EXIT.disk, ['download', good, '--dir', '/proc/skein'], /\/proc\/skein/);
  });

  test('data that is not there cannot be seeded: exit code 4', async () => {
    await refused(EXIT.disk, ['seed', good, '--dir', into], /good\.bin/);
  });

  const misuse: readonly (readonly string[])[] = [
    [],
    ['conquer'],
    ['download'],
    ['download', 'x.torrent', '--nonsense'],
    ['download', 'x.torrent', '--listen', 'here'],
    ['download', 'x.torrent', '--peer', '127.0.0.1'],
    ['download', 'x.torrent', '--up-limit', 'fast'],
    ['download', 'x.torrent', '--seconds', '-1'],
  ];
  for (const args of misuse) {
    test(`wrong usage ends with exit code 2: ${args.join(' ') || '(nothing)'}`, async () => {
      const cli = startSkein(args, { group });
      expect((await cli.ended(10_000)).code).toBe(EXIT.usage);
      expect(cli.all('error')[0]?.message).toBeTruthy();
    });
  }

  test('--seconds stops an unfinished download with exit code 5', async () => {
    const start = performance.now();
    const cli = skein(group, 'download', good, '--dir', join(root, 'into'), '--seconds', '1');
    expect((await cli.ended(10_000)).code).toBe(EXIT.incomplete);
    expect(performance.now() - start).toBeGreaterThan(1000);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test('--help and --version end with 0', async () => {
    for (const flag of ['--help', '--version']) {
      const cli = startSkein([flag], { group, json: false });
      expect((await cli.ended(10_000)).code).toBe(EXIT.done);
      expect(cli.process.stdout.length).toBeGreaterThan(3);
    }
  });

  test('without --json errors are sentences on stderr', async () => {
    const cli = startSkein(['download', join(root, 'nowhere.torrent')], { group, json: false });
    expect((await cli.ended(10_000)).code).toBe(EXIT.badTorrent);
    expect(cli.process.stderr).toMatch(/nowhere\.torrent/);
    expect(cli.process.stderr).not.toMatch(/\bat .*\.js:\d+/);
    expect(cli.process.stdout).not.toMatch(/^\{/);
  });
});

test('the command line tool is built', ({ skip }) => {
  if (!isCliBuilt() && process.env['CI'] !== 'true') skip('out/cli is not built');
  expect(isCliBuilt()).toBe(true);
});
