/** One line of a graph: mean bytes per second of each step, oldest first; the last step has just ended. */
export interface SpeedSeries {
  readonly stepSeconds: number;
  readonly down: Float32Array;
  readonly up: Float32Array;
}

/** The last minute by seconds, ten minutes by five seconds, an hour by half minutes. */
export const SPANS = {
  minute: { stepSeconds: 1, steps: 60 },
  tenMinutes: { stepSeconds: 5, steps: 120 },
  hour: { stepSeconds: 30, steps: 120 },
} as const;

export type SpeedSpan = keyof typeof SPANS;
export type SpeedGraph = Readonly<Record<SpeedSpan, SpeedSeries>>;

const HOUR_MS = 3_600_000;

class Ring {
  readonly #stepMs: number;
  readonly #steps: number;
  /** One slot more: the step that is not over yet. */
  readonly #down: Float32Array;
  readonly #up: Float32Array;
  #slot = -1;

  constructor(stepSeconds: number, steps: number) {
    this.#stepMs = stepSeconds * 1000;
    this.#steps = steps;
    this.#down = new Float32Array(steps + 1);
    this.#up = new Float32Array(steps + 1);
  }

  add(nowMs: number, down: number, up: number): void {
    const at = this.#advance(nowMs);
    this.#down[at] = (this.#down[at] as number) + down;
    this.#up[at] = (this.#up[at] as number) + up;
  }

  read(nowMs: number): SpeedSeries {
    const open = this.#advance(nowMs);
    const series = {
      stepSeconds: this.#stepMs / 1000,
      down: new Float32Array(this.#steps),
      up: new Float32Array(this.#steps),
    };
    for (let i = 0; i < this.#steps; i++) {
      const from = (open + 1 + i) % (this.#steps + 1);
      series.down[i] = ((this.#down[from] as number) * 1000) / this.#stepMs;
      series.up[i] = ((this.#up[from] as number) * 1000) / this.#stepMs;
    }
    return series;
  }

  /** The place of the step that is under way; those that were passed over had nothing. */
  #advance(nowMs: number): number {
    const slot = Math.floor(nowMs / this.#stepMs);
    const size = this.#steps + 1;
    if (slot > this.#slot) {
      const passed = this.#slot === -1 ? size : Math.min(size, slot - this.#slot);
      for (let i = 0; i < passed; i++) {
        this.#down[(slot - i) % size] = 0;
        this.#up[(slot - i) % size] = 0;
      }
      this.#slot = slot;
    }
    return this.#slot % size;
  }
}

/** How fast it went, in three resolutions of fixed size: 2.4 KiB, whatever happens. */
export class SpeedHistory {
  readonly #rings = {
    minute: new Ring(SPANS.minute.stepSeconds, SPANS.minute.steps),
    tenMinutes: new Ring(SPANS.tenMinutes.stepSeconds, SPANS.tenMinutes.steps),
    hour: new Ring(SPANS.hour.stepSeconds, SPANS.hour.steps),
  };
  #movedAt = Number.NEGATIVE_INFINITY;

  /** Bytes since the last call. */
  add(nowMs: number, down: number, up: number): void {
    if (down === 0 && up === 0) return;
    this.#movedAt = nowMs;
    for (const ring of Object.values(this.#rings)) ring.add(nowMs, down, up);
  }

  /** Nothing but zeros is left of it. */
  isOver(nowMs: number): boolean {
    return nowMs - this.#movedAt > HOUR_MS;
  }

  read(nowMs: number): SpeedGraph {
    const { minute, tenMinutes, hour } = this.#rings;
    return {
      minute: minute.read(nowMs),
      tenMinutes: tenMinutes.read(nowMs),
      hour: hour.read(nowMs),
    };
  }
}

/** Follows two counters that only grow, and keeps a history of them as long as there is something in it. */
export class SpeedRecord {
  #history: SpeedHistory | undefined;
  #down = 0;
  #up = 0;

  /** Once a second; `down` and `up` are totals. */
  tick(nowMs: number, down: number, up: number): void {
    const moved = down !== this.#down || up !== this.#up;
    if (moved) {
      this.#history ??= new SpeedHistory();
      this.#history.add(nowMs, down - this.#down, up - this.#up);
      this.#down = down;
      this.#up = up;
    } else if (this.#history?.isOver(nowMs) === true) this.#history = undefined;
  }

  read(nowMs: number): SpeedGraph {
    return (this.#history ?? new SpeedHistory()).read(nowMs);
  }
}
