import type { Fault } from '../core/result.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What happened, for the log view and the diagnostic report. `about` is an info-hash or a part's name. */
export interface Log {
  write(level: LogLevel, about: string, message: string, fault?: Fault): void;
}
