import { acceptMethods } from '../torrent/encryption.ts';
import type { GreeterHost } from './greeter.ts';
import type { ListeningHost } from './listening.ts';
import type { Session } from './session.ts';

/** What the greeter and the listening port get to see of the session. */

export function greeterHost(session: Session): GreeterHost {
  const { ports } = session;
  return {
    clock: ports.clock,
    random: ports.random,
    sha1: (...parts) => ports.sha1.digest(...parts),
    mayAccept: (host) => session.budget.mayAccept(host),
    takesPlain: () => session.settings().encryption !== 'require',
    encryption: () => {
      const { encryption } = session.settings();
      const accept = acceptMethods(encryption);
      return accept && { accept, preferPlaintext: encryption === 'allow' };
    },
    findTorrent: (name) => session.mseNames.find(name),
    adopt: (id, connection, handshake, encrypted) =>
      session.torrents.get(id)?.adopt(connection, handshake, encrypted),
  };
}

export function listeningHost(session: Session): ListeningHost {
  const { ports } = session;
  return {
    clock: ports.clock,
    net: ports.net,
    random: ports.random,
    wantedPort: () => session.settings().listenPort || session.keptPort(),
    wantedHost: () => session.settings().listenHost,
    bindUdp: (at) => session.finders.bindUdp(at),
    listening: (at) => session.isListening(at),
    failed: (fault) => session.news({ kind: 'fault', id: undefined, fault }),
    arrived: (from) => session.reachability.arrived(from.host),
  };
}
