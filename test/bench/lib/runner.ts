import { ProcessGroup } from '../../support/process-group.ts';
import type { Case, Contestant, Environment, Sample } from './case.ts';
import { touchMemory } from './environment.ts';
import { figure, type Row } from './table.ts';

export interface RunOptions {
  readonly runs: number;
  readonly clients: readonly string[];
  /** All cases were asked for: those take part too that are slow and known. */
  readonly all: boolean;
  readonly say: (text: string) => void;
  readonly verbose: boolean;
}

async function once(
  contestant: Contestant,
  case_: Case,
  environment: Environment,
  run: number,
): Promise<Sample> {
  const group = new ProcessGroup();
  try {
    const dir = await group.tempDir('run');
    await touchMemory(dir, case_.touch);
    return await contestant.run({ environment, group, dir, run });
  } finally {
    await group.close();
  }
}

/** Runs all contestants of a case in turn, as often as asked: A B C A B C. */
export async function runCase(
  case_: Case,
  environment: Environment,
  options: RunOptions,
): Promise<Row[]> {
  const chosen = case_.contestants.filter(({ name, takesPart }) =>
    options.clients.length > 0
      ? options.clients.includes(name)
      : takesPart === undefined || (takesPart === 'in all' && options.all),
  );
  const rows = chosen.map((contestant) => ({
    contestant,
    samples: [] as Sample[],
    failures: [] as string[],
  }));
  for (let run = 0; run < options.runs; run++) {
    for (const row of rows) {
      if (row.contestant.missing !== undefined) continue;
      const label = `${case_.title}, run ${run + 1} of ${options.runs}: ${row.contestant.name}`;
      try {
        const sample = await once(row.contestant, case_, environment, run);
        row.samples.push(sample);
        const value = figure(case_.by, sample)?.toFixed(2) ?? '–';
        options.say(`${label}: ${options.verbose ? JSON.stringify(sample) : value}`);
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        row.failures.push(text);
        options.say(`${label}: FAILED, ${text}`);
      }
    }
  }
  return rows;
}
