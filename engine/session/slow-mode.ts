import { isScheduled, nextChange, parseSchedule } from '../core/schedule.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { EngineSettings } from '../settings/schema.ts';

export interface SlowModeHost {
  readonly clock: Clock;
  settings(): EngineSettings;
  /** Small state that survives restarts. */
  value(key: string): unknown;
  keep(key: string, value: unknown): void;
  /** Slow mode is to be on or off, as if somebody had set it. */
  switchTo(on: boolean): void;
}

/** What was done last: until then the schedule has had its say, and whoever switches by hand is left alone. */
interface LastWord {
  readonly schedule: string;
  readonly from: number;
  readonly until: number;
}

const KEY = 'slow.schedule';
/** The wall clock may be set, and the machine may sleep: a longer wait is looked at again. */
const LOOK_MS = 60_000;

/** Switches slow mode where its schedule begins and ends. In between the user's hand counts. */
export class SlowMode {
  readonly #host: SlowModeHost;
  #timer: Timer | undefined;
  /** Milliseconds since 1970 at which the schedule switches next; 0: it does not. */
  nextSwitch = 0;

  constructor(host: SlowModeHost) {
    this.#host = host;
  }

  /** To be called at the start, when a setting of the schedule changed, and when the machine woke up. */
  look(): void {
    this.close();
    const { slowScheduled, slowSchedule } = this.#host.settings();
    const parsed = parseSchedule(slowSchedule);
    if (!slowScheduled || !parsed.ok) return;
    const { clock } = this.#host;
    const now = clock.wallTime();
    const offsetAt = (wallMs: number): number => clock.utcOffset(wallMs);
    const next = nextChange(parsed.value, now, offsetAt);
    this.nextSwitch = next ?? 0;
    if (!this.#hasSpoken(slowSchedule, now)) {
      const until = next ?? Number.MAX_SAFE_INTEGER;
      this.#host.keep(KEY, { schedule: slowSchedule, from: now, until } satisfies LastWord);
      const on = isScheduled(parsed.value, now, offsetAt);
      if (on !== this.#host.settings().slowMode) this.#host.switchTo(on);
    }
    if (next === undefined) return;
    this.#timer = clock.after(Math.min(next - now, LOOK_MS), () => this.look());
  }

  close(): void {
    this.#timer?.end();
    this.#timer = undefined;
    this.nextSwitch = 0;
  }

  #hasSpoken(schedule: string, now: number): boolean {
    const last = this.#host.value(KEY) as Partial<LastWord> | undefined;
    return (
      last?.schedule === schedule &&
      typeof last.from === 'number' &&
      typeof last.until === 'number' &&
      now >= last.from &&
      now < last.until
    );
  }
}
