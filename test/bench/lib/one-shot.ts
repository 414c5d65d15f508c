import type { ProcessGroup } from '../../support/process-group.ts';
import { family, usage } from '../../support/procfs.ts';
import { within } from '../../support/wait.ts';
import type { Sample } from './case.ts';

const seconds = (text: string): number => {
  const match = /^(\d+)m([\d.]+)s$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : Number.NaN;
};

/**
 * Runs a program that ends by itself and measures it from outside: wall time from its start to its end, CPU by
 * the shell's `times` (exact, where reading /proc would miss the last moments), memory by looking often.
 */
export async function oneShot(
  group: ProcessGroup,
  command: string,
  args: readonly string[],
  options: { readonly timeout?: number; readonly cwd?: string } = {},
): Promise<Sample> {
  const script = '"$@" >&2; code=$?; times; exit $code';
  let anonymous = 0;
  let resident = 0;
  const startedAt = performance.now();
  const shell = group.spawn('bash', ['-c', script, '-', command, ...args], {
    name: command,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    sampleEvery: 60_000,
  });
  let watched: number | undefined;
  const timer = setInterval(() => {
    watched ??= family(shell.pid).find((pid) => pid !== shell.pid);
    const now = watched === undefined ? undefined : usage(watched);
    anonymous = Math.max(anonymous, now?.anonymous ?? 0);
    resident = Math.max(resident, now?.residentPeak ?? 0);
  }, 50);
  try {
    const ended = shell.ended.then((end) => ({ end, at: performance.now() }));
    const { end, at } = await within(options.timeout ?? 300_000, command, ended);
    if (end.code !== 0) throw new Error(`exit ${end.code}: ${shell.tail()}`);
    // Two lines: the shell's own times, then those of its children.
    const [user, system] = shell.stdout.trim().split('\n').at(-1)?.split(' ') ?? [];
    return {
      seconds: (at - startedAt) / 1000,
      cpuSeconds: seconds(user ?? '') + seconds(system ?? ''),
      anonymous,
      resident,
    };
  } finally {
    clearInterval(timer);
  }
}
