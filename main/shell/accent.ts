import { systemPreferences } from 'electron';

/** `#rrggbb` of what the system says, which is RGBA without a hash; undefined for anything else. */
export function accentOf(told: unknown): string | undefined {
  const match = typeof told === 'string' ? /^#?([0-9a-f]{6})(?:[0-9a-f]{2})?$/i.exec(told) : null;
  return match === null ? undefined : `#${match[1]?.toLowerCase()}`;
}

/** Absent in an Electron that does not know it on this system. */
const preferences = systemPreferences as { readonly getAccentColor?: () => unknown };

/** The colour that the user has chosen for the whole desktop, where the system tells. */
export function systemAccent(): string | undefined {
  try {
    return accentOf(preferences.getAccentColor?.());
  } catch {
    // A desktop without such a thing.
    return undefined;
  }
}

/** Tells of another colour, as far as the system does. */
export function onAccentChange(listener: (accent: string | undefined) => void): void {
  const read = (): void => listener(systemAccent());
  if (process.platform === 'darwin')
    systemPreferences.subscribeNotification('AppleColorPreferencesChangedNotification', read);
  else systemPreferences.on('accent-color-changed', read);
}
