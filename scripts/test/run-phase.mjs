import { mkdirSync, rmSync } from 'node:fs';
import process from 'node:process';
import { inCache, root } from '../setup/paths.mjs';
import { foreground } from '../setup/run.mjs';
import { emptyResult, readResult } from './result.mjs';

/**
 * @typedef {import('./result.mjs').Counts & { name: string, seconds: number, ok: boolean }} PhaseResult
 */

/** A phase that broke off, or that holds no test at all, is one failure: silence is not success. */
function judge(phase, code, counts) {
  if (counts.failed > 0) return counts;
  if (code !== 0)
    return { ...counts, failed: 1, failures: [`${phase.name} ended with code ${code}`] };
  if (phase.counts && counts.passed + counts.skipped.length === 0) {
    return { ...counts, failed: 1, failures: [`${phase.name} has no tests`] };
  }
  return counts;
}

/** @returns {Promise<PhaseResult>} */
export async function runPhase(phase) {
  const folder = inCache('test');
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${phase.name}.json`;
  rmSync(file, { force: true });
  const start = performance.now();
  const code = await foreground(phase.command, phase.args, {
    cwd: root,
    env: { ...process.env, SKEIN_TEST_RESULT: file },
  });
  const counts = judge(phase, code, phase.counts ? readResult(file) : emptyResult());
  const seconds = (performance.now() - start) / 1000;
  return { name: phase.name, seconds, ok: counts.failed === 0, ...counts };
}
