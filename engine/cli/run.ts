import { resolve } from 'node:path';
import type { Engine } from '../api/engine-api.ts';
import type { TransferPolicy } from '../api/policy.ts';
import type { TorrentSnapshot } from '../api/torrent.ts';
import type { InfoHash } from '../core/ids.ts';
import { done, type Fault, fault, ok, type Result } from '../core/result.ts';
import { createNodeEngine } from '../node/create.ts';
import { EXIT, exitCodeOf } from './exit.ts';
import { importFolder } from './import.ts';
import type { CliOptions } from './options.ts';
import type { Output } from './output.ts';
import type { Profile } from './profile.ts';
import { type NamedSource, readSources } from './sources.ts';
import type { Stop } from './stop.ts';
import { tellTaken, watchFolders } from './watch.ts';

const LOOK_MS = 250;
const FIRST_LOOK_MS = 5;
/** A look at thousands of torrents takes a while: no more than one part in so many of the time is spent on it. */
const LOOK_SHARE = 20;

/** `download`, `seed`, `watch`, `import`: the whole engine, without a window. Returns the exit code. The profile ends with it. */
export async function run(
  options: CliOptions,
  version: string,
  output: Output,
  stop: Stop,
  profile: Profile,
): Promise<number> {
  try {
    const { command, inputs } = options;
    const namesFolders = command === 'watch' || command === 'import';
    const sources = namesFolders ? ok([]) : await readSources(inputs);
    if (!sources.ok) {
      output.fault(sources);
      return exitCodeOf(sources);
    }
    const engine = await createNodeEngine({
      profileDir: profile.folder,
      store: profile.store,
      set: options.set,
      version,
      watches: false,
      overrides: {
        listenHost: options.listenHost,
        ...(options.listenPort === 0 ? {} : { listenPort: options.listenPort }),
        dht: options.dht,
        lsd: options.lsd,
        pex: options.pex,
        encryption: options.encryption,
        upLimit: options.upLimit,
        downLimit: options.downLimit,
        portMapping: false,
        // Whoever names torrents on a command line wants them now; --set says otherwise.
        maxActiveDownloads: 0,
        minFreeSpace: 0,
      },
    });
    if (!engine.ok) {
      output.fault(engine);
      return exitCodeOf(engine);
    }
    return await new Run(engine.value, options, output, stop).go(sources.value);
  } finally {
    await profile.close();
  }
}

class Run {
  readonly #engine: Engine;
  readonly #options: CliOptions;
  readonly #output: Output;
  readonly #stop: Stop;
  readonly #addedAt = new Map<InfoHash, number>();
  readonly #complete = new Set<InfoHash>();
  readonly #seeding = new Set<InfoHash>();
  /** There from the last time. */
  readonly #known = new Set<InfoHash>();
  #fault: Pick<Fault, 'code' | 'message'> | undefined;
  /** Something was told since the last look. */
  #told = true;

  constructor(engine: Engine, options: CliOptions, output: Output, stop: Stop) {
    this.#engine = engine;
    this.#options = options;
    this.#output = output;
    this.#stop = stop;
  }

