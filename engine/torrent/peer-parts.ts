import { chokingHost, favouringHost, superSeedingHost } from './assembly.ts';
import { Choking } from './choking.ts';
import { Extensions } from './extensions.ts';
import { Favouring } from './favouring.ts';
import { Pex } from './pex.ts';
import { SuperSeeding } from './super-seeding.ts';
import type { Torrent } from './torrent.ts';
import { Trust } from './trust.ts';

/** What a torrent needs as soon as it has a peer, and not before: thousands of idle seeds have none. */
export class PeerParts {
  readonly choking: Choking;
  readonly extensions: Extensions;
  readonly pex: Pex;
  readonly trust: Trust;
  readonly superSeeding: SuperSeeding;
  readonly favouring: Favouring;

  constructor(torrent: Torrent, ban: (address: string, why: string) => void) {
    this.choking = new Choking(chokingHost(torrent));
    this.extensions = new Extensions(torrent);
    this.pex = new Pex(torrent);
    this.trust = new Trust(torrent.host.ports.sha1, ban);
    this.superSeeding = new SuperSeeding(superSeedingHost(torrent));
    this.favouring = new Favouring(favouringHost(torrent));
  }
}
