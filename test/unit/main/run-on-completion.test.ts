import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type EngineApi, type InfoHash, ok } from '../../../engine/api/index.ts';
import { RunOnCompletion } from '../../../main/run-on-completion.ts';
import { isDesktopChange } from '../../../preload/contract/desktop-settings.ts';
import type { PlainFault } from '../../../preload/contract/index.ts';

const id = 'a'.repeat(40) as InfoHash;
const completed = { kind: 'completed', id, name: 'n', seconds: 1 } as const;

let dir: string;
let runner: RunOnCompletion | undefined;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'skein-run-'));
});
afterEach(async () => {
  runner?.close();
  await rm(dir, { recursive: true, force: true });
});

async function setUp(script: string, args: readonly string[], row: { name?: string } = {}) {
  const program = join(dir, 'on-done.cjs');
  await writeFile(program, `#!${process.execPath}\nconst fs = require('node:fs');\n${script}\n`);
  await chmod(program, 0o755);
  const torrent = { id, name: 'n', savePath: '/save', category: 'films/new', tags: ['a', 'b'] };
  const row0 = { ...torrent, size: 1234, ...row };
  const engine = {
    list: async () => ok([row0]),
    details: async (_: InfoHash, part: string) =>
      ok({
        version: 1,
        value:
          part === 'files'
            ? { paths: 'top/a b.bin\ntop/c', numbers: new Uint32Array([0, 1]) }
            : [{ url: 'http://tracker.test/announce' }, { url: 'http://other.test/' }],
      }),
  } as unknown as EngineApi;
  const lines: string[] = [];
  const faults: PlainFault[] = [];
  runner = new RunOnCompletion({
    source: { call: (run) => run(engine) },
    command: () => [program, ...args].join('\n'),
    onOutput: (line) => lines.push(line),
    onFault: (fault) => faults.push(fault),
  });
  return { runner, lines, faults, row: row0, program };
}

const out = (): string => join(dir, 'args.json');
const writeArgs = (): string =>
  `fs.writeFileSync(${JSON.stringify(join(dir, 'args.json'))}, JSON.stringify(process.argv.slice(2)));`;
const argsOf = async (): Promise<unknown> => JSON.parse(await readFile(out(), 'utf8'));

test('the program gets each placeholder as it is, and what is no placeholder stays', async () => {
  const args = ['%N', '%F', 'in %D', '%I', '%L', '%G', '%Z', '%T', '', '100%% %X', 'last'];
  const { runner, lines, faults } = await setUp(writeArgs(), args);
  await runner.news(completed);
  await vi.waitFor(() => expect(lines).toHaveLength(1), 10_000);
  expect(faults).toEqual([]);
  const tracker = 'http://tracker.test/announce';
  expect(await argsOf()).toEqual(
    ['n', join('/save', 'top'), 'in /save', id, 'films/new', 'a,b', '1234', tracker].concat([
      '',
      '100% %X',
      'last',
    ]),
  );
});

test('no name is a command, an option, more arguments or a placeholder', async () => {
  const name = `--delete "; touch ${join(dir, 'owned')}; $(id) %F\n&`;
  const { runner, lines } = await setUp(writeArgs(), ['%N', '--name=%N', '-x'], { name });
  await runner.news(completed);
  await vi.waitFor(() => expect(lines).toHaveLength(1), 10_000);
  expect(await argsOf()).toEqual([`./${name}`, `--name=${name}`, '-x']);
  expect(await readdir(dir)).not.toContain('owned');
});

test('what a program writes is kept as one line and no more than 4 KiB of it', async () => {
  const { runner, lines } = await setUp("console.log('one\\ntwo ' + 'x'.repeat(50_000));", []);
  await runner.news(completed);
  await vi.waitFor(() => expect(lines).toHaveLength(1), 10_000);
  expect(lines[0]).toContain('one\\ntwo xxx');
  expect(lines[0]).not.toContain('\n');
  expect(lines[0]).toContain('bytes in all');
  expect(lines[0]?.length).toBeLessThan(4500);
});

test('a program that fails or is not there is told by its name', async () => {
  const { runner, faults, program } = await setUp('process.exit(3);', []);
  await runner.news(completed);
  await vi.waitFor(() => expect(faults).toHaveLength(1), 10_000);
  expect(faults[0]).toMatchObject({ code: 'run-failed', facts: { how: 'exit code 3' } });
  await rm(program);
  await runner.news(completed);
  await vi.waitFor(() => expect(faults).toHaveLength(2), 10_000);
  expect(faults[1]).toMatchObject({ code: 'run-not-started', facts: { why: 'ENOENT' } });
});

test('four run at once, the fifth begins when one ends, and closing ends them', async () => {
  const script = `fs.writeFileSync(${JSON.stringify(dir)} + '/pid-' + process.pid, '');
    const look = setInterval(() => fs.existsSync(${JSON.stringify(join(dir, 'stop'))}) && process.exit(), 20);`;
  const { runner, lines, faults } = await setUp(script, []);
  const begun = async (): Promise<number> =>
    (await readdir(dir)).filter((name) => name.startsWith('pid-')).length;
  for (let i = 0; i < 6; i++) await runner.news(completed);
  await vi.waitFor(async () => expect(await begun()).toBe(4), 10_000);
  const first = (await readdir(dir)).find((name) => name.startsWith('pid-')) ?? '';
  process.kill(Number(first.slice(4)));
  await vi.waitFor(async () => expect(await begun()).toBe(5), 10_000);
  expect(lines).toHaveLength(1);
  runner.close();
  await vi.waitFor(() => expect(lines).toHaveLength(5), 10_000);
  expect(await begun()).toBe(5);
  expect(faults.filter(({ code }) => code === 'run-dropped')).toHaveLength(1);
});

test('files on the way home are waited for', async () => {
  const { runner, lines, row } = await setUp(writeArgs(), ['%F']);
  row.savePath = '/incomplete';
  await runner.news({ ...completed, movesTo: '/home' });
  row.savePath = '/home';
  await runner.news({ kind: 'moved', id, name: 'n', folder: '/home' });
  await runner.news({ kind: 'moved', id, name: 'n', folder: '/elsewhere' });
  await vi.waitFor(() => expect(lines).toHaveLength(1), 10_000);
  expect(await argsOf()).toEqual([join('/home', 'top')]);
});

test('the setting takes nothing, a full path or a bare name, and no relative path', () => {
  const takes = (runOnCompletion: string): boolean => isDesktopChange({ runOnCompletion });
  for (const good of [
    '',
    ' ',
    '/usr/bin/true\n%N',
    'notify-send\n%N',
    'C:\\a b\\c.exe',
    '\\\\s\\x',
  ])
    expect(takes(good), good).toBe(true);
  for (const bad of ['./a', 'a/b', '..', '\n%N', 'a\\b', '/bin/a\0'])
    expect(takes(bad), bad).toBe(false);
});
