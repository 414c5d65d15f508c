import { decodeDontHave, encodeDontHave } from '../core/wire/extended/donthave.ts';
import {
  decodeExtendedHandshake,
  encodeExtendedHandshake,
} from '../core/wire/extended/handshake.ts';
import type { Peer } from '../peer/peer.ts';
import { MAX_QUEUE } from '../peer/pipeline.ts';
import { MetadataExchange } from './metadata.ts';
import type { Torrent } from './torrent.ts';

/** Our message ids, which the other side uses towards us (BEP 10). */
const OURS = { ut_pex: 1, ut_metadata: 2, upload_only: 3, lt_donthave: 7 } as const;
/** An extended handshake takes so much longer to read than a choke. */
const GREETING_WEIGHT = 100;
type Name = keyof typeof OURS;
const NAMES = new Map<number, Name>(Object.entries(OURS).map(([name, id]) => [id, name as Name]));

/** The extension protocol (BEP 10) of one torrent: who can do what, and who handles which message. */
export class Extensions {
  readonly metadata: MetadataExchange;
  readonly #torrent: Torrent;

  constructor(torrent: Torrent) {
    this.#torrent = torrent;
    this.metadata = new MetadataExchange({
      sha1: torrent.host.ports.sha1,
      infoHashBytes: torrent.infoHashBytes,
      rawInfo: () => torrent.info?.raw,
      peers: () => torrent.swarm.peers.values(),
      send: (peer, payload) => this.#send(peer, 'ut_metadata', payload),
      came: (raw) => torrent.host.metadataCame(torrent, raw),
      ban: (peer, why) => torrent.trust.catch(peer, why),
    });
  }

  /** Our extended handshake, the first message after the handshake. */
  greet(peer: Peer): void {
    const messages = new Map<string, number>(Object.entries(OURS));
    if (!this.#torrent.usesPex()) messages.delete('ut_pex');
    this.#greet(peer, messages);
  }

  /**
   * The metadata came: others can have it from us now, and those of a private torrent are no longer asked for
   * peers. A later handshake changes what it names (BEP 10).
   */
  metadataCame(): void {
    const messages = new Map<string, number>(Object.entries(OURS));
    if (!this.#torrent.usesPex()) messages.set('ut_pex', 0);
    for (const peer of this.#torrent.swarm.peers.values()) {
      if (peer.peerId === undefined || !peer.supportsExtended) continue;
      this.#greet(peer, messages);
      peer.flush();
    }
  }

  #greet(peer: Peer, messages: ReadonlyMap<string, number>): void {
    const torrent = this.#torrent;
    const { host } = torrent;
    peer.writer.extended(
      0,
      encodeExtendedHandshake({
        messages,
        client: `Skein ${host.version}`,
        port: host.listenPort() || undefined,
        requestQueue: MAX_QUEUE,
        yourIp: peer.endpoint.host,
        metadataSize: torrent.info?.raw.length,
        uploadOnly: torrent.isSeeding() && !torrent.isSuperSeeding() ? true : undefined,
      }),
    );
  }

  /** False: the message broke the rules. */
  message(peer: Peer, id: number, payload: Uint8Array): boolean {
    if (id === 0) return this.#handshake(peer, payload);
    switch (NAMES.get(id)) {
      case 'ut_metadata':
        return this.metadata.message(peer, payload, this.#torrent.now());
      case 'upload_only':
        peer.uploadOnly = payload.length > 0 && payload[0] !== 0;
        return true;
      case 'lt_donthave':
        return this.#dontHave(peer, payload);
      case 'ut_pex':
        return this.#torrent.pex.message(peer, payload);
      default:
        // BEP 10: unknown ids are passed over.
        return true;
    }
  }

  left(peer: Peer): void {
    this.metadata.left(peer);
  }

  tick(nowMs: number): void {
    if (this.#torrent.info === undefined) this.metadata.tick(nowMs);
  }

  /** BEP 21: whether we have all that we want. */
  tellUploadOnly(): void {
    const payload = Uint8Array.of(this.#torrent.isSeeding() ? 1 : 0);
    for (const peer of this.#torrent.swarm.peers.values()) this.#send(peer, 'upload_only', payload);
  }

  /** BEP 54: what we said that we have and do not have any more. */
  lost(pieces: readonly number[]): void {
    for (const peer of this.#torrent.swarm.peers.values())
      for (const piece of pieces) this.#send(peer, 'lt_donthave', encodeDontHave(piece));
  }

  send(peer: Peer, name: Name, payload: Uint8Array): void {
    this.#send(peer, name, payload);
  }

  #send(peer: Peer, name: Name, payload: Uint8Array): void {
    const id = peer.extensions.get(name) ?? 0;
    if (id === 0 || peer.ended) return;
    peer.writer.extended(id, payload);
    peer.flush();
  }

  #handshake(peer: Peer, payload: Uint8Array): boolean {
    if (!peer.mayChange(GREETING_WEIGHT)) return true;
    const decoded = decodeExtendedHandshake(payload);
    if (!decoded.ok) return false;
    const { messages, client, port, requestQueue, yourIp, metadataSize, uploadOnly } =
      decoded.value;
    // A later handshake only changes what it names (BEP 10).
    const before = peer.extensions;
    const merged = new Map(before);
    for (const [name, id] of messages) merged.set(name, id);
    peer.extensions = merged;
    if (client !== undefined) peer.client = client;
    if (requestQueue !== undefined) peer.pipeline.setPeerQueue(requestQueue);
    if (metadataSize !== undefined) peer.metadataSize = metadataSize;
    if (uploadOnly !== undefined) peer.uploadOnly = uploadOnly;
    const torrent = this.#torrent;
    if (port !== undefined) torrent.swarm.listens(peer, port);
    if (yourIp !== undefined) torrent.host.externalAddress(yourIp, peer.endpoint.host);
    this.metadata.greeted(peer, torrent.now());
    if (!before.get('ut_pex') && merged.get('ut_pex')) torrent.pex.greeted(peer);
    return true;
  }

  #dontHave(peer: Peer, payload: Uint8Array): boolean {
    const piece = decodeDontHave(payload);
    const { transfer } = this.#torrent;
    if (!piece.ok) return false;
    if (transfer === undefined) return true;
    if (piece.value >= transfer.info.pieceCount) return false;
    transfer.holders.lost(peer, piece.value);
    return true;
  }
}
