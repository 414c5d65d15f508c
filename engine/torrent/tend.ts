import type { Peer } from '../peer/peer.ts';
import type { Transfer } from './transfer.ts';

export interface TendHost {
  /** Undefined while the metadata is missing. */
  readonly transfer: Transfer | undefined;
  readonly swarm: { readonly peers: ReadonlyMap<number, Peer> };
  readonly webSeeds: { poke(): void } | undefined;
  isLeeching(): boolean;
}

const HANDSHAKE_MS = 10_000;
/** BEP 3: a connection without a message for two minutes is closed; some clients are late. */
const IDLE_MS = 150_000;
const KEEP_ALIVE_MS = 100_000;
const SNUB_MS = 60_000;
/**
 * A peer that owes blocks and sends nothing for so many of its usual answers: its requests go to others. Sooner at
 * the end, where others wait for nothing else.
 */
const PATIENCE = { answers: 30, leastMs: 5_000, mostMs: 30_000 };
const ENDGAME_PATIENCE = { answers: 10, leastMs: 2_000, mostMs: 8_000 };
/**
 * A request that was sent so long before one that has been answered was lost: by a queue of theirs that was full, or
 * a late choke. Transmission says so 10 s later, many never do.
 */
const LOST_MS = 5_000;

/** Looks after each peer once a second: time-outs, keep-alives, stalled requests, a full pipeline. */
export class Tend {
  readonly #host: TendHost;

  constructor(host: TendHost) {
    this.#host = host;
  }

  peer(peer: Peer, now: number): void {
    if (peer.peerId === undefined) {
      // Dialling has its own time-out; this one is for those who connect and say nothing.
      if (now - peer.connectedAt > 2 * HANDSHAKE_MS) peer.end('peer-handshake-timeout');
      return;
    }
    if (now - peer.lastReceivedAt > IDLE_MS) {
      peer.end('peer-idle');
      return;
    }
    peer.tick();
    if (now - peer.lastSentAt > KEEP_ALIVE_MS) peer.writer.keepAlive();
    peer.giving.tick(peer.up.rate(now, 3));
    const { transfer } = this.#host;
    if (transfer !== undefined) {
      transfer.judge(peer, peer.down.rate(now, 3));
      this.#watch(peer, transfer, now);
      transfer.fill(peer);
    }
    peer.flush();
  }

  /**
   * Someone has room in the pipeline, and perhaps there is memory, or a block, for it now. Those who left us waiting
   * come last, or the last blocks would go from one of them to the next.
   */
  refill(): void {
    const { transfer } = this.#host;
    if (transfer === undefined || !this.#host.isLeeching()) return;
    for (const stalled of [false, true]) {
      for (const peer of this.#host.swarm.peers.values()) {
        if (peer.wanted === 0 || peer.peerChoking || peer.pipeline.isStalled !== stalled) continue;
        const asked = peer.requests.count;
        transfer.fill(peer);
        // What else there is to say can wait until something comes from the peer: this is called for each piece.
        if (peer.requests.count > asked) peer.flush();
      }
    }
    this.#host.webSeeds?.poke();
  }

  /** What is not answered goes to others; a peer that owes for a minute is snubbing us (BEP 3). */
  #watch(peer: Peer, transfer: Transfer, now: number): void {
    if (peer.requests.count === 0 && peer.arriving.active === undefined) return;
    if (peer.throttle.isHolding) return;
    const silent = now - peer.lastBlockAt;
    if (silent > SNUB_MS) peer.snubbed = true;
    if (silent > patienceWith(peer, transfer.picker.isEndgame)) {
      peer.pipeline.stall();
      transfer.blocks.cancelAll(peer);
    } else if (!transfer.blocks.dropLost(peer, LOST_MS)) {
      return;
    }
    this.refill();
  }
}

function patienceWith(peer: Peer, isEndgame: boolean): number {
  const { answers, leastMs, mostMs } = isEndgame ? ENDGAME_PATIENCE : PATIENCE;
  return Math.min(mostMs, Math.max(leastMs, answers * peer.pipeline.answerSeconds * 1000));
}
