export interface Timer {
  /** Ending a timer that has fired or was ended already does nothing. */
  end(): void;
}

/** Time comes from here and nowhere else, so that a whole swarm can run on virtual time. */
export interface Clock {
  /** Milliseconds of a clock that never goes back and does not follow the wall clock's jumps. */
  now(): number;
  /** Milliseconds since 1970, for what is shown and stored. */
  wallTime(): number;
  /** Minutes by which local time is ahead of UTC at a moment (ms since 1970). */
  utcOffset(wallMs: number): number;
  /** Calls back once after `ms`. The caller owns the timer and ends it. */
  after(ms: number, callback: () => void): Timer;
  /** Calls back every `ms` until ended. Missed beats are not made up for. */
  every(ms: number, callback: () => void): Timer;
}