  async go(sources: NamedSource[]): Promise<number> {
    this.#listen();
    await this.#engine.restored;
    if (this.#options.seconds > 0) this.#stop.after(this.#options.seconds * 1000);
    const status = await this.#engine.status();
    if (status.ok && status.value.listenPort > 0) {
      this.#output.emit({
        event: 'listening',
        host: this.#options.listenHost,
        port: status.value.listenPort,
      });
    }
    const code =
      (await this.#addAll(sources)) ??
      (await this.#import()) ??
      (await this.#beginWatching()) ??
      (await this.#watch());
    this.#output.finish();
    await this.#engine.stop();
    return code;
  }

  #listen(): void {
    this.#engine.on('news', (news) => {
      this.#told = true;
      if (news.kind === 'completed') {
        // Straight from the engine: the moment it happened, not the next look.
        this.#finish(news.id);
      } else if (news.kind === 'checked') {
        // A quick one is over before anybody looks.
        const { id, size } = news;
        this.#output.emit({ event: 'checking', infoHash: id, done: size, total: size });
      } else if (news.kind === 'seeding') {
        this.#output.emit({ event: 'seeding', infoHash: news.id });
        this.#seeding.add(news.id);
        // The last one is looked at now; each of thousands would be quadratic.
        if (this.#seeding.size >= this.#addedAt.size) this.#stop.poke();
      } else if (news.kind === 'taken') {
        for (const id of tellTaken(news.files, this.#output))
          this.#addedAt.set(id, performance.now());
        this.#stop.poke();
      } else if (news.kind === 'fault') {
        this.#fault = news.fault;
        this.#output.fault(news.fault, news.id);
        this.#stop.poke();
      }
    });
  }

  async #import(): Promise<number | undefined> {
    if (this.#options.command !== 'import') return undefined;
    const listed = await importFolder(this.#engine, this.#options, this.#output);
    if (!listed.ok) return this.#fail(listed);
    for (const id of listed.value) this.#addedAt.set(id, performance.now());
    return this.#options.preview ? EXIT.done : undefined;
  }

  async #beginWatching(): Promise<number | undefined> {
    if (this.#options.command !== 'watch') return undefined;
    const watched = await watchFolders(this.#engine, this.#options);
    return watched.ok ? undefined : this.#fail(watched);
  }

  #finish(id: InfoHash): void {
    const seconds = (performance.now() - (this.#addedAt.get(id) ?? 0)) / 1000;
    this.#output.emit({
      event: 'complete',
      infoHash: id,
      seconds: Math.round(seconds * 1000) / 1000,
    });
  }

  /** Empties the list. Gives an exit code when it can't go on. */
  async #addAll(sources: NamedSource[]): Promise<number | undefined> {
    const savePath = resolve(this.#options.dir);
    const { category, tags } = this.#options;
    const sorted = category === undefined ? ok(undefined) : await this.#makeCategory(category);
    if (!sorted.ok) return this.#fail(sorted);
    // What was added is not kept: many large files would stay in memory for the whole run.
    for (let next = sources.shift(); next !== undefined; next = sources.shift()) {
      const { id, source } = next;
      this.#addedAt.set(id, performance.now());
      // With a state of its own the torrent may be there from the last time: then it goes on.
      if (!(await this.#goOn(id))) {
        const added = await this.#engine.add({
          source,
          savePath,
          paused: false,
          extraTrackers: this.#options.trackers,
          ...(category === undefined ? {} : { category }),
          tags,
          ...this.#policy,
        });
        if (!added.ok && added.code !== 'torrent-duplicate') return this.#fail(added);
        if (!added.ok) await this.#goOn(id);
      }
      for (const peer of this.#options.peers) await this.#engine.addPeer(id, peer);
      const seeds = await this.#addWebSeeds(id);
      if (!seeds.ok) return this.#fail(seeds);
    }
    return undefined;
  }

  /** Beside those that the torrent came with. */
  async #addWebSeeds(id: InfoHash): Promise<Result<void>> {
    const { webSeeds } = this.#options;
    if (webSeeds.length === 0) return done;
    const known = await this.#engine.details(id, 'webSeeds');
    if (!known.ok) return known;
    const named = webSeeds.map((url) => ({ url, kind: 'files' as const }));
    const all = [...(known.value.value ?? []).map(({ url, kind }) => ({ url, kind })), ...named];
    return this.#engine.setWebSeeds(id, all);
  }

  /** One that is there keeps what it has. */
  async #makeCategory(name: string): Promise<Result<void>> {
    const known = await this.#engine.organisation();
    if (!known.ok) return known;
    if (known.value.categories.some((category) => category.name === name)) return ok(undefined);
    return this.#engine.saveCategory({ name, savePath: '', downLimit: 0, upLimit: 0, share: {} });
  }

  /** What was asked for on the command line; what was not stays as it is. */
  get #policy(): Partial<TransferPolicy> {
    const { sequential, firstLast, superSeed } = this.#options;
    return {
      ...(sequential ? { sequential } : {}),
      ...(firstLast ? { firstLast } : {}),
      ...(superSeed ? { superSeeding: true } : {}),
    };
  }

  /** False when it is not there from the last time. */
  async #goOn(id: InfoHash): Promise<boolean> {
    const { category, tags } = this.#options;
    const resumed = await this.#engine.resume([id]);
    if (!resumed.ok && resumed.code === 'torrent-unknown') return false;
    this.#known.add(id);
    if (category !== undefined) await this.#engine.setCategory([id], category);
    if (tags.length > 0) await this.#engine.setTags([id], { add: tags });
    const policy = this.#policy;
    if (Object.values(policy).some((wish) => wish !== undefined))
      await this.#engine.setPolicy([id], policy);
    return true;
  }

