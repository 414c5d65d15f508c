import type { Fault, Result } from '../core/result.ts';
import { BLOCK_HEADER, writeBlockHeader } from '../core/wire/encoder.ts';
import { MSG } from '../core/wire/ids.ts';
import type { DiskCode } from '../ports/disk.ts';
import type { Gate } from './gate.ts';
import type { Peer } from './peer.ts';
import { MAX_QUEUE } from './pipeline.ts';
import { Turn } from './turn.ts';

/** Where blocks for uploads come from. */
export interface BlockSource {
  /** The bytes when they are in memory. They stay as they are until `letGo`. */
  cached(piece: number, begin: number, length: number): Uint8Array | undefined;
  read(piece: number, begin: number, length: number): Promise<Result<Uint8Array, DiskCode>>;
  letGo(bytes: Uint8Array): void;
  readAhead(piece: number, begin: number): void;
}

/** What the uploads need of their torrent. */
export interface UploadHost {
  /** Undefined while there is nothing to give. */
  blocks(): BlockSource | undefined;
  /** False: the piece was lost since it was asked for, and what is read of it may be anything. */
  has(piece: number): boolean;
  readonly upGate: Gate;
  countsOverhead(): boolean;
  now(): number;
  uploaded(bytes: number, piece: number): void;
  readFailed(fault: Fault<DiskCode>): void;
}

/**
 * Bounds on what waits for a socket. What is queued there can no longer be taken back, and whatever is said
 * afterwards waits behind it: as much as leaves in a few event-loop turns, and no more.
 */
const MIN_SOCKET_QUEUE = 16 * 1024;
const MAX_SOCKET_QUEUE = 512 * 1024;
const SOCKET_QUEUE_MS = 50;
/** Requests of a short queue are read at once; those of a long one when their turn is near, or they would throw each other out. */
const AHEAD = 32;
/** Headers are cut from larger allocations. */
const HEADERS = 256;

/** Answers one peer's requests: read, limit, write. At most one read under way for a peer. */
export class PeerUploads {
  readonly #peer: Peer;
  readonly #host: UploadHost;
  readonly #turn: Turn;
  #reading = false;
  /** Written, and not yet with the kernel, oldest first. */
  readonly #held: Uint8Array[] = [];
  #heldBytes = 0;
  #room = MIN_SOCKET_QUEUE;
  #wroteAt = 0;
  #holder: BlockSource | undefined;
  #headers = new Uint8Array(0);
  #headerAt = 0;

