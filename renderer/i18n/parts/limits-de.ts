import type { limitsEn } from './limits-en.ts';

/** Limits of single torrents, slow mode and its week, in German. */
export const limitsDe: typeof limitsEn = {
  limits: {
    menu: 'Grenzen …',
    titleOne: 'Grenzen von „{{name}}“',
    title_one: 'Grenzen von {{count, number}} Torrent',
    title_other: 'Grenzen von {{count, number}} Torrents',
    down: 'Download',
    up: 'Upload',
    mixed: 'verschieden',
    hint: '0 heißt: keine eigene Grenze. Die Grenzen aller Torrents zusammen gelten außerdem.',
    peerHint:
      '0 heißt: keine eigene Grenze. Sie gilt für alle Verbindungen mit dieser Adresse, bis der Torrent die Liste verlässt.',
    save: 'Grenzen setzen',
    slow: 'Langsam-Modus',
    slowOn: 'Langsam-Modus ist an',
    slowOff: 'Langsam-Modus ist aus',
    slowOnUntil: 'Langsam-Modus ist an bis {{when}}',
    slowOffUntil: 'Langsam-Modus ist aus bis {{when}}',
    weekEmpty:
      'Keine Zeiten sind markiert. Ziehen Sie über die Stunden, oder nehmen Sie Pfeiltasten und Leertaste.',
    weekClear: 'Leeren',
  },
};
