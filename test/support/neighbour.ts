import { fileURLToPath } from 'node:url';
import type { Namespace } from './namespace.ts';
import type { ManagedProcess, ProcessGroup } from './process-group.ts';
import { until } from './wait.ts';

const SCRIPT = fileURLToPath(new URL('./neighbour.mjs', import.meta.url));

export interface Heard {
  readonly kind: 'http' | 'udp' | 'dht' | 'lsd' | 'tcp' | 'ready';
  readonly from: string;
  /** Where the sender says that it listens. */
  readonly port?: number;
  readonly event?: string | number;
  readonly query?: string;
  /** The tracker's name for it. */
  readonly torrent?: string;
}

/** A machine that trackers' URLs, the DHT and local discovery lead to, and that remembers who came. */
export class Neighbour {
  readonly host: string;
  readonly heard: Heard[] = [];
  readonly process: ManagedProcess;

  private constructor(group: ProcessGroup, machine: Namespace, hosts: readonly string[]) {
    this.host = hosts[0] as string;
    this.process = group.spawn(process.execPath, [SCRIPT, ...hosts], {
      name: 'neighbour',
      inside: machine,
      onLine: (line) => this.heard.push(JSON.parse(line) as Heard),
    });
  }

  static async start(
    group: ProcessGroup,
    machine: Namespace,
    ...hosts: string[]
  ): Promise<Neighbour> {
    const neighbour = new Neighbour(group, machine, hosts);
    await until(() => neighbour.heard.some(({ kind }) => kind === 'ready'), {
      what: () => `the start of ${neighbour.process.tail()}`,
    });
    return neighbour;
  }

  get httpUrl(): string {
    return `http://${this.#literal}:8000/announce`;
  }

  get udpUrl(): string {
    return `udp://${this.#literal}:8000/announce`;
  }

  get node(): string {
    return `${this.#literal}:8001`;
  }

  /** What was heard from this address, each kind once; DHT only where it was an announce. */
  kindsFrom(host: string): string[] {
    const told = this.heard.filter(
      ({ kind, from, query }) => from === host && (kind !== 'dht' || query === 'announce_peer'),
    );
    return [...new Set(told.map(({ kind }) => kind))].sort();
  }

  /** How many torrents were announced from this address at one of the trackers. */
  announcedFrom(host: string, kind: 'http' | 'udp'): number {
    const told = this.heard.filter((each) => each.kind === kind && each.from === host);
    return new Set(told.map(({ torrent }) => torrent)).size;
  }

  forget(): void {
    this.heard.length = 0;
  }

  get #literal(): string {
    return this.host.includes(':') ? `[${this.host}]` : this.host;
  }
}
