import { done, fault, ok, type Result } from '../../../engine/core/result.ts';
import type {
  Gateway,
  MapCall,
  MapMethod,
  MapRequest,
  PortMap,
  PortMapCode,
  PortMapping,
} from '../../../engine/ports/portmap.ts';
import type { SimHost } from './host.ts';
import type { World } from './world.ts';

const ANSWER_MS = 20;
const SILENCE_MS = 4_000;

export interface SimMapping extends PortMapping {
  /** World time. */
  readonly until: number;
}

/** A router of one host, and the knobs that break it. */
export class SimRouter {
  readonly methods: MapMethod[];
  readonly address: string;
  externalHost: string | undefined;
  /** The most that it grants, seconds. */
  longestLease = 86_400;
  /** Asked for one of these it gives another port. */
  readonly taken = new Set<number>();
  readonly refuses = new Set<MapMethod>();
  up = true;
  /** By protocol and internal port. */
  readonly table = new Map<string, SimMapping>();
  /** What was asked of it, with the world's time. */
  readonly asked: { readonly at: number; readonly what: string }[] = [];

  constructor(
    options: { methods?: readonly MapMethod[]; address?: string; externalHost?: string } = {},
  ) {
    this.methods = [...(options.methods ?? ['nat-pmp'])];
    this.address = options.address ?? '192.168.1.1';
    this.externalHost = options.externalHost ?? '8.8.4.4';
  }

  /** It forgets everything, as after a power cut. */
  restart(): void {
    this.table.clear();
  }

  map(now: number, request: MapRequest): PortMapping {
    const { protocol, internalPort, wantedPort } = request;
    const leaseSeconds = Math.min(request.leaseSeconds, this.longestLease);
    const externalPort = this.taken.has(wantedPort) ? wantedPort + 1_000 : wantedPort;
    const { externalHost } = this;
    const mapping = { protocol, internalPort, externalPort, externalHost, leaseSeconds };
    this.table.set(keyOf(mapping), { ...mapping, until: now + leaseSeconds * 1_000 });
    return mapping;
  }

  /** Those whose lease has not ended. */
  mapped(now: number): readonly SimMapping[] {
    return [...this.table.values()].filter(({ until }) => until > now);
  }
}

const keyOf = ({
  protocol,
  internalPort,
}: Pick<PortMapping, 'protocol' | 'internalPort'>): string => `${protocol} ${internalPort}`;

export function createSimPortMap(host: SimHost): PortMap {
  const { world } = host;
  return {
    find: (search) => {
      const router = host.router;
      const method = router?.methods.find((each) => !search.without.includes(each));
      const there = router?.up === true && host.up && method !== undefined;
      return call(world, there ? ANSWER_MS : SILENCE_MS, () => {
        router?.asked.push({ at: world.now, what: 'find' });
        return there
          ? ok(new SimGateway(host, router, method))
          : fault('portmap-none', '', 'No router on this network maps ports.');
      });
    },
  };
}

class SimGateway implements Gateway {
  readonly method: MapMethod;
  readonly address: string;
  readonly #host: SimHost;
  readonly #router: SimRouter;

  constructor(host: SimHost, router: SimRouter, method: MapMethod) {
    this.#host = host;
    this.#router = router;
    this.method = method;
    this.address = router.address;
  }

  map(request: MapRequest): MapCall<PortMapping> {
    return this.#ask(`map ${request.protocol} ${request.internalPort}`, (now) => {
      if (this.#router.refuses.has(this.method))
        return fault('portmap-refused', this.address, 'The simulated router refuses.');
      return ok(this.#router.map(now, request));
    });
  }

  unmap(mapping: Pick<PortMapping, 'protocol' | 'internalPort'>): MapCall<void> {
    return this.#ask(`unmap ${mapping.protocol} ${mapping.internalPort}`, () => {
      this.#router.table.delete(keyOf(mapping));
      return done;
    });
  }

  #ask<T>(what: string, act: (now: number) => Result<T, PortMapCode>): MapCall<T> {
    const { world } = this.#host;
    const there = this.#router.up && this.#host.up && this.#host.router === this.#router;
    return call(world, there ? ANSWER_MS : SILENCE_MS, () => {
      this.#router.asked.push({ at: world.now, what });
      return there
        ? act(world.now)
        : fault('portmap-silent', this.address, 'The simulated router is silent.');
    });
  }
}

function call<T>(world: World, ms: number, act: () => Result<T, PortMapCode>): MapCall<T> {
  let abort = (): void => undefined;
  const result = new Promise<Result<T, PortMapCode>>((resolve) => {
    const timer = world.schedule(ms, () => resolve(act()));
    abort = () => {
      timer.end();
      resolve(fault('portmap-aborted', '', 'given up'));
    };
  });
  return { result, abort: () => abort() };
}
