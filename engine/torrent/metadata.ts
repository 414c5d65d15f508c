import { equalBytes } from '../core/bytes/bytes.ts';
import {
  decodeMetadataMessage,
  encodeMetadataData,
  encodeMetadataReject,
  encodeMetadataRequest,
  MAX_METADATA,
  METADATA_PIECE,
  type MetadataMessage,
  metadataPieces,
} from '../core/wire/extended/metadata.ts';
import type { Peer } from '../peer/peer.ts';
import type { Sha1 } from '../ports/hasher.ts';

/** What the exchange needs of its torrent. */
export interface MetadataHost {
  readonly sha1: Sha1;
  readonly infoHashBytes: Uint8Array;
  /** The info dictionary, once it is here. */
  rawInfo(): Uint8Array | undefined;
  peers(): Iterable<Peer>;
  send(peer: Peer, payload: Uint8Array): void;
  /** The dictionary came and its hash is right. */
  came(raw: Uint8Array): void;
  ban(peer: Peer, why: string): void;
}

const REQUESTS_PER_PEER = 8;
/** rTorrent: a request that comes while it answers another is lost, and sometimes all that follow (0.9.8). */
const ONE_AT_A_TIME = /^libTorrent /;
/**
 * A piece that has not come by then is asked of another peer too; and once more of the same one, if it answered
 * another meanwhile: some drop what is asked while they answer.
 */
const HURRY_MS = 5_000;
/** Transmission gathers its answers for ten seconds and more. Whoever takes longer is not asked for a while. */
const PATIENCE_MS = 20_000;
const QUIET_MS = 30_000;
const STALLED_MS = 30_000;
/** A peer that asks for everything this many times over is not after the metadata. */
const MAX_TIMES_SERVED = 3;
/** And who goes on asking after so many refusals is sent away. */
const MAX_REFUSED = 1_000;

interface PeerState {
  /** Pieces asked of it, and when. */
  readonly asked: Map<number, number>;
  /** Pieces that it was too slow with: they are welcome all the same. */
  readonly late: Set<number>;
  /** It answered. */
  gave: boolean;
  /** How many pieces are asked of it at once. */
  depth: number;
  /** It said that it does not have it, or was too slow: not asked before this time. */
  quietUntil: number;
  served: number;
  refused: number;
}

/**
 * ut_metadata (BEP 9), both ways. Pieces are asked of many peers at once, into one buffer. When the whole is
 * wrong somebody lied: from then on one peer at a time must send all of it, and who fails is banned.
 */
export class MetadataExchange {
  readonly #host: MetadataHost;
  readonly #states = new Map<number, PeerState>();
  #buffer: Uint8Array | undefined;
  /** Who sent each piece; 0 where it is missing. */
  #senders = new Uint32Array(0);
  /** One peer must send it all: its id. */
  #solo: number | undefined;
  #mustBeSolo = false;
  /** The last time that a new piece came, or a size was begun. */
  #movedAt = 0;
  /** How often each size was given up: a made-up one must not come up again and again. */
  readonly #givenUp = new Map<number, number>();

  constructor(host: MetadataHost) {
    this.#host = host;
  }

  /** Bytes that came, and of how many; 0 while nobody said how many. */
  get progress(): { readonly have: number; readonly size: number } {
    const have = this.#senders.reduce((count, sender) => count + (sender === 0 ? 0 : 1), 0);
    const size = this.#buffer?.length ?? 0;
    return { have: Math.min(size, have * METADATA_PIECE), size };
  }

