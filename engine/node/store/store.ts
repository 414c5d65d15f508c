import { Worker } from 'node:worker_threads';
import type { InfoHash } from '../../core/ids.ts';
import { done, fault, ok, type Result } from '../../core/result.ts';
import type {
  Progress,
  Store,
  StoreCode,
  StoredPlace,
  StoredTorrent,
  StoreEvents,
  TorrentChange,
  TrafficRow,
  TrafficSums,
} from '../../ports/store.ts';
import { workerUrl } from '../worker-url.ts';
import type { Command, FromStore, SentProgress, ToStore } from './protocol.ts';
import { encodeStamps } from './stamps.ts';

/**
 * Opens the profile's state in a worker thread; the folder is created when missing. Fails with `store-busy`
 * while another process has it open and with `store-newer` where a later version of the program wrote it. A damaged database
 * is set aside and rebuilt, which `events` tells.
 */
export const openStore = (
  profileDir: string,
  events: StoreEvents,
): Promise<Result<Store, StoreCode>> => new StoreStart(profileDir).open(events);

/** A store whose thread starts at once, while whoever needs it is still being loaded. What it has to tell waits for `open`. */
export class StoreStart {
  readonly #store: WorkerStore;
  readonly #early: [StoreCode, string][] = [];
  #events: StoreEvents | undefined;

