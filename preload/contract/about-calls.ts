import * as v from 'valibot';
import { call } from './call.ts';
import * as s from './schemas.ts';

/** What this program is made of, and where it keeps its things. */
export interface About {
  /** "Electron", "Chromium" …: the version. In the order in which they are shown. */
  readonly versions: readonly (readonly [name: string, version: string])[];
  readonly system: string;
  readonly profile: string;
}

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** One line of the application's log. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly level: LogLevel;
  /** An info-hash, a part of the engine, or `app`. */
  readonly about: string;
  readonly message: string;
}

export const aboutCalls = {
  about: call(s.nothing).returns<About>(),
  /** The newest lines, at most 3,000, oldest first; only those after `since` (milliseconds since 1970). */
  readLog: call(v.strictObject({ since: s.count(Number.MAX_SAFE_INTEGER) })).returns<
    readonly LogEntry[]
  >(),
  /** Shows the folder in the system's file manager. */
  openFolder: call(v.strictObject({ folder: v.picklist(['profile', 'logs']) })).returns<void>(),
} as const;