  constructor(peer: Peer, host: UploadHost) {
    this.#peer = peer;
    this.#host = host;
    this.#turn = new Turn(
      host.upGate,
      () => peer.upBuckets,
      () => host.now(),
      () => this.pump(),
    );
  }

  /** False when the peer floods us. */
  requested(piece: number, begin: number, length: number): boolean {
    const { uploads } = this.#peer;
    if (uploads.count >= MAX_QUEUE) {
      if (!this.#peer.supportsFast) return false;
      this.#peer.writer.range(MSG.reject, piece, begin, length);
      return true;
    }
    uploads.add(piece, begin, length);
    if (uploads.count <= AHEAD) this.#host.blocks()?.readAhead(piece, begin);
    return true;
  }

  /** Writes blocks until the socket, the limit or the disk says stop: many in one go, for each go is a call of the system. */
  pump(): void {
    const { connection } = this.#peer;
    for (let more = this.#isOwing; more; ) {
      connection.gather();
      more = this.#write();
      this.#letGo(connection.release());
      more &&= this.#isOwing;
    }
  }

  get #isOwing(): boolean {
    const { connection, ended, uploads } = this.#peer;
    return !this.#reading && !ended && uploads.count > 0 && connection.queued < this.#room;
  }

  /** False when there is nothing to be gained by going on now. */
  #write(): boolean {
    const peer = this.#peer;
    while (this.#isOwing) {
      const blocks = this.#host.blocks();
      if (blocks === undefined || !this.#turn.mayPass()) return false;
      const { piece, begin, length } = peer.uploads;
      if (!this.#host.has(piece)) {
        this.#refuse(piece, begin, length);
        continue;
      }
      const bytes = blocks.cached(piece, begin, length);
      if (bytes === undefined) {
        this.#read(blocks, piece, begin, length);
        return false;
      }
      this.#send(blocks, piece, begin, bytes);
    }
    return true;
  }

  /** The kernel has taken everything that was written: where that took no time the queue may be longer. */
  drained(): void {
    this.#letGo(0);
    if (this.#host.now() - this.#wroteAt < SOCKET_QUEUE_MS / 2)
      this.#room = Math.min(MAX_SOCKET_QUEUE, this.#room * 2);
    this.pump();
  }

  /** Once a second, with the payload rate in bytes/s. */
  tick(rate: number): void {
    const enough = Math.max(MIN_SOCKET_QUEUE, (rate * 2 * SOCKET_QUEUE_MS) / 1000);
    this.#room = Math.min(this.#room, enough);
  }

  /**
   * BEP 6: whoever is choked hears which of its requests are off, and still gets what it may have for nothing.
   * Without the extension all requests are off, and it knows.
   */
  refuseAll(): void {
    const { uploads, supportsFast, favours, writer } = this.#peer;
    if (!supportsFast) {
      uploads.clear();
      return;
    }
    for (let left = uploads.count; left > 0; left--) {
      const { piece, begin, length } = uploads;
      uploads.shift();
      if (favours.granted.has(piece)) uploads.add(piece, begin, length);
      else writer.range(MSG.reject, piece, begin, length);
    }
  }

  close(): void {
    this.#turn.close();
    this.#letGo(0);
  }

  #read(blocks: BlockSource, piece: number, begin: number, length: number): void {
    this.#reading = true;
    void blocks.read(piece, begin, length).then((read) => {
      this.#reading = false;
      const peer = this.#peer;
      if (peer.ended) {
        if (read.ok) blocks.letGo(read.value);
        return;
      }
      const { uploads } = peer;
      const current =
        uploads.count > 0 &&
        uploads.piece === piece &&
        uploads.begin === begin &&
        uploads.length === length;
      if (!read.ok) {
        if (current) this.#refuse(piece, begin, length);
        this.#host.readFailed(read);
      } else if (current && this.#host.has(piece)) {
        peer.connection.gather();
        this.#send(blocks, piece, begin, read.value);
        this.#write();
        this.#letGo(peer.connection.release());
      } else {
        blocks.letGo(read.value);
      }
      this.pump();
    });
  }

  #refuse(piece: number, begin: number, length: number): void {
    const peer = this.#peer;
    peer.uploads.shift();
    if (peer.supportsFast) peer.writer.range(MSG.reject, piece, begin, length);
    peer.flush();
  }

  /** Bytes leave in the order in which they were written: only the last `waiting` of them are still here. */
  #letGo(waiting: number): void {
    let gone = 0;
    for (const bytes of this.#held) {
      if (this.#heldBytes - bytes.length < waiting) break;
      this.#heldBytes -= bytes.length;
      this.#holder?.letGo(bytes);
      gone++;
    }
    this.#held.splice(0, gone);
  }

  #send(blocks: BlockSource, piece: number, begin: number, bytes: Uint8Array): void {
    const peer = this.#peer;
    peer.uploads.shift();
    peer.flush();
    const now = this.#host.now();
    if (this.#headerAt + BLOCK_HEADER > this.#headers.length) {
      this.#headers = new Uint8Array(HEADERS * BLOCK_HEADER);
      this.#headerAt = 0;
    }
    const header = this.#headers.subarray(this.#headerAt, this.#headerAt + BLOCK_HEADER);
    this.#headerAt += BLOCK_HEADER;
    writeBlockHeader(header, 0, piece, begin, bytes.length);
    this.#turn.passed(bytes.length + (this.#host.countsOverhead() ? BLOCK_HEADER : 0));
    this.#wroteAt = now;
    this.#holder = blocks;
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    peer.connection.write(header, bytes);
    peer.lastSentAt = now;
    peer.up.add(bytes.length, now);
    peer.tookSinceUnchoke += bytes.length;
    this.#host.uploaded(bytes.length, piece);
  }
}
