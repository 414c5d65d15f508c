import { MSG } from '../core/wire/ids.ts';
import type { Peer } from '../peer/peer.ts';
import type { Timer } from '../ports/clock.ts';

export interface TellingHost {
  peers(): Iterable<Peer>;
  after(ms: number, callback: () => void): Timer;
}

/** Pieces that come within this time are told in one write. */
const HAVE_MS = 100;

/** Tells everyone who is connected of new pieces: at once, and what comes soon after in one more write. */
export class Telling {
  readonly #host: TellingHost;
  #pause: Timer | undefined;
  #hasMore = false;

  constructor(host: TellingHost) {
    this.#host = host;
  }

  /** Their `have` stand in the writers: to be sent now, or when the pause is over. */
  soon(): void {
    if (this.#pause === undefined) this.#tell();
    else this.#hasMore = true;
  }

  /** Everyone hears of these pieces, which are here though they did not come just now. */
  tell(pieces: readonly number[]): void {
    for (const peer of this.#host.peers()) {
      if (peer.peerId === undefined || peer.favours.shown !== undefined) continue;
      for (const piece of pieces) peer.writer.piece(MSG.have, piece);
      peer.flush();
    }
  }

  stop(): void {
    this.#pause?.end();
    this.#pause = undefined;
  }

  #tell(): void {
    for (const peer of this.#host.peers()) peer.flush();
    this.#hasMore = false;
    this.#pause = this.#host.after(HAVE_MS, () => {
      this.#pause = undefined;
      if (this.#hasMore) this.#tell();
    });
  }
}
