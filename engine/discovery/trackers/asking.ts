import { isIpv6 } from '../../core/endpoint.ts';
import { fault } from '../../core/result.ts';
import type { AnnounceReply, AnnounceRequest } from '../../core/tracker/types.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Dns } from '../../ports/dns.ts';
import type {
  Call,
  Family,
  TrackerAddress,
  TrackerClient,
  TrackerClients,
  TrackerFault,
} from './client.ts';
import { HostHealth, isTransportFault } from './host-health.ts';

/** How long a family of a tracker that failed, while the other one worked, is left alone. */
const FAMILY_REST_MS = 30 * 60_000;
const DOWN_MS = 60_000;
/** After a change of the network the way out may come later than our address: so long trackers are tried again soon. */
const SETTLING_MS = 120_000;
const SETTLING_RETRY_MS = 5_000;

export interface Asked {
  readonly done: Promise<void>;
  abort(): void;
}

/** The first reply, or the failure when there was none; later replies of the other family bring peers only. */
export interface AskListener {
  ended(outcome: AnnounceReply | TrackerFault): void;
  reply(reply: AnnounceReply): void;
}

/**
 * Announces to one tracker from every address family it has (BEP 7: each announce tells the tracker the
 * address that it comes from). The announce counts as done with the first reply.
 */
export class Asking {
  readonly #clock: Clock;
  readonly #dns: Dns;
  readonly #clients: TrackerClients;
  readonly #health: HostHealth;
  readonly #resting = new Map<string, number>();
  /** By the clock's now. */
  #settledAt = 0;

  constructor(clock: Clock, dns: Dns, clients: TrackerClients) {
    this.#clock = clock;
    this.#dns = dns;
    this.#clients = clients;
    this.#health = new HostHealth(clock, () => (this.#settling ? SETTLING_RETRY_MS : DOWN_MS));
  }

  clientOf(to: TrackerAddress): TrackerClient {
    return to.parts.scheme === 'udp' ? this.#clients.udp : this.#clients.http;
  }

  get #settling(): boolean {
    return this.#clock.now() < this.#settledAt;
  }

  networkChanged(): void {
    this.#settledAt = this.#clock.now() + SETTLING_MS;
    this.#health.forget();
    this.#resting.clear();
    this.#clients.http.networkChanged();
    this.#clients.udp.networkChanged();
  }

  close(): void {
    this.#clients.http.close();
    this.#clients.udp.close();
  }

  /** The next announce is tried for real, whatever is known of the host. */
  forgive(to: TrackerAddress): void {
    this.#health.forget(hostKey(to));
  }

  announce(
    to: TrackerAddress,
    announce: AnnounceRequest,
    timeoutMs: number,
    listener: AskListener,
  ): Asked {
    const calls: Call<AnnounceReply>[] = [];
    let aborted = false;
    const done = this.#run(to, announce, timeoutMs, listener, (call) => {
      if (aborted) call.abort();
      else calls.push(call);
    });
    return {
      done,
      abort() {
        aborted = true;
        for (const call of calls) call.abort();
      },
    };
  }

  async #run(
    to: TrackerAddress,
    announce: AnnounceRequest,
    timeoutMs: number,
    listener: AskListener,
    began: (call: Call<AnnounceReply>) => void,
  ): Promise<void> {
    const host = hostKey(to);
    const down = this.#health.down(host);
    if (down !== undefined) {
      await Promise.resolve();
      listener.ended(down);
      return;
    }
    const found = await this.#families(to);
    if ('ok' in found) {
      this.#health.failed(host, found);
      listener.ended(this.#soon(found));
      return;
    }
    let answered = false;
    const failures: { readonly family: Family; readonly fault: TrackerFault }[] = [];
    await Promise.all(
      found.map(async (family) => {
        const call = this.clientOf(to).announce(to, announce, family, timeoutMs);
        began(call);
        const outcome = await call.result;
        if (!outcome.ok) {
          failures.push({ family, fault: outcome });
          return;
        }
        listener.reply(outcome.value);
        if (!answered) listener.ended(outcome.value);
        answered = true;
      }),
    );
    this.#judge(host, answered, failures);
    const [first] = failures;
    if (!answered && first !== undefined)
      listener.ended(this.#soon(telling(failures.map(({ fault }) => fault))));
  }

  #soon(failure: TrackerFault): TrackerFault {
    return this.#settling && isTransportFault(failure)
      ? { ...failure, retryMs: SETTLING_RETRY_MS }
      : failure;
  }

  /** The families that the tracker has addresses of, without those that are resting. */
  async #families(to: TrackerAddress): Promise<readonly Family[] | TrackerFault> {
    const { host } = to.parts;
    const found = await this.#dns.resolve(host);
    if (!found.ok) return fault('tracker-unreachable', host, found.message);
    const families: Family[] = [];
    if (found.value.some((address) => !isIpv6(address))) families.push(4);
    if (found.value.some(isIpv6)) families.push(6);
    const now = this.#clock.now();
    const awake = families.filter((family) => (this.#resting.get(`${host} ${family}`) ?? 0) <= now);
    return awake.length > 0 ? awake : families;
  }

  #judge(
    host: string,
    answered: boolean,
    failures: readonly { readonly family: Family; readonly fault: TrackerFault }[],
  ): void {
    const transport = failures.filter(({ fault }) => isTransportFault(fault));
    if (answered) {
      this.#health.answered(host);
      for (const { family } of this.#settling ? [] : transport) {
        this.#resting.set(
          `${host.replace(/:\d+$/, '')} ${family}`,
          this.#clock.now() + FAMILY_REST_MS,
        );
      }
      return;
    }
    if (transport.length === failures.length && transport[0] !== undefined)
      this.#health.failed(host, transport[0].fault);
    else this.#health.answered(host);
  }
}

/** Machine and port: another port of the same machine may be well. */
export const hostKey = (to: TrackerAddress): string => `${to.parts.host}:${to.parts.port}`;

/** What a tracker said goes before what the network did. */
function telling(failures: readonly TrackerFault[]): TrackerFault {
  const said = failures.find((failure) => !isTransportFault(failure));
  return said ?? (failures[0] as TrackerFault);
}
