import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sampler } from './procfs.ts';
import { delay, until, within } from './wait.ts';

const OUTPUT_LIMIT = 256 * 1024;
const SETPRIV = '/usr/bin/setpriv';

/** Somewhere else than in this process's own surroundings, for instance in a network namespace. */
export interface Inside {
  /** The command line that runs a program there. */
  enter(command: string, args: readonly string[]): [command: string, args: string[]];
}

export interface SpawnOptions {
  readonly inside?: Inside | undefined;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the process is called in failures. */
  readonly name?: string;
  /** Called for every whole line of stdout. */
  readonly onLine?: (line: string) => void;
  /** Keep stdin open for writing (it is /dev/null otherwise). */
  readonly stdin?: boolean;
  /** Milliseconds between two looks at its memory. */
  readonly sampleEvery?: number;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One started program: its output, its cost, its end. */
export class ManagedProcess {
  readonly name: string;
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  readonly sampler: Sampler;
  readonly startedAt = performance.now();
  stdout = '';
  stderr = '';
  end: Ended | undefined;

  constructor(command: string, args: readonly string[], options: SpawnOptions) {
    this.name = options.name ?? command;
    // If the test runner itself is killed, the kernel ends the clients with it.
    const guarded = process.platform === 'linux' && existsSync(SETPRIV);
    const [program, words] = guarded
      ? [SETPRIV, ['--pdeathsig', 'KILL', '--', command, ...args]]
      : [command, [...args]];
    this.child = spawn(program, words, {
      cwd: options.cwd,
      env: options.env ? { ...process.env, ...options.env } : process.env,
      stdio: [options.stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    this.pid = this.child.pid ?? -1;
    this.ended = new Promise((resolve) => {
      const finish = (end: Ended): void => {
        this.end = end;
        this.sampler.stop();
        resolve(end);
      };
      this.child.once('error', (error) => {
        this.stderr += String(error);
        if (this.child.pid === undefined) finish({ code: 127, signal: null });
      });
      this.child.once('close', (code, signal) => finish({ code, signal }));
      this.child.once('exit', () => this.sampler.stop());
    });
    this.sampler = new Sampler(this.pid, options.sampleEvery ?? 200);
    this.#collect(options.onLine);
  }

  #collect(onLine: ((line: string) => void) | undefined): void {
    let rest = '';
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout = (this.stdout + text).slice(-OUTPUT_LIMIT);
      if (!onLine) return;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(-OUTPUT_LIMIT);
    });
  }

  get running(): boolean {
    return this.end === undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The last output, for failures. */
  tail(): string {
    return `${this.name} (pid ${this.pid}) said:\n${(this.stdout + this.stderr).slice(-4000)}`;
  }

  /** Waits until stdout or stderr matches. Fails at once when the process ends before. */
  async waitOutput(pattern: RegExp, timeout = 10_000): Promise<void> {
    await until(
      () => {
        if (pattern.test(this.stdout) || pattern.test(this.stderr)) return true;
        return !this.running;
      },
      { timeout, what: () => `${pattern} from ${this.tail()}` },
    );
    if (!pattern.test(this.stdout) && !pattern.test(this.stderr)) {
      throw new Error(`It ended before ${pattern}: ${this.tail()}`);
    }
  }

  signal(signal: NodeJS.Signals): void {
    if (this.running && this.pid > 0) this.child.kill(signal);
  }

  /** Ends the process and its children: politely, then by force after `grace` ms. */
  async stop(grace = 3000): Promise<Ended> {
    if (this.running) {
      this.signal('SIGTERM');
      await Promise.race([this.ended, delay(grace)]);
    }
    this.killNow();
    return within(5000, `the end of ${this.name}`, this.ended);
  }

  /** SIGKILL for the process and whatever it started. Safe to call at any time. */
  killNow(): void {
    if (this.pid <= 0) return;
    try {
      // The process leads a group of its own (detached), so this reaches its children and nobody else.
      if (process.platform === 'win32') this.child.kill('SIGKILL');
      else process.kill(-this.pid, 'SIGKILL');
    } catch {
      // Nothing left of the group.
    }
  }
}

/**
 * The owner of everything a test starts: processes, servers, temporary folders. `close` ends all of it, also
 * after a failure; what is left when Node itself leaves is killed then.
 */
export class ProcessGroup {
  readonly #processes: ManagedProcess[] = [];
  readonly #closers: (() => void | Promise<void>)[] = [];
  readonly #folders: string[] = [];
  readonly #atExit = (): void => {
    for (const one of this.#processes) one.killNow();
  };

  constructor() {
    process.once('exit', this.#atExit);
  }

  spawn(command: string, args: readonly string[], options: SpawnOptions = {}): ManagedProcess {
    const name = options.name ?? command;
    const [program, words] = options.inside?.enter(command, args) ?? [command, args];
    const started = new ManagedProcess(program, words, { ...options, name });
    this.#processes.push(started);
    return started;
  }

  /** Runs a program to its end. Fails when it does not end with 0 in time. */
  async run(
    command: string,
    args: readonly string[],
    options: SpawnOptions & { readonly timeout?: number } = {},
  ): Promise<string> {
    const one = this.spawn(command, args, options);
    const end = await within(options.timeout ?? 60_000, `the end of ${one.name}`, one.ended);
    if (end.code !== 0) throw new Error(`Exit ${end.code ?? end.signal}: ${one.tail()}`);
    return one.stdout;
  }

  /** Something else to end with the group, e.g. a server of the test's own. */
  own(closer: () => void | Promise<void>): void {
    this.#closers.push(closer);
  }

  /** A fresh folder that goes with the group. SKEIN_KEEP_TEMP=1 keeps it for a look. */
  async tempDir(name = 't'): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), `skein-${name}-`));
    this.#folders.push(folder);
    return folder;
  }

  async close(): Promise<void> {
    for (const closer of this.#closers.splice(0).reverse()) await closer();
    await Promise.all(this.#processes.splice(0).map((one) => one.stop(3000)));
    process.removeListener('exit', this.#atExit);
    if (process.env['SKEIN_KEEP_TEMP'] === '1') return;
    for (const folder of this.#folders.splice(0)) {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}
