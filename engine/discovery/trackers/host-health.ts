import type { Clock } from '../../ports/clock.ts';
import type { TrackerFault } from './client.ts';

/** So many transport failures in a row, from any torrents, and the tracker counts as down. */
const FAILURES = 3;
const MAX_HOSTS = 5_000;

interface Health {
  failures: number;
  downUntil: number;
  fault: TrackerFault | undefined;
}

/**
 * What all torrents know together about one tracker's machine. When it is down, a thousand torrents need not
 * each find that out with a timeout of their own: they hear it at once, and go on to their next tier.
 */
export class HostHealth {
  readonly #clock: Clock;
  readonly #downMs: () => number;
  readonly #hosts = new Map<string, Health>();

  /** `downMs`: how long nobody tries. */
  constructor(clock: Clock, downMs: () => number) {
    this.#clock = clock;
    this.#downMs = downMs;
  }

  /** The last failure, while there is no point in trying. Once a while one caller is let through as a probe. */
  down(host: string): TrackerFault | undefined {
    const health = this.#hosts.get(host);
    if (health === undefined || health.failures < FAILURES) return undefined;
    const now = this.#clock.now();
    if (health.downUntil > now && health.fault !== undefined) {
      return { ...health.fault, hearsay: true, retryMs: health.downUntil - now };
    }
    health.downUntil = now + this.#downMs();
    return undefined;
  }

  answered(host: string): void {
    this.#hosts.delete(host);
  }

  failed(host: string, fault: TrackerFault): void {
    const health = this.#hosts.get(host) ?? { failures: 0, downUntil: 0, fault: undefined };
    health.failures++;
    health.fault = fault;
    if (health.failures >= FAILURES) health.downUntil = this.#clock.now() + this.#downMs();
    this.#hosts.set(host, health);
    if (this.#hosts.size > MAX_HOSTS) this.#hosts.delete(this.#hosts.keys().next().value as string);
  }

  forget(host?: string): void {
    if (host === undefined) this.#hosts.clear();
    else this.#hosts.delete(host);
  }
}

/** True for failures of the machine or the way to it, not of one torrent's request. */
export const isTransportFault = (fault: TrackerFault): boolean =>
  fault.code === 'tracker-unreachable' ||
  fault.code === 'tracker-timeout' ||
  fault.code === 'tracker-tls';
