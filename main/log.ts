import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { PlainFault } from '../preload/contract/index.ts';

const MAX_BYTES = 1024 * 1024;

export interface MainLog {
  info(message: string): void;
  error(message: string, cause?: unknown): void;
  fault(about: string, fault: PlainFault): void;
  close(): void;
}

const reasonOf = (cause: unknown): string =>
  cause instanceof Error
    ? (cause.stack ?? cause.message)
    : cause === undefined
      ? ''
      : String(cause);

/** Keeps one old file beside the new one. Sizes are looked at once, at the start. */
function rotate(path: string): void {
  try {
    if (statSync(path).size > MAX_BYTES) renameSync(path, `${path}.1`);
  } catch {
    // No log yet.
  }
}

/**
 * What the shell did, in `<profile>/logs/main.log`. Stays on this computer. Nothing is awaited: before the app is
 * ready that would be a wait for its whole start.
 */
export function openLog(profile: string): MainLog {
  const folder = join(profile, 'logs');
  let stream: WriteStream | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'main.log');
    rotate(path);
    stream = createWriteStream(path, { flags: 'a' });
    // A full disk must not end the process; there is nowhere left to write that to.
    stream.on('error', () => {
      stream = undefined;
    });
  } catch {
    stream = undefined;
  }
  const write = (level: string, message: string): void => {
    stream?.write(`${new Date().toISOString()} ${level} ${message}\n`);
  };
  return {
    info: (message) => write('info', message),
    error: (message, cause) => write('error', `${message} ${reasonOf(cause)}`.trimEnd()),
    fault: (about, { code, message, facts }) =>
      write(
        'error',
        `${about}: ${code} ${message} ${facts === undefined ? '' : JSON.stringify(facts)}`.trimEnd(),
      ),
    close: () => stream?.end(),
  };
}