  constructor(profileDir: string) {
    this.#store = new WorkerStore(profileDir, {
      trouble: (code, message) => {
        if (this.#events === undefined) this.#early.push([code, message]);
        else this.#events.trouble(code, message);
      },
    });
  }

  /** As `openStore`. */
  async open(events: StoreEvents): Promise<Result<Store, StoreCode>> {
    this.#events = events;
    for (const [code, message] of this.#early.splice(0)) events.trouble(code, message);
    const opened = await this.#store.opened;
    return opened.ok ? ok(this.#store) : opened;
  }

  /** It is not needed after all. */
  close(): Promise<void> {
    return this.#store.close();
  }
}

type Answer = (result: Result<unknown, StoreCode>) => void;

class WorkerStore implements Store {
  readonly opened: Promise<Result<void, StoreCode>>;
  readonly #profileDir: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Answer>();
  /** The stamps last sent of each torrent: the same array is not sent twice. */
  readonly #stamps = new Map<InfoHash, Progress['stamps']>();
  /** Asked for before anybody could: whoever opens a store needs its torrents first of all. */
  #early: Promise<Result<unknown, StoreCode>> | undefined;
  #nextId = 1;
  #ended = false;
  readonly #over: Promise<void>;

  constructor(profileDir: string, events: StoreEvents) {
    this.#profileDir = profileDir;
    this.#worker = new Worker(workerUrl('store'), { name: 'store', workerData: { profileDir } });
    let opened: (result: Result<void, StoreCode>) => void = () => undefined;
    this.opened = new Promise((resolve) => {
      opened = resolve;
    });
    this.#worker.on('message', (message: FromStore) => {
      if (message.kind === 'opened') opened(message.result);
      else if (message.kind === 'trouble') events.trouble(message.code, message.message);
      else if (message.kind === 'answer') this.#answer(message.id, message.result);
    });
    this.#over = new Promise((resolve) => {
      const end = (detail: string): void => {
        this.#ended = true;
        this.#early = undefined;
        const why = this.#gone(detail);
        opened(why);
        for (const id of [...this.#waiting.keys()]) this.#answer(id, why);
        resolve();
      };
      this.#worker.on('error', (error) => {
        events.trouble('store-failed', this.#gone(error.message).message);
        end(error.message);
      });
      this.#worker.on('exit', () => end('it was closed'));
    });
    this.#early = this.#ask({ kind: 'loadPlaces' });
  }

  loadPlaces(): Promise<Result<readonly StoredPlace[], StoreCode>> {
    const asked = this.#early ?? this.#ask({ kind: 'loadPlaces' });
    this.#early = undefined;
    return asked as Promise<Result<readonly StoredPlace[], StoreCode>>;
  }

  loadTorrents(ids: readonly InfoHash[]): Promise<Result<readonly StoredTorrent[], StoreCode>> {
    return this.#ask({ kind: 'loadTorrents', ids }) as Promise<
      Result<readonly StoredTorrent[], StoreCode>
    >;
  }

  addTorrent(torrent: StoredTorrent): Promise<Result<void, StoreCode>> {
    const { infoHash, progress } = torrent;
    this.#stamps.delete(infoHash);
    return this.#write(
      { kind: 'add', torrent: { ...torrent, progress: this.#sent(infoHash, progress) } },
      [infoHash],
    );
  }

  setMetainfo(
    infoHash: InfoHash,
    bytes: Uint8Array,
    name: string,
  ): Promise<Result<void, StoreCode>> {
    return this.#write({ kind: 'metainfo', infoHash, bytes, name });
  }

  updateTorrent(infoHash: InfoHash, change: TorrentChange): Promise<Result<void, StoreCode>> {
    return this.updateTorrents(new Map([[infoHash, change]]));
  }

  updateTorrents(
    changes: ReadonlyMap<InfoHash, TorrentChange>,
    values: ReadonlyMap<string, unknown> = new Map(),
  ): Promise<Result<void, StoreCode>> {
    if (changes.size + values.size === 0) return Promise.resolve(done);
    return this.#write({ kind: 'update', changes, values: textsOf(values) });
  }

  saveProgress(progress: ReadonlyMap<InfoHash, Progress>): Promise<Result<void, StoreCode>> {
    const batch = new Map<InfoHash, SentProgress>();
    for (const [infoHash, one] of progress) batch.set(infoHash, this.#sent(infoHash, one));
    return this.#write({ kind: 'progress', batch }, [...progress.keys()]);
  }

  removeTorrent(infoHash: InfoHash): Promise<Result<void, StoreCode>> {
    this.#stamps.delete(infoHash);
    return this.#write({ kind: 'remove', infoHash });
  }

  addTraffic(rows: readonly TrafficRow[]): Promise<Result<void, StoreCode>> {
    return this.#write({ kind: 'traffic', rows });
  }

  loadTraffic(): Promise<Result<TrafficSums, StoreCode>> {
    return this.#ask({ kind: 'loadTraffic' }) as Promise<Result<TrafficSums, StoreCode>>;
  }

  loadValues(): Promise<Result<ReadonlyMap<string, unknown>, StoreCode>> {
    return this.#ask({ kind: 'loadValues' }) as Promise<
      Result<ReadonlyMap<string, unknown>, StoreCode>
    >;
  }

  saveValues(values: ReadonlyMap<string, unknown>): Promise<Result<void, StoreCode>> {
    return this.#write({ kind: 'values', values: textsOf(values) });
  }

  async close(): Promise<void> {
    if (!this.#ended) this.#post({ kind: 'close' });
    await this.#over;
  }

  /** `stamped`: torrents whose stamps go with this write, and would have to go again after a fault. */
  async #write(
    command: Command,
    stamped: readonly InfoHash[] = [],
  ): Promise<Result<void, StoreCode>> {
    this.#early = undefined;
    const result = (await this.#ask(command)) as Result<void, StoreCode>;
    if (!result.ok) for (const infoHash of stamped) this.#stamps.delete(infoHash);
    return result;
  }

  #ask(command: Command): Promise<Result<unknown, StoreCode>> {
    if (this.#ended) return Promise.resolve(this.#gone('it was closed'));
    return new Promise((resolve) => {
      const id = this.#nextId++;
      this.#waiting.set(id, resolve);
      this.#post({ kind: 'command', id, command });
    });
  }

  #sent(infoHash: InfoHash, progress: Progress): SentProgress {
    const known = this.#stamps.get(infoHash) === progress.stamps;
    this.#stamps.set(infoHash, progress.stamps);
    return { ...progress, stamps: known ? undefined : encodeStamps(progress.stamps) };
  }

  #post(message: ToStore): void {
    this.#worker.postMessage(message);
  }

  #answer(id: number, result: Result<unknown, StoreCode>): void {
    const answer = this.#waiting.get(id);
    this.#waiting.delete(id);
    answer?.(result);
  }

  #gone(detail: string): ReturnType<typeof fault<StoreCode>> {
    return fault(
      'store-failed',
      this.#profileDir,
      `The database of ${this.#profileDir} is not open: ${detail}.`,
    );
  }
}

const textsOf = (values: ReadonlyMap<string, unknown>): Map<string, string | undefined> =>
  new Map([...values].map(([key, value]) => [key, JSON.stringify(value)]));
