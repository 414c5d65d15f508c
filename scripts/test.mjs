// npm test [-- PHASE…]: sets this machine up and runs the phases, all of them even if one fails.
import process from 'node:process';
import { setUpForTests } from './setup/index.mjs';
import { main, SetupProblem, say } from './setup/report.mjs';
import { phases } from './test/phases.mjs';
import { runPhase } from './test/run-phase.mjs';
import { summary } from './test/summary.mjs';

function selected(names) {
  const known = phases.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new SetupProblem(
      `No such phase: ${unknown.join(', ')}.`,
      `There are: ${known.join(' ')}`,
    );
  }
  return names.length === 0 ? phases : phases.filter(({ name }) => names.includes(name));
}

await main(async () => {
  const chosen = selected(process.argv.slice(2));
  await setUpForTests();
  const results = [];
  for (const phase of chosen) {
    say(`\n━━ ${phase.name} ━━`);
    const result = await runPhase(phase);
    say(`━━ ${phase.name}: ${result.ok ? 'ok' : 'FAILED'} in ${result.seconds.toFixed(1)} s`);
    results.push(result);
  }
  process.stdout.write(`${summary(results).join('\n')}\n`);
  return results.every((result) => result.ok) ? 0 : 1;
});
