const BUCKETS = 10;
/** Of a meter through which nothing has passed. Never written to. */
const NOTHING = new Float64Array(BUCKETS);

/**
 * Bytes per second over the last seconds, from a ring of one-second sums, so that adding costs nothing
 * and reading never looks at more than ten numbers.
 */
export class RateMeter {
  #sums: Float64Array = NOTHING;
  #second = -1;
  #firstSecond = -1;
  total = 0;

  add(bytes: number, nowMs: number): void {
    this.#advance(nowMs);
    const at = this.#second % BUCKETS;
    this.#sums[at] = (this.#sums[at] as number) + bytes;
    this.total += bytes;
  }

  /** Bytes per second over the last `seconds` full seconds (1 … 9), or since the first byte when that is shorter. */
  rate(nowMs: number, seconds = 5): number {
    if (this.#firstSecond === -1) return 0;
    this.#advance(nowMs);
    const span = Math.min(seconds, this.#second - this.#firstSecond);
    if (span <= 0) {
      const begun = nowMs - this.#second * 1000;
      const sum = this.#sums[this.#second % BUCKETS] as number;
      return begun < 200 ? sum * 5 : (sum * 1000) / begun;
    }
    let sum = 0;
    for (let i = 1; i <= span; i++) sum += this.#sums[(this.#second - i) % BUCKETS] as number;
    return sum / span;
  }

  #advance(nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    if (this.#firstSecond === -1) {
      this.#firstSecond = second;
      this.#second = second;
      this.#sums = new Float64Array(BUCKETS);
      return;
    }
    if (second <= this.#second) return;
    const steps = Math.min(BUCKETS, second - this.#second);
    for (let i = 1; i <= steps; i++) this.#sums[(this.#second + i) % BUCKETS] = 0;
    if (second - this.#second >= BUCKETS) this.#sums.fill(0);
    this.#second = second;
  }
}
