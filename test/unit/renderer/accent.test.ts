import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accentTokens, colourOf, contrast } from '../../../renderer/features/shell/accent.ts';

const hues = [
  '#ffffff',
  '#000000',
  '#ffff00',
  '#ff0000',
  '#00ff00',
  '#0000ff',
  '#0078d4',
  '#e95420',
  '#808080',
  '#f7b6d2',
  '#1a1a2e',
];
/** As tokens.css has them. */
const texts = { light: ['#1b1e24', '#555c69'], dark: ['#e7e9ed', '#a9b0bc'] };
const grounds = {
  light: ['#ffffff', '#f6f7f9', '#eaecf0'],
  dark: ['#17181b', '#24262b', '#2a2d33'],
};

describe('the accent colour of the desktop', () => {
  test.each(['light', 'dark'] as const)('whatever it is, it can be read in %s', (theme) => {
    for (const hue of hues) {
      const tokens = accentTokens(hue, theme);
      const of = (name: string) => colourOf(tokens[name] ?? '');
      for (const ground of grounds[theme])
        expect(
          contrast(of('--accent'), colourOf(ground)),
          `${hue} on ${ground}`,
        ).toBeGreaterThanOrEqual(4.5);
      for (const name of ['--accent', '--accent-strong'])
        expect(contrast(of(name), of('--accent-text')), `text on ${hue}`).toBeGreaterThanOrEqual(
          4.5,
        );
      for (const text of texts[theme])
        expect(
          contrast(of('--ground-selected'), colourOf(text)),
          `${text} selected by ${hue}`,
        ).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('one that can be read stays as it is', () => {
    expect(accentTokens('#3f5bd6', 'light')['--accent']).toBe('#3f5bd6');
  });
});

describe("the window's own colours", () => {
  const css = readFileSync('renderer/styles/tokens.css', 'utf8');
  const [light, dark] = css.split(':root[data-theme="dark"]') as [string, string];
  const tokens = { light, dark };
  test.each(['light', 'dark'] as const)('words can be read on every ground in %s', (theme) => {
    const of = (name: string) =>
      colourOf(new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(tokens[theme])?.[1] ?? '');
    const words = ['text', 'text-soft', 'text-faint', 'warn', 'bad'];
    const on = ['', '-sunken', '-raised', '-hover', '-selected', '-selected-blurred'];
    for (const word of words)
      for (const ground of on)
        expect(
          contrast(of(word), of(`ground${ground}`)),
          `${word} on ground${ground}`,
        ).toBeGreaterThanOrEqual(4.5);
  });
});
