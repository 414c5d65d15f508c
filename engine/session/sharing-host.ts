import type { Session } from './session.ts';
import type { SharingHost } from './sharing.ts';

/** What the share limits see of the session, and do in it. */
export function sharingHost(session: Session): SharingHost {
  const { store, log } = session.ports;
  return {
    categories: () => session.organiser.categories,
    settings: () => session.settings(),
    change: (torrent, options, intent) => {
      torrent.options = options;
      torrent.intent = intent;
      session.rearranged(torrent);
      if (intent === 'paused') void torrent.life.pause();
      void store.updateTorrent(torrent.id, { options, intent });
    },
    remove: (torrent, options) => {
      torrent.options = options;
      void session.removed.remove([torrent], false, new Set()).then((removed) => {
        if (!removed.ok) log.write('error', torrent.id, removed.message, removed);
      });
    },
    log: (torrent, message) => log.write('info', torrent.id, message),
  };
}
