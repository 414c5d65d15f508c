import { expect, test, vi } from 'vitest';

vi.mock('electron', () => ({ systemPreferences: {} }));
const { accentOf, systemAccent } = await import('../../../main/shell/accent.ts');

test('the colour is taken as the systems tell it, and as nothing where they do not', () => {
  expect(accentOf('0078d4ff')).toBe('#0078d4');
  expect(accentOf('E95420')).toBe('#e95420');
  expect(accentOf('#E95420FF')).toBe('#e95420');
  for (const told of ['', 'blue', '12345', undefined, null, 0])
    expect(accentOf(told)).toBeUndefined();
});

test('an Electron without such a call has none', () => {
  expect(systemAccent()).toBeUndefined();
});
