import type { Namespace } from '../namespace.ts';
import { freePort } from '../ports.ts';
import type { ManagedProcess, ProcessGroup } from '../process-group.ts';
import { until } from '../wait.ts';

/** What every driver of a real client can do. One file per client beside this one. */

/** `handshake`: must be encrypted, what follows need not; only aria2 tells that from `require`. */
export type Encryption = 'off' | 'allow' | 'handshake' | 'require';

export interface ClientOptions {
  /** Owns the process. */
  readonly group: ProcessGroup;
  /** Fresh folder for profile and logs; made by the driver's caller. */
  readonly dir: string;
  /** Address to listen on and to dial from, on loopback or in `namespace`. */
  readonly host?: string;
  /** Where it runs; what drives it stays outside. */
  readonly namespace?: Namespace;
  /** MSE. Default "off": plain TCP wherever the client lets itself be told. */
  readonly encryption?: Encryption;
  readonly utp?: boolean;
  readonly dht?: boolean;
  readonly lsd?: boolean;
  readonly pex?: boolean;
  /** Bytes/s; unlimited when left out. */
  readonly upLimit?: number;
  readonly downLimit?: number;
  /** A file that the client makes when a download completes: exact to milliseconds, without polling. */
  readonly completionFile?: string;
  /** How old what the client tells may be; only qBittorrent has such a thing. Default 200. */
  readonly refreshMs?: number;
  /** Where qBittorrent keeps what it knows of its torrents. Default: files. */
  readonly resumeData?: 'files' | 'database';
}

export interface AddOptions {
  readonly paused?: boolean;
  /** The data is complete already: seed it without hashing it first, where the client can. */
  readonly skipCheck?: boolean;
}

export interface Progress {
  /** Verified bytes of the payload. */
  readonly done: number;
  readonly total: number;
  /** Payload bytes that came and went over the network since the client started. */
  readonly downloaded: number;
  readonly uploaded: number;
  /** The client's own word for what it does. */
  readonly state: string;
  /** True while existing data is being hashed. */
  readonly checking: boolean;
  readonly complete: boolean;
}

export interface PeerView {
  readonly host: string;
  readonly port: number;
  /** The client's name as the peer gave it. */
  readonly client: string;
}

export interface Client {
  readonly name: string;
  readonly version: string;
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  readonly process: ManagedProcess;
  addTorrent(file: string, saveDir: string, options?: AddOptions): Promise<string>;
  /** Undefined where the driver has no way for it. */
  readonly addMagnet?: (uri: string, saveDir: string) => Promise<string>;
  /** Undefined for clients that cannot be told a peer: dial them, or use a tracker. */
  readonly addPeer?: (infoHash: string, host: string, port: number) => Promise<void>;
  start(infoHash: string): Promise<void>;
  pause(infoHash: string): Promise<void>;
  remove(infoHash: string): Promise<void>;
  /** Hashes the data again from the start. */
  recheck(infoHash: string): Promise<void>;
  progress(infoHash: string): Promise<Progress>;
  peers(infoHash: string): Promise<PeerView[]>;
  /** Sorts a torrent as its users do, where the client has that. */
  readonly label?: (infoHash: string, category: string, tags: readonly string[]) => Promise<void>;
  /** One call of its own interface, for what only some clients have. */
  readonly call?: (method: string, args?: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** How many of its torrents are complete and serve now, where it can tell all at once. */
  readonly seedingCount?: () => Promise<number>;
  waitComplete(infoHash: string, timeout?: number): Promise<Progress>;
  /** User and system time so far, all threads and children. */
  cpuSeconds(): number;
  /** Bytes: highest anonymous memory seen, and highest resident size. */
  peakMemory(): { anonymous: number; resident: number };
  stop(): Promise<void>;
}

/** The driver's own part; the rest is the same for all. */
export type Driver = Omit<Client, 'waitComplete' | 'cpuSeconds' | 'peakMemory' | 'stop' | 'pid'> & {
  /** Asks the client to leave in its own way. Default: SIGTERM. */
  readonly quit?: () => Promise<void>;
};

/** A port for its peers, and one for who drives it, which leads into its namespace. */
export async function portsFor(
  options: ClientOptions,
  host: string,
): Promise<{ port: number; control: number }> {
  const port = await freePort(options.namespace === undefined ? host : '127.0.0.1');
  const control = await freePort();
  await options.namespace?.expose(control);
  return { port, control };
}

/** The v1 info-hash that a magnet link of a test names. */
export const infoHashIn = (uri: string): string =>
  /btih:([0-9a-f]{40})/.exec(uri)?.[1] ?? `none in ${uri}`;

export const known = (client: Pick<Client, 'name'>, infoHash: string): Error =>
  new Error(`${client.name} does not know the torrent ${infoHash}`);

export function asClient(driver: Driver): Client {
  const { quit, ...rest } = driver;
  const { process: running } = driver;
  return {
    ...rest,
    pid: running.pid,
    cpuSeconds: () => running.sampler.cpuSeconds,
    peakMemory: () => running.sampler.peak(),
    async waitComplete(infoHash, timeout = 60_000) {
      let last: Progress | undefined;
      return until(
        async () => {
          if (!running.running) throw new Error(`It has ended: ${running.tail()}`);
          last = await driver.progress(infoHash);
          return last.complete && !last.checking ? last : undefined;
        },
        {
          timeout,
          interval: 100,
          what: () => `${driver.name} to complete ${infoHash}, now ${JSON.stringify(last)}`,
        },
      );
    },
    async stop() {
      await quit?.().catch(() => undefined);
      await running.stop();
    },
  };
}

/** A JSON reply of a local HTTP interface; an error carries the status and the text. */
export async function httpText(url: string, init: RequestInit = {}): Promise<string> {
  const reply = await fetch(url, { ...init, signal: AbortSignal.timeout(15_000) });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`HTTP ${reply.status} from ${url}: ${text.slice(0, 300)}`);
  return text;
}
