import { readFileSync } from 'node:fs';

// More than any torrent file, handshake or bitfield, less than a thousandth of a payload.
const PAYLOAD_HAS_BEGUN = 384 * 1024;

/** Bytes that went over the loopback device so far. */
export function loopbackBytes(): number {
  const line = readFileSync('/proc/net/dev', 'latin1')
    .split('\n')
    .find((text) => text.trim().startsWith('lo:'));
  return Number(line?.split(':')[1]?.trim().split(/\s+/)[0] ?? 0);
}

/**
 * Watches for the first payload bytes from outside the clients: the same clock for all, without asking any of
 * them anything while they work.
 */
export class FirstByteWatch {
  readonly #base = loopbackBytes();
  readonly #timer: NodeJS.Timeout;
  at: number | undefined;

  constructor() {
    this.#timer = setInterval(() => {
      if (loopbackBytes() - this.#base < PAYLOAD_HAS_BEGUN) return;
      this.at = performance.now();
      this.stop();
    }, 5);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
