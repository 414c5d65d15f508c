import { writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { ProcessGroup } from '../support/process-group.ts';
import { appDelay } from './cases/app-delay.ts';
import { check } from './cases/check.ts';
import { create } from './cases/create.ts';
import { files } from './cases/files.ts';
import { firstByte } from './cases/first-byte.ts';
import { fromTransmission } from './cases/from-transmission.ts';
import { idle } from './cases/idle.ts';
import { leech } from './cases/leech.ts';
import { rc4 } from './cases/rc4.ts';
import { seed } from './cases/seed.ts';
import { swarm } from './cases/swarm.ts';
import { tray } from './cases/tray.ts';
import { window } from './cases/window.ts';
import type { Family } from './lib/case.ts';
import { makeEnvironment } from './lib/environment.ts';
import { parseFlags, USAGE } from './lib/flags.ts';
import { profileFlags, summarise } from './lib/profile.ts';
import { runCase } from './lib/runner.ts';
import { judge, renderSummary } from './lib/summary.ts';
import { medianOf, type Row, render } from './lib/table.ts';

/** `npm run bench`: Skein beside the other clients, on the same data, in the same run. See README.md. */

const FAMILIES: readonly Family[] = [
  leech,
  fromTransmission,
  seed,
  check,
  files,
  rc4,
  create,
  swarm,
  idle,
  firstByte,
  appDelay,
  window,
  tray,
];

interface Done {
  readonly case: string;
  readonly title: string;
  readonly rows: readonly Row[];
  readonly limitSeconds: number | undefined;
}

function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${processors.length} × ${processors[0]?.model}, ${memory} GiB, Linux ${release()}, Node ${process.version}`;
}

function report(done: readonly Done[], flags: object): string {
  const cases = done.map(({ case: name, title, rows }) => ({
    name,
    title,
    rows: rows.map((row) => ({
      contestant: row.contestant.name,
      kind: row.contestant.kind,
      missing: row.contestant.missing ?? null,
      failures: row.failures,
      medianSeconds: medianOf('seconds', row) ?? null,
      samples: row.samples,
    })),
  }));
  return JSON.stringify(
    { at: new Date().toISOString(), machine: machine(), flags, summary: judge(done), cases },
    null,
    2,
  );
}

function choose(only: readonly string[]): readonly Family[] {
  if (only.length === 0) return FAMILIES.filter((family) => family.standard);
  if (only.includes('all')) return FAMILIES;
  const unknown = only.filter((name) => !FAMILIES.some((family) => family.name === name));
  if (unknown.length > 0) throw new Error(`No such case: ${unknown.join(', ')}\n${USAGE}`);
  return FAMILIES.filter((family) => only.includes(family.name));
}

/** Returns the exit code: 0 when every contestant that is installed ran to its end, else 1. */
export async function main(args: readonly string[], root: string): Promise<number> {
  const flags = parseFlags(args);
  if (flags.help) {
    console.log(USAGE);
    return 0;
  }
  if (flags.profile !== undefined) {
    process.env['SKEIN_CLI_NODE_FLAGS'] = await profileFlags(flags.profile);
  }
  const families = choose(flags.only);
  const json = flags.json ?? join(root, '.cache', 'bench-figures.json');
  const group = new ProcessGroup();
  const leave = (): void => void group.close().then(() => process.exit(130));
  process.once('SIGINT', leave);
  const done: Done[] = [];
  try {
    console.error(machine());
    const environment = await makeEnvironment(root, group, flags.size);
    for (const family of families) {
      for (const one of await family.cases(environment)) {
        const rows = await runCase(one, environment, {
          ...flags,
          all: flags.only.includes('all'),
          say: (text) => console.error(text),
        });
        const { name, title, limitSeconds } = one;
        done.push({ case: name, title, rows, limitSeconds });
        console.log(`\n${render(one, rows)}\n`);
        await writeFile(json, report(done, flags));
      }
    }
  } finally {
    process.removeListener('SIGINT', leave);
    await group.close();
  }
  console.log(`${renderSummary(judge(done))}\n\nEvery sample is in ${json}`);
  if (flags.profile !== undefined) console.log(await summarise(flags.profile));
  return done.some(({ rows }) => rows.some((row) => row.failures.length > 0)) ? 1 : 0;
}
