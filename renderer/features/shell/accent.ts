export type Theme = 'light' | 'dark';

/** Red, green and blue, 0 … 255. */
type Colour = readonly [number, number, number];

export function colourOf(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

const hexOf = (colour: Colour): string =>
  `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** `share` of the one, the rest of the other. */
const mixed = (one: Colour, other: Colour, share: number): Colour =>
  one.map((part, at) => part * share + (other[at] as number) * (1 - share)) as never as Colour;

/** Relative luminance, as WCAG 2 defines it. */
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio of WCAG 2: 1 … 21. */
export function contrast(one: Colour, other: Colour): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const BLACK: Colour = [0, 0, 0];
const WHITE: Colour = [255, 255, 255];
/** The grounds that the accent has to be seen on, as tokens.css has them: the hardest of each theme. */
const GROUND = { light: colourOf('#eaecf0'), dark: colourOf('#2a2d33') };
/** What is selected is tinted over the list's own ground. */
const LIST = { light: WHITE, dark: colourOf('#17181b') };
const TINT = { light: 0.14, dark: 0.3 };
/** The fainter text that stands on what is selected. */
const SOFT_TEXT = { light: colourOf('#555c69'), dark: colourOf('#a9b0bc') };
const ON_ACCENT = { light: '#ffffff', dark: '#10131c' };
/** AA for text. */
const ENOUGH = 4.5;

/**
 * The window's accent tokens from the colour of the desktop, which may be anything: moved towards black or white
 * until it can be read on every ground, and text on it.
 */
export function accentTokens(hex: string, theme: Theme): Readonly<Record<string, string>> {
  const towards = theme === 'light' ? BLACK : WHITE;
  const isRead = (colour: Colour): boolean =>
    contrast(colour, GROUND[theme]) >= ENOUGH &&
    contrast(colour, colourOf(ON_ACCENT[theme])) >= ENOUGH;
  const wish = colourOf(hex);
  let accent = wish;
  for (let share = 0.98; !isRead(accent) && share > 0; share -= 0.02)
    accent = mixed(wish, towards, share);
  let tint = mixed(accent, LIST[theme], TINT[theme]);
  for (let share = TINT[theme]; contrast(tint, SOFT_TEXT[theme]) < ENOUGH; share -= 0.02)
    tint = mixed(accent, LIST[theme], share);
  const soft = hexOf(tint);
  return {
    '--accent': hexOf(accent),
    '--accent-strong': hexOf(mixed(accent, towards, 0.85)),
    '--accent-text': ON_ACCENT[theme],
    '--accent-soft': soft,
    '--ground-selected': soft,
  };
}
