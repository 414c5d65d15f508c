import type { Clock, Timer } from '../ports/clock.ts';
import type { Net } from '../ports/net.ts';

const LOOK_MS = 5_000;
/** The wall clock moved on this much more than our own: the machine slept, or someone set the time. */
const SLEPT_MS = 15_000;

/** Notices that the addresses of this machine changed, or that it slept: the caller stands up again. */
export class NetworkWatch {
  readonly #clock: Clock;
  readonly #net: Net;
  readonly #changed: (why: string) => void;
  #addresses: string;
  #now: number;
  #wall: number;
  #timer: Timer | undefined;

  constructor(clock: Clock, net: Net, changed: (why: string) => void) {
    this.#clock = clock;
    this.#net = net;
    this.#changed = changed;
    this.#addresses = this.#look();
    this.#now = clock.now();
    this.#wall = clock.wallTime();
  }

  start(): void {
    this.#timer = this.#clock.every(LOOK_MS, () => this.#beat());
  }

  close(): void {
    this.#timer?.end();
    this.#timer = undefined;
  }

  #beat(): void {
    const [now, wall] = [this.#clock.now(), this.#clock.wallTime()];
    const late = now - this.#now - LOOK_MS;
    const jumped = wall - this.#wall - (now - this.#now);
    this.#now = now;
    this.#wall = wall;
    const addresses = this.#look();
    const moved = addresses !== this.#addresses;
    this.#addresses = addresses;
    if (moved) this.#changed('The addresses of this machine changed.');
    else if (jumped > SLEPT_MS || late > SLEPT_MS) this.#changed('The machine slept.');
  }

  #look(): string {
    return this.#net
      .interfaces()
      .map(({ name, address }) => `${name} ${address}`)
      .sort()
      .join();
  }
}
