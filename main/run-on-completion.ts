import { type ChildProcess, spawn } from 'node:child_process';
import { homedir } from 'node:os';
import {
  done,
  type EngineApi,
  type EngineNews,
  fault,
  type InfoHash,
  ok,
  type Result,
} from '../engine/api/index.ts';
import type { PlainFault } from '../preload/contract/index.ts';
import { type Command, parseCommand } from '../preload/contract/settings.ts';
import { contentPath } from './content-path.ts';

interface Source {
  call<T>(run: (engine: EngineApi) => Promise<Result<T>>): Promise<Result<T>>;
}

export interface RunOptions {
  readonly source: Source;
  /** The setting: empty runs nothing. */
  command(): string;
  onOutput(line: string): void;
  onFault(fault: PlainFault): void;
}

type Placeholders = Readonly<Record<string, string>>;

/** A second one would not make a slow disk faster; many would stop everything else. */
const AT_ONCE = 4;
/** Of what one run writes, this much is kept; the rest is read and let go. */
const MAX_OUTPUT_BYTES = 4096;

/**
 * Runs the user's program for torrents that are complete, without a shell: what a torrent calls itself is
 * one argument, or part of one, whatever is in it.
 */
export class RunOnCompletion {
  readonly #options: RunOptions;
  readonly #waiting: { readonly command: Command; readonly name: string }[] = [];
  readonly #running = new Set<ChildProcess>();
  /** Complete, and on the way to where they belong. */
  readonly #moving = new Set<InfoHash>();
  #closed = false;

  constructor(options: RunOptions) {
    this.#options = options;
  }

  /** The program is told of files that stay where they are: it runs when they have come home. */
  async news(news: EngineNews): Promise<void> {
    if (news.kind === 'completed') {
      if (news.movesTo === undefined) await this.#completed(news.id);
      else this.#moving.add(news.id);
    } else if (news.kind === 'moved' || news.kind === 'fault') {
      if (news.id !== undefined && this.#moving.delete(news.id)) await this.#completed(news.id);
    }
  }

  async #completed(id: InfoHash): Promise<void> {
    const command = parseCommand(this.#options.command());
    if (command === undefined) return;
    const facts = await this.#options.source.call((engine) => placeholdersOf(engine, id));
    if (!facts.ok) {
      this.#options.onFault(facts);
      return;
    }
    const args = command.args.map((argument) => expand(argument, facts.value));
    this.#waiting.push({
      command: { program: command.program, args },
      name: facts.value['N'] ?? id,
    });
    this.#startNext();
  }

  /** Ends what runs; what waits is not begun any more. */
  close(): void {
    this.#closed = true;
    for (const { command, name } of this.#waiting.splice(0)) {
      this.#options.onFault(
        fault('run-dropped', name, `“${command.program}” was not run for “${name}”: Skein ended.`),
      );
    }
    for (const child of this.#running) child.kill();
  }

  #startNext(): void {
    while (!this.#closed && this.#running.size < AT_ONCE) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const started = this.#start(next.command, next.name);
      if (!started.ok) this.#options.onFault(started);
    }
  }

  #start({ program, args }: Command, name: string): Result<void> {
    let child: ChildProcess;
    try {
      child = spawn(program, args, {
        cwd: homedir(),
        shell: false,
        stdio: ['ignore', 'pipe', 'pipe'],
        windowsHide: true,
      });
    } catch (error) {
      return notStarted(program, name, error);
    }
    this.#running.add(child);
    const output: Buffer[] = [];
    let bytes = 0;
    const keep = (chunk: Buffer): void => {
      const room = MAX_OUTPUT_BYTES - bytes;
      if (room > 0) output.push(chunk.subarray(0, room));
      bytes += chunk.length;
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('error', (error) => {
      if (child.pid === undefined) this.#options.onFault(notStarted(program, name, error));
      if (child.pid === undefined) this.#ended(child);
    });
    // Not `close`: a grandchild may hold the pipes for ever.
    child.once('exit', (code, signal) => {
      setImmediate(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        this.#tell(program, name, Buffer.concat(output), bytes);
        if (code !== 0) {
          const how = code === null ? `signal ${signal}` : `exit code ${code}`;
          const message = `“${program}” for “${name}” ended with ${how}.`;
          this.#options.onFault(fault('run-failed', name, message, { how }));
        }
        this.#ended(child);
      });
    });
    return done;
  }

  #tell(program: string, name: string, output: Buffer, bytes: number): void {
    const text = output.toString().trimEnd();
    const more = bytes > output.length ? ` … (${bytes} bytes in all)` : '';
    // One line of the log each: what a program writes must not look like another entry.
    this.#options.onOutput(`ran “${program}” for “${name}”: ${JSON.stringify(text)}${more}`);
  }

  #ended(child: ChildProcess): void {
    this.#running.delete(child);
    this.#startNext();
  }
}

function notStarted(program: string, name: string, error: unknown): ReturnType<typeof fault> {
  const why = (error as NodeJS.ErrnoException).code ?? String(error);
  const message = `“${program}” could not be started for “${name}” (${why}).`;
  return fault('run-not-started', name, message, { why });
}

async function placeholdersOf(engine: EngineApi, id: InfoHash): Promise<Result<Placeholders>> {
  const [listed, path, trackers] = await Promise.all([
    engine.list([id]),
    contentPath(engine, id),
    engine.details(id, 'trackers'),
  ]);
  if (!listed.ok) return listed;
  if (!path.ok) return path;
  if (!trackers.ok) return trackers;
  const row = listed.value.find((one) => one.id === id);
  if (row === undefined)
    return fault('torrent-unknown', id, 'This torrent is not in the list any more.');
  return ok({
    N: row.name,
    F: path.value,
    D: row.savePath,
    I: id,
    L: row.category,
    G: row.tags.join(','),
    Z: String(row.size),
    T: trackers.value.value?.[0]?.url ?? '',
    '%': '%',
  });
}

/**
 * In one pass, so that a name with a percent sign stays as it is. What begins with a torrent's own word
 * never begins like an option: a name such as `--delete` becomes `./--delete`.
 */
function expand(argument: string, values: Placeholders): string {
  const text = argument
    .replace(/%([NFDILGZT%])/g, (_, key: string) => values[key] ?? '')
    .replaceAll('\0', '');
  return text.startsWith('-') && !argument.startsWith('-') ? `./${text}` : text;
}
