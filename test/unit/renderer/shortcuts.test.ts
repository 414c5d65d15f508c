import { describe, expect, test } from 'vitest';
import { comboText, isPressed, type Pressed } from '../../../renderer/features/shortcuts/keys.ts';
import { shortcuts } from '../../../renderer/features/shortcuts/table.ts';

const pressed = (key: string, change: Partial<Pressed> = {}): Pressed => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...change,
});

describe('a shortcut', () => {
  test('is the key with exactly its modifiers', () => {
    expect(isPressed(pressed('o', { ctrlKey: true }), 'Mod+o')).toBe(true);
    expect(isPressed(pressed('O', { metaKey: true }), 'Mod+o')).toBe(true);
    expect(isPressed(pressed('o'), 'Mod+o')).toBe(false);
    expect(isPressed(pressed('o', { ctrlKey: true, shiftKey: true }), 'Mod+o')).toBe(false);
    expect(isPressed(pressed('o', { ctrlKey: true, altKey: true }), 'Mod+o')).toBe(false);
    expect(isPressed(pressed(' '), 'Space')).toBe(true);
    expect(isPressed(pressed(' ', { ctrlKey: true }), 'Space')).toBe(false);
  });

  test('with a sign does not mind that the sign needs Shift on this keyboard', () => {
    expect(isPressed(pressed('/', { ctrlKey: true, shiftKey: true }), 'Mod+/')).toBe(true);
    expect(isPressed(pressed('/', { ctrlKey: true }), 'Mod+/')).toBe(true);
  });

  test('is written as it is printed on the keyboard', () => {
    const german = (key: string): string => ({ Mod: 'Strg', Shift: 'Umschalt' })[key] ?? key;
    expect(comboText('Mod+Shift+c', false, german)).toBe('Strg+Umschalt+C');
    expect(comboText('Mod+Shift+c', true, german)).toBe('⌘⇧C');
    expect(comboText('Alt+ArrowLeft', false, german)).toBe('Alt+←');
    expect(comboText('F6', false, german)).toBe('F6');
  });

  test('is given to one thing only, where it works', () => {
    for (const groups of [['window', 'torrents', 'list'], ['columns']]) {
      const keys = Object.values(shortcuts)
        .filter(({ group }) => groups.includes(group))
        .flatMap((shortcut) => [...shortcut.keys]);
      expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    }
  });
});
