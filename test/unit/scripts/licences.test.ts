import { expect, test } from 'vitest';
import { importedPackages, licences } from '../../../scripts/build/licences.mjs';

test('every package that our sources name is there with its licence, and what those stand on', () => {
  const all = licences();
  const names = all.map(({ name }) => name);
  for (const name of importedPackages()) expect(names).toContain(name);
  expect(names).toEqual(
    expect.arrayContaining(['react', 'electron', 'better-sqlite3', 'scheduler']),
  );
  expect(all.filter(({ licence }) => licence === '')).toEqual([]);
  const mit = all.filter(({ licence }) => licence === 'MIT');
  expect(mit.filter(({ text }) => text !== '').length).toBeGreaterThan(mit.length / 2);
});