  #fail(why: Fault): number {
    this.#output.fault(why);
    return exitCodeOf(why);
  }

  async #watch(): Promise<number> {
    // A short check is over before the second of evenly spaced looks.
    for (let pause = FIRST_LOOK_MS; ; pause = Math.min(LOOK_MS, pause * 2)) {
      this.#told = false;
      const from = performance.now();
      const list = await this.#engine.list();
      const torrents = list.ok ? list.value.filter(({ id }) => this.#addedAt.has(id)) : [];
      for (const torrent of torrents) this.#show(torrent);
      const allDone = torrents.length > 0 && torrents.every(({ state }) => state === 'seeding');
      const stays = this.#options.keepSeeding || this.#options.command !== 'download';
      if (allDone && !stays) return EXIT.done;
      const failed = this.#givenUp(torrents);
      if (failed !== undefined) return failed;
      if (this.#stop.asked) return allDone || this.#isForMany ? EXIT.done : EXIT.stopped;
      await this.#stop.wait(Math.max(pause, (performance.now() - from) * LOOK_SHARE));
      if (torrents.every(isAtRest)) await this.#rest();
    }
  }

  get #isForMany(): boolean {
    const { command } = this.#options;
    return command === 'watch' || command === 'import';
  }

  /** Thousands of idle seeds are not looked at one by one: nobody is connected, nothing was told, nothing has changed. */
  async #rest(): Promise<void> {
    while (!this.#told && !this.#stop.asked) {
      const status = await this.#engine.status();
      if (!status.ok || status.value.connections > 0) return;
      await this.#stop.wait(LOOK_MS);
    }
  }

  /** Without anyone to change something, a fault of the disk ends the run. */
  #givenUp(torrents: readonly TorrentSnapshot[]): number | undefined {
    // One of many is told, and the others go on.
    if (this.#isForMany) return undefined;
    const broken = torrents.find(({ state }) => state === 'error' || state === 'missing');
    if (broken !== undefined)
      return exitCodeOf(broken.fault ?? this.#fault ?? { code: 'torrent-failed' });
    if (this.#options.command !== 'seed') return undefined;
    const partial = torrents.find(({ state }) => state === 'downloading');
    if (partial === undefined) return undefined;
    const { name, done, size } = partial;
    return this.#fail(
      fault(
        'disk-incomplete',
        name,
        `“${name}” can't be seeded: ${done} of ${size} bytes are in ${resolve(this.#options.dir)}.`,
      ),
    );
  }

  #show(torrent: TorrentSnapshot): void {
    const { id, state, size, done, checked, downRate, upRate, downloaded, uploaded, peers } =
      torrent;
    if (state === 'checking') {
      // The files are only being looked at.
      if (checked === 0 && this.#known.has(id)) return;
      this.#output.emit({
        event: 'checking',
        infoHash: id,
        done: Math.round(checked * size),
        total: size,
      });
      return;
    }
    const last = state === 'seeding' && !this.#complete.has(id);
    if (last) this.#complete.add(id);
    if (state === 'downloading' || state === 'metadata' || last || downRate + upRate > 0) {
      this.#output.emit({
        event: 'progress',
        infoHash: id,
        done,
        total: size,
        downRate,
        upRate,
        downloaded,
        uploaded,
        peers,
      });
    }
  }
}

const isAtRest = ({ state, downRate, upRate }: TorrentSnapshot): boolean =>
  state === 'seeding' && downRate + upRate === 0;
