import { expect, test } from 'vitest';
import { isProgram } from '../../../main/shell/programs.ts';

const file = { isDirectory: () => false, mode: 0o100644 };
const runnable = { isDirectory: () => false, mode: 0o100755 };
const folder = { isDirectory: () => true, mode: 0o40755 };

test('what would run is told from what would be shown', () => {
  for (const name of ['setup.exe', 'a/b/Readme.PDF.SCR', 'run.sh', 'x.desktop', 'y.lnk', 'z.jar'])
    expect(isProgram(name, file), name).toBe(true);
  for (const name of ['film.mkv', 'song.flac', 'notes.txt', 'exe', 'archive.zip'])
    expect(isProgram(name, file), name).toBe(false);
});

test('a name without an extension is judged by its mode, any other by its name', () => {
  expect(isProgram('installer', runnable)).toBe(true);
  expect(isProgram('film.mkv', runnable)).toBe(false);
});

test('a folder is opened, unless macOS starts it', () => {
  expect(isProgram('Films', folder)).toBe(false);
  expect(isProgram('Films.sh', folder)).toBe(false);
  expect(isProgram('Player.app', folder)).toBe(true);
});
