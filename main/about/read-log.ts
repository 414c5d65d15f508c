import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type LogEntry, type LogLevel, logLevels } from '../../preload/contract/about-calls.ts';

/** Read from the end of each file. */
const TAIL_BYTES = 512 * 1024;
const MAX_LINES = 3_000;
const MESSAGE_CHARS = 2_000;

const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (\w+) +(.*)$/;
/** In the engine's file: "about: message". */
const ABOUT = /^(\S{1,64}): (.*)$/;

const levelOf = (word: string): LogLevel => logLevels.find((level) => level === word) ?? 'info';

/** Lines without a time go on from the one before (stacks). What is no log line is passed over. */
export function parseLog(text: string, source: 'app' | 'engine'): LogEntry[] {
  const entries: LogEntry[] = [];
  for (const line of text.split('\n')) {
    const match = LINE.exec(line);
    if (match === null) {
      const last = entries.pop();
      if (last !== undefined) {
        const message = line === '' ? last.message : `${last.message}\n${line}`;
        entries.push({ ...last, message: message.slice(0, MESSAGE_CHARS) });
      }
      continue;
    }
    const [, time = '', word = '', rest = ''] = match;
    const parts = source === 'engine' ? ABOUT.exec(rest) : null;
    entries.push({
      at: Date.parse(time),
      level: levelOf(word),
      about: parts?.[1] ?? source,
      message: (parts?.[2] ?? rest).slice(0, MESSAGE_CHARS),
    });
  }
  return entries;
}

async function tail(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const from = Math.max(0, size - TAIL_BYTES);
      const buffer = Buffer.alloc(size - from);
      await file.read(buffer, 0, buffer.length, from);
      const text = buffer.toString('utf8');
      // The first line may be half of one.
      return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}

/** What the app and its engine wrote, in order of time, newest last. */
export async function readLog(folder: string, since: number): Promise<readonly LogEntry[]> {
  const [app, engine, before] = await Promise.all([
    tail(join(folder, 'main.log')),
    tail(join(folder, 'skein.log')),
    tail(join(folder, 'skein.old.log')),
  ]);
  return [...parseLog(before, 'engine'), ...parseLog(engine, 'engine'), ...parseLog(app, 'app')]
    .filter((entry) => entry.at > since)
    .sort((a, b) => a.at - b.at)
    .slice(-MAX_LINES);
}
