import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Ended, Inside, ManagedProcess, ProcessGroup } from './process-group.ts';
import { until, within } from './wait.ts';

/** Skein's command line, run as a user's script would run it: plain Node, and one JSON object a line. */

interface Imported {
  readonly infoHash: string;
  readonly name: string;
  readonly folder: string;
  readonly outcome: string;
  readonly done: number;
  readonly paused: boolean;
  readonly reason?: string;
}

export interface CliEvents {
  readonly listening: { readonly host: string; readonly port: number };
  readonly checking: { readonly infoHash: string; readonly done: number; readonly total: number };
  readonly progress: {
    readonly infoHash: string;
    readonly done: number;
    readonly total: number;
    readonly downRate: number;
    readonly upRate: number;
    readonly downloaded: number;
    readonly uploaded: number;
    readonly peers: number;
  };
  readonly hashing: { readonly done: number; readonly total: number };
  readonly created: { readonly infoHash: string; readonly file: string; readonly seconds: number };
  readonly complete: { readonly infoHash: string; readonly seconds: number };
  readonly seeding: { readonly infoHash: string };
  readonly taken: {
    readonly infoHash: string;
    readonly name: string;
    readonly folder: string;
    readonly present: boolean;
  };
  readonly importable: Imported;
  readonly imported: Imported;
  readonly error: { readonly code: string; readonly message: string; readonly infoHash?: string };
}

export type CliEventName = keyof CliEvents;
export type CliEvent = {
  [Name in CliEventName]: {
    readonly event: Name;
    /** Milliseconds after the start of the process at which the line arrived here. */
    readonly at: number;
  } & CliEvents[Name];
}[CliEventName];
type Of<Name extends CliEventName> = Extract<CliEvent, { event: Name }>;

export const CLI =
  process.env['SKEIN_CLI'] ?? fileURLToPath(new URL('../../out/cli/index.js', import.meta.url));
/** Exit codes, as documented. */
export const EXIT = { done: 0, usage: 2, badTorrent: 3, disk: 4, incomplete: 5 } as const;

/** Local tests must not ask the internet for peers. */
export const QUIET = ['--no-dht', '--no-lsd', '--no-pex'] as const;

export interface CliOptions {
  readonly group: ProcessGroup;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Node's own flags, e.g. for a profile. */
  readonly nodeFlags?: readonly string[];
  /** Leave --json out to see what people see. */
  readonly json?: boolean;
  readonly sampleEvery?: number;
  readonly inside?: Inside;
}

export class SkeinCli {
  readonly process: ManagedProcess;
  readonly events: CliEvent[] = [];
  /** Lines on stdout that are not one JSON object with a known shape. There must be none with --json. */
  readonly strayLines: string[] = [];
  #progress: Of<'progress'> | undefined;

  constructor(args: readonly string[], options: CliOptions) {
    const flags = (process.env['SKEIN_CLI_NODE_FLAGS'] ?? '')
      .split(' ')
      .filter((one) => one !== '');
    const words = [...flags, ...(options.nodeFlags ?? []), CLI, ...args];
    if (options.json !== false) words.push('--json');
    const { cwd, env, inside, sampleEvery } = options;
    this.process = options.group.spawn(process.execPath, words, {
      name: `skein ${args[0] ?? ''}`,
      inside,
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
      ...(sampleEvery === undefined ? {} : { sampleEvery }),
      ...(options.json === false ? {} : { onLine: (line: string) => this.#line(line) }),
    });
  }

  #line(line: string): void {
    const at = performance.now() - this.process.startedAt;
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null && 'event' in value) {
        const event = { ...value, at } as CliEvent;
        if (event.event === 'progress') this.#progress = event;
        this.events.push(event);
        return;
      }
    } catch {
      // Not JSON: a stray line.
    }
    this.strayLines.push(line);
  }

  /** The last progress event. */
  get progress(): Of<'progress'> | undefined {
    return this.#progress;
  }

  all<Name extends CliEventName>(name: Name): Of<Name>[] {
    return this.events.filter((event): event is Of<Name> => event.event === name);
  }

  /** The first event of that name that satisfies `accept`; fails when the process ends without it. */
  async waitFor<Name extends CliEventName>(
    name: Name,
    timeout = 30_000,
    accept: (event: Of<Name>) => boolean = () => true,
  ): Promise<Of<Name>> {
    const look = (): Of<Name> | undefined => this.all(name).find(accept);
    const found = await until(() => look() ?? (this.process.end ? 'ended' : undefined), {
      timeout,
      interval: 10,
      what: () => `the event ${name} from ${this.process.tail()}`,
    });
    if (found !== 'ended') return found;
    const last = look();
    if (last) return last;
    throw new Error(`It ended without the event ${name}: ${this.process.tail()}`);
  }

  /** How it ended. */
  ended(timeout = 30_000): Promise<Ended> {
    return within(timeout, `the end of ${this.process.name}`, this.process.ended);
  }

  /** Sends the signal and waits for the end; gives the milliseconds in between as well. */
  async kill(signal: NodeJS.Signals, timeout = 10_000): Promise<Ended & { readonly ms: number }> {
    const start = performance.now();
    this.process.signal(signal);
    const end = await this.ended(timeout);
    return { ...end, ms: performance.now() - start };
  }
}

export const isCliBuilt = (): boolean => existsSync(CLI);

export function startSkein(args: readonly string[], options: CliOptions): SkeinCli {
  if (!isCliBuilt()) throw new Error(`${CLI} is not built (npm run build)`);
  return new SkeinCli(args, options);
}
