import { randomUUID } from 'node:crypto';
import { stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type EngineApi,
  type EngineNews,
  fault,
  type InfoHash,
  ok,
  type Result,
} from '../engine/api/index.ts';
import type { PlainFault } from '../preload/contract/index.ts';
import { runTool } from './desktop/xdg.ts';

interface Source {
  call<T>(run: (engine: EngineApi) => Promise<Result<T>>): Promise<Result<T>>;
}

/** Marks these files, which may not be there; what could not be marked is told. */
export type Marker = (paths: readonly string[]) => Promise<Result<void>>;

/** The zone “Internet”, as browsers write it: SmartScreen and Office ask before they open such a file. */
const ZONE = '[ZoneTransfer]\r\nZoneId=3\r\n';

/** Windows: a stream beside the file's data. */
export const markZone: Marker = async (paths) => {
  for (const path of paths) {
    // A stream of a file that is not there would make the file.
    const facts = await stat(path).catch(() => undefined);
    if (facts?.isFile() !== true) continue;
    try {
      await writeFile(`${path}:Zone.Identifier`, ZONE);
      // NTFS counts it as a change of the file, which the engine would check again.
      await utimes(path, facts.atimeMs / 1000, facts.mtimeMs / 1000);
    } catch (error) {
      return notMarked(path, (error as NodeJS.ErrnoException).code ?? String(error));
    }
  }
  return ok(undefined);
};

/** A command line of a quarter of what macOS takes, with the longest paths. */
const AT_ONCE = 200;
const XATTR = '/usr/bin/xattr';

/** What Launch Services looks for: downloaded (0081), when, by whom. Gatekeeper asks before it starts such a file. */
export const quarantine = (seconds: number, id: string): string =>
  `0081;${Math.floor(seconds).toString(16)};Skein;${id}`;

/** macOS: an attribute of the file. */
export const markQuarantine =
  (run: typeof runTool): Marker =>
  async (paths) => {
    const there: string[] = [];
    for (const path of paths) {
      const facts = await stat(path).catch(() => undefined);
      if (facts?.isFile() === true) there.push(path);
    }
    const value = quarantine(Date.now() / 1000, randomUUID().toUpperCase());
    for (let from = 0; from < there.length; from += AT_ONCE) {
      const some = there.slice(from, from + AT_ONCE);
      const words = ['-w', 'com.apple.quarantine', value, ...some];
      const marked = await run(XATTR, words, process.env);
      if (!marked.ok) return notMarked(some[0] ?? '', marked.message);
    }
    return ok(undefined);
  };

const notMarked = (path: string, why: string): Result<void> =>
  fault('mark-failed', path, `“${path}” could not be marked as downloaded: ${why}`, { why });

/** How this system marks what came from strangers; Linux has no such thing. */
export function systemMarker(platform: string): Marker | undefined {
  if (platform === 'win32') return markZone;
  return platform === 'darwin' ? markQuarantine(runTool) : undefined;
}

export interface OriginMarkOptions {
  readonly source: Source;
  readonly mark: Marker | undefined;
  onFault(fault: PlainFault): void;
}

/** Files that were downloaded say so to the system, which asks before it runs one: once they lie where they belong. */
export class OriginMark {
  readonly #options: OriginMarkOptions;
  readonly #moving = new Set<InfoHash>();

  constructor(options: OriginMarkOptions) {
    this.#options = options;
  }

  /** Resolves when what the news is about is marked. */
  async news(news: EngineNews): Promise<void> {
    const { mark } = this.#options;
    if (mark === undefined) return;
    if (news.kind === 'completed') {
      if (news.movesTo === undefined) await this.#mark(mark, news.id);
      else this.#moving.add(news.id);
    } else if (news.kind === 'moved' || news.kind === 'fault') {
      // A move that failed leaves them where they are, and they stay there.
      if (news.id !== undefined && this.#moving.delete(news.id)) await this.#mark(mark, news.id);
    }
  }

  async #mark(mark: Marker, id: InfoHash): Promise<void> {
    const paths = await this.#options.source.call((engine) => pathsOf(engine, id));
    const marked = paths.ok ? await mark(paths.value) : paths;
    if (!marked.ok) this.#options.onFault(marked);
  }
}

async function pathsOf(engine: EngineApi, id: InfoHash): Promise<Result<readonly string[]>> {
  const [listed, files] = await Promise.all([engine.list([id]), engine.details(id, 'files')]);
  if (!listed.ok) return listed;
  if (!files.ok) return files;
  const row = listed.value.find((one) => one.id === id);
  const { paths = '' } = files.value.value ?? {};
  if (row === undefined || paths === '') return ok([]);
  return ok(paths.split('\n').map((path) => join(row.savePath, ...path.split('/'))));
}
