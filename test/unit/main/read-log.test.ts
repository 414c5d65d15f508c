import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseLog, readLog } from '../../../main/about/read-log.ts';

const T = '2026-09-14T10:00:0';

test('a line of the log is read back as it was written', () => {
  const engine = `${T}1.000Z warn  tracker: no answer: at all [tracker-timeout]\n`;
  expect(parseLog(engine, 'engine')).toEqual([
    {
      at: Date.parse(`${T}1.000Z`),
      level: 'warn',
      about: 'tracker',
      message: 'no answer: at all [tracker-timeout]',
    },
  ]);
  expect(parseLog(`${T}1.000Z info hello: you\n`, 'app')).toMatchObject([
    { level: 'info', about: 'app', message: 'hello: you' },
  ]);
});

test('what follows a line belongs to it, and half a line at the beginning is nobody’s', () => {
  const text = `x: half\n${T}1.000Z error it broke\n    at somewhere\n${T}2.000Z info on\n`;
  expect(parseLog(text, 'app').map(({ message }) => message)).toEqual([
    'it broke\n    at somewhere',
    'on',
  ]);
});

test('both logs are one, in order of time, and only what is newer when that is asked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'skein-log-'));
  try {
    expect(await readLog(folder, 0)).toEqual([]);
    await writeFile(join(folder, 'main.log'), `${T}1.000Z info a\n${T}3.000Z info c\n`);
    await writeFile(join(folder, 'skein.log'), `${T}2.000Z info x: b\n`);
    await writeFile(join(folder, 'skein.old.log'), `${T}0.000Z info x: old\n`);
    const texts = async (since: number): Promise<string[]> =>
      (await readLog(folder, since)).map(({ message }) => message);
    expect(await texts(0)).toEqual(['old', 'a', 'b', 'c']);
    expect(await texts(Date.parse(`${T}2.000Z`))).toEqual(['c']);
    await writeFile(join(folder, 'main.log'), `${T}1.000Z info ${'x'.repeat(1_000_000)}\n`);
    expect((await readLog(folder, 0)).length).toBe(2);
  } finally {
    await rm(folder, { recursive: true });
  }
});
