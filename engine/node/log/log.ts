import { mkdirSync, renameSync, statSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../../core/result.ts';
import type { Log, LogLevel } from '../../ports/log.ts';

export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly level: LogLevel;
  readonly about: string;
  readonly message: string;
  readonly code?: string;
}

export interface NodeLog extends Log {
  /** The newest lines, oldest first. */
  recent(): readonly LogLine[];
  /** Writes what is pending. Lines after this go to memory only. */
  close(): Promise<void>;
}

export interface LogOptions {
  /** Where skein.log and skein.old.log live; absent: memory only. */
  readonly folder?: string;
  /** Lines below this level are dropped. */
  readonly level: LogLevel;
}

const ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];
const LINES = 2_000;
const FILE_BYTES = 2 * 1024 * 1024;
/** Beyond this, what waits for a slow disk is dropped: the log must not eat the memory. */
const PENDING_CHARS = 512 * 1024;
const FLUSH_MS = 1_000;
const MESSAGE_CHARS = 2_000;

export function createNodeLog(options: LogOptions): NodeLog {
  const lines: LogLine[] = [];
  const file = options.folder === undefined ? undefined : new LogFile(options.folder);
  return {
    write(level, about, message, fault) {
      if (ORDER.indexOf(level) < ORDER.indexOf(options.level)) return;
      const line = lineOf(level, about, message, fault);
      lines.push(line);
      if (lines.length > LINES) lines.splice(0, LINES / 4);
      file?.add(text(line));
    },
    recent: () => lines,
    close: async () => file?.close(),
  };
}

function lineOf(
  level: LogLevel,
  about: string,
  message: string,
  fault: Fault | undefined,
): LogLine {
  const at = Date.now();
  const whole = fault === undefined ? message : `${message}: ${fault.message}`;
  const line = { at, level, about, message: whole.slice(0, MESSAGE_CHARS) };
  return fault === undefined ? line : { ...line, code: fault.code };
}

/** Control characters from outside must not forge another line. */
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/g;

function text({ at, level, about, message, code }: LogLine): string {
  const body = `${about}: ${message}${code === undefined ? '' : ` [${code}]`}`;
  return `${new Date(at).toISOString()} ${level.padEnd(5)} ${body.replace(CONTROL, ' ')}\n`;
}

class LogFile {
  readonly #path: string;
  readonly #old: string;
  #size: number;
  #pending = '';
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #open = true;

  constructor(folder: string) {
    this.#path = join(folder, 'skein.log');
    this.#old = join(folder, 'skein.old.log');
    this.#size = startSize(folder, this.#path);
  }

  add(line: string): void {
    if (!this.#open || this.#pending.length > PENDING_CHARS) return;
    this.#pending += line;
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  async close(): Promise<void> {
    this.#open = false;
    clearTimeout(this.#timer);
    this.#flush();
    await this.#writing;
  }

  #flush(): void {
    this.#timer = undefined;
    const batch = this.#pending;
    this.#pending = '';
    if (batch !== '') this.#writing = this.#writing.then(() => this.#append(batch));
  }

  /** A log that cannot be written must not stop anything: the lines stay readable in memory. */
  async #append(batch: string): Promise<void> {
    try {
      if (this.#size > FILE_BYTES) {
        renameSync(this.#path, this.#old);
        this.#size = 0;
      }
      await appendFile(this.#path, batch);
      this.#size += Buffer.byteLength(batch);
    } catch {
      this.#size = 0;
    }
  }
}

function startSize(folder: string, path: string): number {
  try {
    mkdirSync(folder, { recursive: true });
    return statSync(path).size;
  } catch {
    return 0;
  }
}
