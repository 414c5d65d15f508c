import type { Endpoint } from '../core/endpoint.ts';
import type { Fault, Result } from '../core/result.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Listener, Net, NetCode } from '../ports/net.ts';
import type { Random } from '../ports/random.ts';
import type { Greeter } from './greeter.ts';

export interface ListeningHost {
  readonly clock: Clock;
  readonly net: Net;
  readonly random: Random;
  /** The port the user set, or 0, or the one that was chosen before. */
  wantedPort(): number;
  wantedHost(): string;
  /** Binds UDP in place of what was bound before; port 0 takes any. */
  bindUdp(at: Endpoint): Promise<Result<unknown, NetCode>>;
  /** Both are bound. */
  listening(at: Endpoint): Promise<void>;
  failed(fault: Fault<NetCode>): void;
  /** Somebody has connected. */
  arrived(from: Endpoint): void;
}

/** IANA's dynamic range: nobody's registered service. */
const FIRST_PORT = 49_152;
const PORTS = 65_535 - FIRST_PORT;
/** The wanted port and those after it, then any. */
const NEIGHBOURS = 5;
const TRIES = 10;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/**
 * The listening port, TCP and UDP: the wanted one, or near it when it is taken, and the user is told. Where it
 * can't be bound for another reason, for instance since the address is not there yet, it is tried again.
 */
export class Listening {
  readonly #host: ListeningHost;
  readonly #greeter: Greeter;
  #listener: Listener | undefined;
  #turn: Promise<void> = Promise.resolve();
  #retry: Timer | undefined;
  #retryMs = FIRST_RETRY_MS;
  #ended = false;
  fault: Omit<Fault, 'ok'> | undefined;

  constructor(host: ListeningHost, greeter: Greeter) {
    this.#host = host;
    this.#greeter = greeter;
  }

  get port(): number {
    return this.#listener?.local.port ?? 0;
  }

  /** Binds anew; what was bound before is closed. Resolves when it is tried, well or not. */
  open(): Promise<void> {
    this.#retryMs = FIRST_RETRY_MS;
    return this.#inTurn(() => this.#open());
  }

  /** For good. */
  close(): Promise<void> {
    this.#ended = true;
    return this.#inTurn(() => this.#release());
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(act);
    return this.#turn;
  }

  async #open(): Promise<void> {
    await this.#release();
    if (this.#ended) return;
    const before = this.fault;
    this.fault = undefined;
    const host = this.#host.wantedHost();
    const wanted = this.#host.wantedPort();
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const failed = await this.#openAt({ host, port: this.#candidate(wanted, attempt) });
      if (failed === undefined) return;
      this.fault ??= failed;
      // A retry with the same end is no news.
      if (before?.code !== failed.code) this.#host.failed(failed);
      if (failed.code !== 'net-port-taken') break;
    }
    this.#retry = this.#host.clock.after(
      this.#retryMs,
      () => void this.#inTurn(() => this.#open()),
    );
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }

  /** Undefined: both are bound. */
  async #openAt(at: Endpoint): Promise<Fault<NetCode> | undefined> {
    const listener = await this.#host.net.listen(at, (connection) => {
      this.#host.arrived(connection.remote);
      return this.#greeter.accept(connection);
    });
    if (!listener.ok) return listener;
    const { port } = listener.value.local;
    const udp = await this.#host.bindUdp({ host: at.host, port });
    if (!udp.ok && udp.code === 'net-port-taken') {
      await listener.value.close();
      return udp;
    }
    if (!udp.ok) {
      this.#host.failed(udp);
      // Trackers and nodes can be asked from any port.
      await this.#host.bindUdp({ host: at.host, port: 0 });
    }
    this.#listener = listener.value;
    await this.#host.listening(listener.value.local);
    return undefined;
  }

  async #release(): Promise<void> {
    this.#retry?.end();
    this.#retry = undefined;
    const listener = this.#listener;
    this.#listener = undefined;
    await listener?.close();
  }

  #candidate(wanted: number, attempt: number): number {
    const near = wanted + attempt;
    return wanted !== 0 && attempt < NEIGHBOURS && near <= 65_535
      ? near
      : FIRST_PORT + this.#host.random.below(PORTS);
  }
}
