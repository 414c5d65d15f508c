import { readFileSync } from 'node:fs';

/** CPU seconds that the whole machine has worked so far, all cores. */
export function machineBusySeconds(): number {
  const [line] = readFileSync('/proc/stat', 'latin1').split('\n');
  const [user, nice, system, , , irq, softirq] = (line ?? '').split(/\s+/).slice(1).map(Number);
  return ((user ?? 0) + (nice ?? 0) + (system ?? 0) + (irq ?? 0) + (softirq ?? 0)) / 100;
}

/** CPU seconds of this process (the benchmark itself). */
export function ownSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * What the machine did besides the two sides of a measurement and the benchmark: above a tenth of a core the
 * figures are not worth much.
 */
export class NoiseWatch {
  readonly #busy = machineBusySeconds();
  readonly #own = ownSeconds();
  readonly #at = performance.now();

  /** Share of one core, given what the two sides used meanwhile. */
  share(measuredSeconds: number): number {
    const passed = (performance.now() - this.#at) / 1000;
    const others = machineBusySeconds() - this.#busy - (ownSeconds() - this.#own) - measuredSeconds;
    return Math.max(0, others / passed);
  }
}
