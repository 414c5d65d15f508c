import { decodePex, encodePex, PEX_FLAG, type PexContact } from '../core/wire/extended/pex.ts';
import { PexBook, PexRoll } from '../discovery/pex.ts';
import type { Peer } from '../peer/peer.ts';
import type { Torrent } from './torrent.ts';

/** Peers whose exchange is due are looked at this often. */
const LOOK_MS = 5_000;

/** Tells our peers of each other, and takes their word for others (BEP 11). */
export class Pex {
  readonly #torrent: Torrent;
  readonly #book = new PexBook();
  #nextLook = 0;
  #roll = new PexRoll([]);

  constructor(torrent: Torrent) {
    this.#torrent = torrent;
  }

  /** The peer's extended handshake came: it hears at once who else is here. */
  greeted(peer: Peer): void {
    if (this.#torrent.usesPex()) this.#tell(peer, this.#connected());
    this.#nextLook = 0;
  }

  left(peer: Peer): void {
    this.#book.left(peer.id);
  }

  tick(nowMs: number): void {
    if (nowMs < this.#nextLook || !this.#torrent.usesPex()) return;
    this.#nextLook = nowMs + LOOK_MS;
    let connected: PexRoll | undefined;
    for (const peer of this.#torrent.swarm.peers.values()) {
      if (!peer.extensions.get('ut_pex') || !this.#book.isDue(peer.id, nowMs)) continue;
      connected ??= this.#connected();
      this.#tell(peer, connected);
    }
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

  #tell(peer: Peer, connected: PexRoll): void {
    const torrent = this.#torrent;
    if (!peer.extensions.get('ut_pex')) return;
    const { id, endpoint, listensAt } = peer;
    const message = this.#book.next(id, endpoint.host, connected, torrent.now(), listensAt);
    if (message !== undefined) torrent.extensions.send(peer, 'ut_pex', encodePex(message));
  }

  /** Those we are really connected to and whose listening address we know. */
  #connected(): PexRoll {
    const contacts: PexContact[] = [];
    for (const peer of this.#torrent.swarm.peers.values()) {
      if (peer.peerId === undefined || peer.listensAt === undefined) continue;
      const flags =
        (peer.isSeed || peer.uploadOnly ? PEX_FLAG.seed : 0) |
        (peer.incoming ? 0 : PEX_FLAG.reachable) |
        (peer.encrypted ? PEX_FLAG.prefersEncryption : 0);
      contacts.push({ endpoint: peer.listensAt, flags });
    }
    if (!this.#roll.has(contacts)) this.#roll = new PexRoll(contacts);
    return this.#roll;
  }
}
