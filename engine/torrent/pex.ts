import { decodePex, encodePex, PEX_FLAG, type PexContact } from '../core/wire/extended/pex.ts';
import { PexBook } from '../discovery/pex.ts';
import type { Peer } from '../peer/peer.ts';
import type { Torrent } from './torrent.ts';

/** Peers whose exchange is due are looked at this often. */
const LOOK_MS = 5_000;

/** Tells our peers of each other, and takes their word for others (BEP 11). */
export class Pex {
  readonly #torrent: Torrent;
  readonly #book = new PexBook();
  #nextLook = 0;

  constructor(torrent: Torrent) {
    this.#torrent = torrent;
  }

  /** The peer's extended handshake came: it hears at once who else is here. */
  greeted(peer: Peer): void {
    this.#tell(peer, this.#connected());
    this.#nextLook = 0;
  }

  left(peer: Peer): void {
    this.#book.left(peer.id);
  }

  tick(nowMs: number): void {
    if (nowMs < this.#nextLook || !this.#torrent.usesPex()) return;
    this.#nextLook = nowMs + LOOK_MS;
    const connected = this.#connected();
    for (const peer of this.#torrent.swarm.peers.values()) this.#tell(peer, connected);
  }

  /** False: the peer broke the rules. */
  message(peer: Peer, payload: Uint8Array): boolean {
    const torrent = this.#torrent;
    if (!torrent.usesPex()) return true;
    const decoded = decodePex(payload);
    if (!decoded.ok) return false;
    const verdict = this.#book.heard(peer.id, peer.endpoint.host, decoded.value, torrent.now());
    if (verdict.kind === 'peers') torrent.peersFound(verdict.peers, 'pex');
    return verdict.kind !== 'flood';
  }

  #tell(peer: Peer, connected: readonly PexContact[]): void {
    const torrent = this.#torrent;
    if (!torrent.usesPex() || !peer.extensions.get('ut_pex')) return;
    const others = connected.filter(({ endpoint }) => endpoint !== peer.listensAt);
    const message = this.#book.next(peer.id, peer.endpoint.host, others, torrent.now());
    if (message !== undefined) torrent.extensions.send(peer, 'ut_pex', encodePex(message));
  }

  /** Those we are really connected to and whose listening address we know. */
  #connected(): readonly PexContact[] {
    const contacts: PexContact[] = [];
    for (const peer of this.#torrent.swarm.peers.values()) {
      if (peer.peerId === undefined || peer.listensAt === undefined) continue;
      const flags =
        (peer.isSeed || peer.uploadOnly ? PEX_FLAG.seed : 0) |
        (peer.incoming ? 0 : PEX_FLAG.reachable) |
        (peer.encrypted ? PEX_FLAG.prefersEncryption : 0);
      contacts.push({ endpoint: peer.listensAt, flags });
    }
    return contacts;
  }
}