  /** The peer's extended handshake came. */
  greeted(peer: Peer, nowMs: number): void {
    if (this.#host.rawInfo() === undefined) this.#ask(peer, nowMs);
  }

  left(peer: Peer): void {
    this.#states.delete(peer.id);
    if (this.#solo === peer.id) this.#restart();
  }

  /** Once a second: what is not answered is asked of others. */
  tick(nowMs: number): void {
    if (this.#host.rawInfo() !== undefined) return;
    if (this.#buffer !== undefined && nowMs - this.#movedAt > STALLED_MS)
      this.#giveUpSize(this.#buffer.length);
    for (const [id, state] of this.#states) {
      const late = [...state.asked.values()].some((askedAt) => nowMs - askedAt > PATIENCE_MS);
      if (!late) {
        if (state.gave) dropUnanswered(state, nowMs);
        continue;
      }
      for (const piece of state.asked.keys()) state.late.add(piece);
      state.asked.clear();
      state.quietUntil = nowMs + QUIET_MS;
      if (this.#solo === id) this.#restart();
    }
    for (const peer of this.#host.peers()) this.#ask(peer, nowMs);
  }

  /** False: the message broke the rules. */
  message(peer: Peer, payload: Uint8Array, nowMs: number): boolean {
    const decoded = decodeMetadataMessage(payload);
    if (!decoded.ok) return false;
    const message = decoded.value;
    if (message.type === 'request') return this.#serve(peer, message.piece);
    if (message.type === 'data') this.#take(peer, message, nowMs);
    else if (message.type === 'reject') this.#rejected(peer, message.piece, nowMs);
    return true;
  }

  #serve(peer: Peer, piece: number): boolean {
    const raw = this.#host.rawInfo();
    const state = this.#state(peer);
    const pieces = raw === undefined ? 0 : metadataPieces(raw.length);
    if (raw === undefined || piece >= pieces || state.served >= pieces * MAX_TIMES_SERVED) {
      this.#host.send(peer, encodeMetadataReject(piece));
      return ++state.refused < MAX_REFUSED;
    }
    state.served++;
    this.#host.send(peer, encodeMetadataData(piece, raw));
    return true;
  }

  #rejected(peer: Peer, piece: number, nowMs: number): void {
    const state = this.#state(peer);
    if (!state.asked.delete(piece)) return;
    state.quietUntil = nowMs + QUIET_MS;
    state.asked.clear();
    if (this.#solo === peer.id) this.#restart();
  }

  #take(peer: Peer, data: Extract<MetadataMessage, { type: 'data' }>, nowMs: number): void {
    const state = this.#state(peer);
    const late = state.late.delete(data.piece);
    const buffer = this.#buffer;
    if (!state.asked.delete(data.piece) && !late) return;
    state.gave = true;
    if (late) state.quietUntil = 0;
    if (buffer === undefined || data.totalSize !== buffer.length) return;
    if (this.#senders[data.piece] === 0) {
      buffer.set(data.block, data.piece * METADATA_PIECE);
      this.#senders[data.piece] = peer.id;
      this.#movedAt = nowMs;
    }
    if (this.#senders.includes(0)) this.#ask(peer, nowMs);
    else this.#judge(buffer);
  }

  #judge(buffer: Uint8Array): void {
    if (equalBytes(this.#host.sha1.digest(buffer), this.#host.infoHashBytes)) {
      this.#buffer = undefined;
      this.#host.came(buffer);
      return;
    }
    const senders = new Set(this.#senders);
    const sole = senders.size === 1 ? [...senders][0] : undefined;
    this.#mustBeSolo = true;
    this.#restart();
    if (sole === undefined) return;
    for (const peer of this.#host.peers()) {
      if (peer.id === sole)
        this.#host.ban(peer, 'It sent metadata that does not match the info-hash.');
    }
  }

  #giveUpSize(size: number): void {
    this.#givenUp.set(size, (this.#givenUp.get(size) ?? 0) + 1);
    this.#restart();
  }

  #restart(): void {
    this.#buffer = undefined;
    this.#senders = new Uint32Array(0);
    this.#solo = undefined;
    for (const state of this.#states.values()) {
      state.asked.clear();
      state.late.clear();
    }
  }

  #ask(peer: Peer, nowMs: number): void {
    const state = this.#state(peer);
    if (!peer.extensions.get('ut_metadata') || peer.metadataSize === 0 || nowMs < state.quietUntil)
      return;
    if (this.#solo !== undefined && this.#solo !== peer.id) return;
    if (this.#buffer === undefined) this.#begin(peer, nowMs);
    const buffer = this.#buffer as Uint8Array | undefined;
    if (buffer === undefined || peer.metadataSize !== buffer.length) return;
    for (let piece = 0; piece < this.#senders.length && state.asked.size < state.depth; piece++) {
      if (this.#senders[piece] !== 0 || state.asked.has(piece) || this.#isAsked(piece, nowMs))
        continue;
      state.asked.set(piece, nowMs);
      this.#host.send(peer, encodeMetadataRequest(piece));
    }
  }

  /** Peers may disagree about the size: what failed least, then what most of them say, is tried first. */
  #begin(peer: Peer, nowMs: number): void {
    const votes = new Map<number, number>();
    for (const each of this.#host.peers()) {
      if (each.metadataSize > 0)
        votes.set(each.metadataSize, (votes.get(each.metadataSize) ?? 0) + 1);
    }
    const size = this.#mustBeSolo
      ? peer.metadataSize
      : [...votes].sort(([a, x], [b, y]) => this.#failures(a) - this.#failures(b) || y - x)[0]?.[0];
    if (size === undefined || size > MAX_METADATA) return;
    if (this.#mustBeSolo) this.#solo = peer.id;
    this.#movedAt = nowMs;
    this.#buffer = new Uint8Array(size);
    this.#senders = new Uint32Array(metadataPieces(size));
  }

  #failures(size: number): number {
    return this.#givenUp.get(size) ?? 0;
  }

  /** Of someone from whom it may still come soon. */
  #isAsked(piece: number, nowMs: number): boolean {
    for (const { asked } of this.#states.values())
      if ((asked.get(piece) ?? Number.NEGATIVE_INFINITY) > nowMs - HURRY_MS) return true;
    return false;
  }

  #state(peer: Peer): PeerState {
    let state = this.#states.get(peer.id);
    if (state === undefined) {
      state = {
        asked: new Map(),
        late: new Set(),
        gave: false,
        depth: ONE_AT_A_TIME.test(peer.client) ? 1 : REQUESTS_PER_PEER,
        quietUntil: 0,
        served: 0,
        refused: 0,
      };
      this.#states.set(peer.id, state);
    }
    return state;
  }
}

/** What a peer that does answer has left unanswered for long is asked again, one piece at a time. */
function dropUnanswered(state: PeerState, nowMs: number): void {
  for (const [piece, askedAt] of state.asked) {
    if (nowMs - askedAt <= HURRY_MS) continue;
    state.asked.delete(piece);
    state.late.add(piece);
    state.depth = 1;
  }
}
