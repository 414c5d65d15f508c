/**
 * Milliseconds of processor time that the cheapest of some runs takes. Not the time on the wall: others may have the
 * processor meanwhile.
 */
export function cpuTime(runs: number, run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const from = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(from);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}
