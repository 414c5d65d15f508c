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
    remove: (torrent) => {
      void session.remove(torrent).then(() => store.removeTorrent(torrent.id));
    },
    log: (torrent, message) => log.write('info', torrent.id, message),
  };
}
