import type { webSeedsEn } from './web-seeds-en.ts';

/** The web seeds of a torrent, in German. */
export const webSeedsDe: typeof webSeedsEn = {
  webSeeds: {
    title: 'Web-Seeds',
    column: 'Web-Seed',
    down: 'Empfang',
    got: 'Geladen',
    add: 'Web-Seed hinzufügen …',
    addTitle: 'Web-Seed hinzufügen',
    addHint:
      'Ein Server, der die Dateien hat: die Adresse der Datei oder des Ordners, in dem der Ordner des Torrents liegt.',
    remove: 'Entfernen',
    idle: 'Gerade nicht gebraucht',
    asking: 'Wird gefragt',
    working: 'Liefert',
    failing: 'Wartet auf den nächsten Versuch',
    banned: 'Wird nicht mehr genutzt',
  },
};
