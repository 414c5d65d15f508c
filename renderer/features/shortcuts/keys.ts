/** A key with its modifiers, written "Mod+Shift+O". Mod is Ctrl, on macOS Command. */
export interface Combo {
  readonly mod: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly key: string;
}

export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

export function parseCombo(text: string): Combo {
  const parts = text.split('+');
  const key = parts.pop() ?? '';
  return {
    mod: parts.includes('Mod'),
    shift: parts.includes('Shift'),
    alt: parts.includes('Alt'),
    key,
  };
}

/** A sign that needs Shift on some keyboards (?, /) is told by the sign alone. */
const isSign = (key: string): boolean => key.length === 1 && !/[a-z0-9 ]/i.test(key);

const nameOf = (key: string): string => (key === ' ' ? 'space' : key.toLowerCase());

export function isPressed(event: Pressed, text: string): boolean {
  const combo = parseCombo(text);
  const mod = event.ctrlKey || event.metaKey;
  return (
    mod === combo.mod &&
    event.altKey === combo.alt &&
    (event.shiftKey === combo.shift || isSign(combo.key)) &&
    nameOf(event.key) === combo.key.toLowerCase()
  );
}

const MAC_SIGNS: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' };
const ARROWS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** The keys as they are printed on a keyboard. `nameOf` translates those with a name (Shift, Enter). */
export function comboText(text: string, mac: boolean, nameOf: (key: string) => string): string {
  const names = text.split('+').map((part) => {
    if (mac && MAC_SIGNS[part] !== undefined) return MAC_SIGNS[part];
    return ARROWS[part] ?? (part.length === 1 ? part.toUpperCase() : nameOf(part));
  });
  return names.join(mac ? '' : '+');
}
