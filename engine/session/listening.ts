import type { Endpoint } from '../core/endpoint.ts';
import type { Fault } from '../core/result.ts';
import type { Listener, Net, NetCode } from '../ports/net.ts';
import type { Random } from '../ports/random.ts';
import type { Greeter } from './greeter.ts';

export interface ListeningHost {
  readonly net: Net;
  readonly random: Random;
  /** The port the user set, or 0, or the one that was chosen before. */
  wantedPort(): number;
  wantedHost(): string;
  listening(at: Endpoint): void;
  failed(fault: Fault<NetCode>): void;
}

/** IANA's dynamic range: nobody's registered service. */
const FIRST_PORT = 49_152;
const PORTS = 65_535 - FIRST_PORT;
const TRIES = 10;

/** The listening port: the wanted one, or near it when it is taken, and the user is told. */
export class Listening {
  readonly #host: ListeningHost;
  readonly #greeter: Greeter;
  #listener: Listener | undefined;
  fault: Omit<Fault, 'ok'> | undefined;

  constructor(host: ListeningHost, greeter: Greeter) {
    this.#host = host;
    this.#greeter = greeter;
  }

  get port(): number {
    return this.#listener?.local.port ?? 0;
  }

  async open(): Promise<void> {
    await this.close();
    const host = this.#host.wantedHost();
    const wanted = this.#host.wantedPort();
    this.fault = undefined;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const port = this.#candidate(wanted, attempt);
      const listener = await this.#host.net.listen({ host, port }, (connection) =>
        this.#greeter.accept(connection),
      );
      if (listener.ok) {
        this.#listener = listener.value;
        this.#host.listening(listener.value.local);
        return;
      }
      this.fault ??= listener;
      this.#host.failed(listener);
      if (listener.code !== 'net-port-taken') return;
    }
  }

  async close(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    await listener?.close();
  }

  #candidate(wanted: number, attempt: number): number {
    if (wanted === 0) return FIRST_PORT + this.#host.random.below(PORTS);
    return wanted + attempt <= 65_535
      ? wanted + attempt
      : FIRST_PORT + this.#host.random.below(PORTS);
  }
}
