/** @param {import('./run-phase.mjs').PhaseResult[]} results @returns {string[]} lines, the last of them the totals */
export function summary(results) {
  const skipped = results.flatMap((result) => result.skipped);
  const failures = results.flatMap((result) => result.failures);
  const total = (pick) => results.reduce((sum, result) => sum + pick(result), 0);
  return [
    '',
    row(['phase', 'result', 'passed', 'failed', 'skipped', 'seconds']),
    ...results.map(phaseRow),
    ...list('Failed:', failures),
    ...list(
      'Skipped:',
      skipped.map(({ name, why }) => (why ? `${name}: ${why}` : name)),
    ),
    '',
    totals(
      total((result) => result.passed),
      total((result) => result.failed),
      skipped.length,
    ),
  ];
}

const widths = [10, 8, 8, 8, 8, 8];

const row = (cells) =>
  cells
    .map((cell, column) =>
      column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
    )
    .join(' ');

function phaseRow(result) {
  const { name, ok, passed, failed, skipped, seconds } = result;
  const counts = [passed, failed, skipped.length].map(String);
  return row([name, ok ? 'ok' : 'FAILED', ...counts, seconds.toFixed(1)]);
}

const list = (title, names) =>
  names.length === 0 ? [] : ['', title, ...names.map((name) => `  ${name}`)];

function totals(passed, failed, skipped) {
  const line = `${passed} passed, ${failed} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}
