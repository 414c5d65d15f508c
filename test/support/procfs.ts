import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What a process (with all its threads and descendants) has cost so far. Linux only. */
export interface Usage {
  /** User and system time in seconds, descendants that ended and were waited for included. */
  readonly cpuSeconds: number;
  /** Anonymous memory now, bytes: what the processes themselves hold, without mapped files. */
  readonly anonymous: number;
  /** Resident memory now, bytes, mapped files included. */
  readonly resident: number;
  /** Sum of the highest resident sizes so far, bytes. */
  readonly residentPeak: number;
  readonly processes: number;
}

// USER_HZ is 100 on every Linux that Node runs on.
const TICKS_PER_SECOND = 100;

interface Stat {
  readonly parent: number;
  readonly ticks: number;
}

function stat(pid: number): Stat | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command's name is in brackets and may hold spaces and brackets itself.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const at = (index: number): number => Number(fields[index]);
    return { parent: at(1), ticks: at(11) + at(12) + at(13) + at(14) };
  } catch {
    return undefined;
  }
}

function kibibytes(status: string, key: string): number {
  const match = new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(status);
  return match ? Number(match[1]) * 1024 : 0;
}

/** The kernel tells the children of each thread; not every kernel is built with that. */
const TELLS_CHILDREN = existsSync(`/proc/self/task/${process.pid}/children`);

function childrenOf(pid: number): number[] {
  const found: number[] = [];
  for (const thread of namesIn(`/proc/${pid}/task`)) {
    const text = textOf(`/proc/${pid}/task/${thread}/children`);
    for (const child of text.split(' ')) if (child !== '') found.push(Number(child));
  }
  return found;
}

/** Empty when it has ended meanwhile; so with `textOf`. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

/** All processes that there are, by the one that started them. */
function everybody(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const entry = stat(pid);
    if (!entry) continue;
    const siblings = children.get(entry.parent);
    if (siblings) siblings.push(pid);
    else children.set(entry.parent, [pid]);
  }
  return children;
}

/**
 * The process and all its descendants that are alive. A test has dozens of processes that are looked at many times
 * a second, on a machine with hundreds: only what is theirs is read.
 */
export function family(root: number): number[] {
  const all = TELLS_CHILDREN ? undefined : everybody();
  const found = [root];
  for (let index = 0; index < found.length; index++) {
    const pid = found[index] as number;
    found.push(...(all === undefined ? childrenOf(pid) : (all.get(pid) ?? [])));
  }
  return found;
}

/** The process and its descendants, those with the word on their command line. */
export const familyOf = (root: number, word: string): number[] =>
  family(root).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(word);
    } catch {
      return false;
    }
  });

/** Undefined once the process is gone, or where there is no /proc. */
export function usage(root: number): Usage | undefined {
  if (process.platform !== 'linux' || !stat(root)) return undefined;
  let ticks = 0;
  let anonymous = 0;
  let resident = 0;
  let residentPeak = 0;
  const pids = family(root);
  for (const pid of pids) {
    ticks += stat(pid)?.ticks ?? 0;
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'latin1');
      anonymous += kibibytes(status, 'RssAnon');
      resident += kibibytes(status, 'VmRSS');
      residentPeak += kibibytes(status, 'VmHWM');
    } catch {
      // Ended between the listing and the look.
    }
  }
  return {
    cpuSeconds: ticks / TICKS_PER_SECOND,
    anonymous,
    resident,
    residentPeak,
    processes: pids.length,
  };
}

/** Memory of the process and its descendants now, bytes; what several share is divided among them. */
export function proportional(root: number): number {
  let sum = 0;
  for (const pid of family(root)) {
    try {
      sum += kibibytes(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'), 'Pss');
    } catch {
      // Ended between the listing and the look.
    }
  }
  return sum;
}

/** Keeps the peaks of a process while it runs, by looking at it every `interval` ms. */
export class Sampler {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  #last: Usage | undefined;
  #anonymousPeak = 0;
  #residentPeak = 0;

  constructor(pid: number, interval = 200) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.look(), interval);
    this.#timer.unref();
    this.look();
  }

  /** Looks now. Returns what was seen last, also after the process has gone. */
  look(): Usage | undefined {
    const now = usage(this.#pid);
    // A zombie still has its times, but no memory any more.
    if (now) {
      this.#last = now;
      this.#anonymousPeak = Math.max(this.#anonymousPeak, now.anonymous);
      this.#residentPeak = Math.max(this.#residentPeak, now.residentPeak);
    }
    return this.#last;
  }

  get cpuSeconds(): number {
    return this.look()?.cpuSeconds ?? 0;
  }

  peak(): { anonymous: number; resident: number } {
    this.look();
    return { anonymous: this.#anonymousPeak, resident: this.#residentPeak };
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
