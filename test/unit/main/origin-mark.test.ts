import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EngineApi, fault, type InfoHash, ok } from '../../../engine/api/index.ts';
import {
  type Marker,
  markQuarantine,
  markZone,
  OriginMark,
  systemMarker,
} from '../../../main/origin-mark.ts';
import type { PlainFault } from '../../../preload/contract/index.ts';

const id = 'a'.repeat(40) as InfoHash;
const completed = { kind: 'completed', id, name: 'n', seconds: 1 } as const;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'skein-mark-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('downloaded files', () => {
  const make = (mark: Marker | undefined) => {
    const row = { id, savePath: '/incomplete' };
    const engine = {
      list: async () => ok([row]),
      details: async () => ok({ version: 1, value: { paths: 'top/setup.exe\ntop/b/c.txt' } }),
    } as unknown as EngineApi;
    const faults: PlainFault[] = [];
    const source = { call: <T>(run: (engine: EngineApi) => T): T => run(engine) };
    return { row, faults, mark: new OriginMark({ source, mark, onFault: (f) => faults.push(f) }) };
  };

  test('are marked once they lie where they belong, and not again when the user moves them', async () => {
    const marked: (readonly string[])[] = [];
    const { mark, row } = make(async (paths) => {
      marked.push(paths);
      return ok(undefined);
    });
    await mark.news({ ...completed, movesTo: '/home' });
    expect(marked).toEqual([]);
    row.savePath = '/home';
    await mark.news({ kind: 'moved', id, name: 'n', folder: '/home' });
    await mark.news({ kind: 'moved', id, name: 'n', folder: '/elsewhere' });
    expect(marked).toEqual([[join('/home/top/setup.exe'), join('/home/top/b/c.txt')]]);
    await mark.news(completed);
    expect(marked).toHaveLength(2);
  });

  test('that cannot be marked are told', async () => {
    const { mark, faults } = make(async ([path]) => fault('mark-failed', path ?? '', 'No.'));
    await mark.news(completed);
    expect(faults).toMatchObject([
      { code: 'mark-failed', subject: join('/incomplete/top/setup.exe') },
    ]);
  });

  test('are marked by the systems that know such marks', () => {
    expect(systemMarker('win32')).toBe(markZone);
    expect(systemMarker('darwin')).toBeTypeOf('function');
    expect(systemMarker('linux')).toBeUndefined();
  });
});

test('Windows: the zone lies beside the data; the time of the file stays, and what is not there is not made', async () => {
  const path = join(dir, 'setup.exe');
  await writeFile(path, 'MZ');
  await utimes(path, 1_700_000_000, 1_700_000_000.5);
  expect((await markZone([join(dir, 'skipped.txt'), dir, path])).ok).toBe(true);
  // Elsewhere than on NTFS a stream is a file of that name.
  expect(await readFile(`${path}:Zone.Identifier`, 'latin1')).toBe(
    '[ZoneTransfer]\r\nZoneId=3\r\n',
  );
  expect((await stat(path)).mtimeMs).toBe(1_700_000_000_500);
  if (process.platform !== 'win32')
    expect((await readdir(dir)).sort()).toEqual(['setup.exe', 'setup.exe:Zone.Identifier']);
});

test('macOS: the attribute goes to all files that are there, a few hundred a command', async () => {
  await mkdir(join(dir, 'many'));
  const paths = Array.from({ length: 450 }, (_, index) => join(dir, 'many', `${index}`));
  await Promise.all(paths.map((path) => writeFile(path, '')));
  const ran: (readonly string[])[] = [];
  const mark = markQuarantine(async (program, args) => {
    ran.push([program, ...args]);
    return ok('');
  });
  expect((await mark([join(dir, 'not there'), ...paths])).ok).toBe(true);
  expect(ran.map((words) => words.length)).toEqual([204, 204, 54]);
  expect(ran[0]?.slice(0, 3)).toEqual(['/usr/bin/xattr', '-w', 'com.apple.quarantine']);
  expect(ran[0]?.[3]).toMatch(/^0081;[0-9a-f]{8};Skein;[0-9A-F-]{36}$/);
  expect(ran.flatMap((words) => words.slice(4))).toEqual(paths);
  const refused = await markQuarantine(async () => fault('tool-failed', 'xattr', 'No.'))(paths);
  expect(refused).toMatchObject({ ok: false, code: 'mark-failed', subject: paths[0] });
});
