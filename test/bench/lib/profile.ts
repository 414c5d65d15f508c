import { mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** CPU and heap profiles of Skein's command line while the benchmark drives it. */

const SHOWN = 25;

/** Node's flags for a process that is to leave its profiles in `dir` when it ends; one file per thread. */
export async function profileFlags(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  const cpu = ['--cpu-prof', `--cpu-prof-dir=${dir}`];
  const heap = ['--heap-prof', `--heap-prof-dir=${dir}`];
  return [...cpu, ...heap].join(' ');
}

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
    };
  }[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

/** Microseconds of its own of each function. */
function selfTimes(profile: CpuProfile): Map<string, number> {
  const names = new Map(
    profile.nodes.map(({ id, callFrame }) => {
      const place =
        callFrame.url === '' ? '' : ` ${basename(callFrame.url)}:${callFrame.lineNumber + 1}`;
      return [id, `${callFrame.functionName || '(anonymous)'}${place}`];
    }),
  );
  const times = new Map<string, number>();
  profile.samples?.forEach((id, index) => {
    const name = names.get(id) ?? '?';
    times.set(name, (times.get(name) ?? 0) + (profile.timeDeltas?.[index] ?? 0));
  });
  return times;
}

function top(name: string, profile: CpuProfile): string {
  const times = selfTimes(profile);
  const busy = [...times].filter(([what]) => what !== '(idle)' && what !== '(root)');
  const total = busy.reduce((sum, [, time]) => sum + time, 0);
  const lines = busy
    .sort(([, a], [, b]) => b - a)
    .slice(0, SHOWN)
    .map(([what, time]) => {
      const share = ((time / total) * 100).toFixed(1).padStart(5);
      return `  ${share} %  ${(time / 1000).toFixed(0).padStart(6)} ms  ${what}`;
    });
  return [`${name}: ${(total / 1e6).toFixed(2)} s busy`, ...lines].join('\n');
}

/** The functions that took the most time, for each thread of each profiled process. */
export async function summarise(dir: string): Promise<string> {
  const files = (await readdir(dir)).filter((name) => name.endsWith('.cpuprofile')).sort();
  const parts: string[] = [];
  for (const file of files) {
    const profile = JSON.parse(await readFile(join(dir, file), 'utf8')) as CpuProfile;
    parts.push(top(file, profile));
  }
  return parts.join('\n\n');
}
