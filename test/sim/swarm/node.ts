import type {
  DetailsPart,
  DetailsParts,
  Engine,
  EngineNews,
  TorrentSnapshot,
  TransferPolicy,
} from '../../../engine/api/index.ts';
import type { Endpoint } from '../../../engine/core/endpoint.ts';
import type { InfoHash } from '../../../engine/core/ids.ts';
import { createEngine } from '../../../engine/index.ts';
import type { Clock } from '../../../engine/ports/clock.ts';
import type { Connection, Net } from '../../../engine/ports/net.ts';
import type { EngineSettings } from '../../../engine/settings/schema.ts';
import { FakeDisk } from '../fakes/disk.ts';
import { createFakeHasher, sampledDigest } from '../fakes/hasher.ts';
import { FakeProfiles } from '../fakes/profiles.ts';
import { FakeProfile } from '../fakes/store.ts';
import type { HostOptions, SimHost } from '../world/host.ts';
import { createSimPorts, type SimLogLine } from '../world/ports.ts';
import type { World } from '../world/world.ts';
import { FOLDER, type SimTorrent, sha1 } from './torrent.ts';

export interface NodeOptions extends HostOptions {
  readonly settings?: Partial<EngineSettings>;
  /** The torrent's own wishes. */
  readonly policy?: Partial<TransferPolicy>;
}

export const PORT = 6881;

interface Life {
  over: boolean;
}

/** After the end of a life none of its timers fires. */
const mortalClock = (clock: Clock, life: Life): Clock => ({
  ...clock,
  after: (ms, callback) =>
    clock.after(ms, () => {
      if (!life.over) callback();
    }),
  every: (ms, callback) => {
    const timer = clock.every(ms, () => {
      if (life.over) timer.end();
      else callback();
    });
    return timer;
  },
});

/** After the end of a life it dials nobody: what still settles in it has no machine. */
const mortalNet = (net: Net, life: Life): Net => ({
  ...net,
  connect: (to, events, timeoutMs) =>
    life.over ? deadEnd(to) : net.connect(to, events, timeoutMs),
});

const deadEnd = (remote: Endpoint): Connection => ({
  remote,
  local: undefined,
  queued: 0,
  write: () => 0,
  gather: () => undefined,
  release: () => 0,
  pause: () => undefined,
  resume: () => undefined,
  close: () => undefined,
});

/** No discovery but what the test gives, and a known port. */
const QUIET: Partial<EngineSettings> = {
  listenPort: PORT,
  dht: false,
  pex: false,
  lsd: false,
  portMapping: false,
  encryption: 'off',
};

/** One machine with our engine on it: its disk and its profile survive a stop and a crash. */
export class Node {
  readonly world: World;
  readonly host: SimHost;
  readonly disk: FakeDisk;
  readonly profile: FakeProfile;
  /** Another client on the same machine. */
  readonly foreign = new FakeProfiles();
  readonly news: EngineNews[] = [];
  settings: Partial<EngineSettings>;
  /** See `EngineOptions`; for the next start. */
  others: Promise<void> | undefined;
  lines: readonly SimLogLine[] = [];
  #engine: Engine | undefined;
  #life = { over: false };

  constructor(world: World, torrent: SimTorrent, options: NodeOptions) {
    this.world = world;
    this.host = world.addHost(options);
    this.settings = { ...QUIET, ...options.settings };
    this.disk = new FakeDisk(world.clock(), torrent.content);
    this.disk.makeFolder(FOLDER);
    this.profile = new FakeProfile(world.clock());
  }

  get engine(): Engine {
    if (this.#engine === undefined) throw new Error(`${this.host.name} is not running`);
    return this.#engine;
  }

  get isRunning(): boolean {
    return this.#engine !== undefined;
  }

  get address(): string {
    return this.host.addresses[0] as string;
  }

  async start(): Promise<void> {
    const disk = this.disk.mount();
    const life = { over: false };
    this.#life = life;
    const clock = mortalClock(this.world.clock(), life);
    const lines: SimLogLine[] = [];
    const ports = createSimPorts(this.host, {
      disk,
      hasher: createFakeHasher({ clock, disk, digest: sampledDigest }),
      sha1: { digest: (...parts) => sha1(parts) },
      store: this.profile.open({ trouble: () => undefined }),
      profiles: this.foreign,
    });
    const { log } = ports;
    this.lines = lines;
    const engine = await this.world.settle(
      createEngine(
        {
          ...ports,
          clock,
          net: mortalNet(ports.net, life),
          log: {
            write: (level, about, message, fault) => {
              lines.push({ at: this.world.now, level, about, message, fault });
              log.write(level, about, message, fault);
            },
          },
        },
        {
          version: '0.1.0',
          overrides: this.settings,
          ...(this.others === undefined ? {} : { others: this.others }),
        },
      ),
    );
    if (!engine.ok) throw new Error(engine.message);
    this.#engine = engine.value;
    engine.value.on('news', (news) => this.news.push(news));
  }

  async stop(): Promise<void> {
    await this.world.settle(this.engine.stop());
    this.#engine = undefined;
  }

  /** The power is cut. The port is gone with it, and what was not synced. */
  crash(): void {
    this.#engine = undefined;
    this.#life.over = true;
    this.disk.crash();
    this.profile.crash();
    this.host.breakConnections();
    this.host.listeners.clear();
    this.host.udp.clear();
  }

  /** Puts the whole content on the disk, as if it had always been there. */
  fill(torrent: SimTorrent): void {
    for (const file of torrent.info.files) {
      if (file.pad) continue;
      this.disk.seed([FOLDER, ...file.path].join('/'), file.length);
    }
  }

  async add(
    torrent: SimTorrent,
    more: { paused?: boolean; priorities?: number[] } & Partial<TransferPolicy> = {},
  ): Promise<void> {
    const added = await this.world.settle(
      this.engine.add({
        paused: false,
        ...more,
        source: { kind: 'metainfo', bytes: torrent.metainfo, fileName: 'x.torrent' },
        savePath: FOLDER,
      }),
    );
    if (!added.ok) throw new Error(added.message);
  }

  /** Tells the engine of the others. */
  async meets(torrent: SimTorrent, others: readonly { readonly address: string }[]): Promise<void> {
    for (const { address } of others) {
      const met = await this.world.settle(
        this.engine.addPeer(torrent.info.infoHash, `${address}:${PORT}`),
      );
      if (!met.ok) throw new Error(met.message);
    }
  }

  async set(change: Partial<EngineSettings>): Promise<void> {
    const set = await this.world.settle(this.engine.setSettings(change));
    if (!set.ok) throw new Error(set.message);
  }

  async row(torrent: SimTorrent): Promise<TorrentSnapshot> {
    const list = await this.world.settle(this.engine.list());
    const row = list.ok ? list.value.find(({ id }) => id === torrent.info.infoHash) : undefined;
    if (row === undefined) throw new Error(`${this.host.name} has no such torrent`);
    return row;
  }

  async details<P extends DetailsPart>(torrent: SimTorrent, part: P): Promise<DetailsParts[P]> {
    const details = await this.world.settle(this.engine.details(torrent.info.infoHash, part));
    if (!details.ok) throw new Error(details.message);
    return details.value.value as DetailsParts[P];
  }

  has(kind: EngineNews['kind'], id?: InfoHash): boolean {
    return this.news.some(
      (news) => news.kind === kind && (id === undefined || ('id' in news && news.id === id)),
    );
  }

  get isComplete(): boolean {
    return this.has('completed');
  }

  /** Log lines of bans, as they were written. */
  get bans(): readonly string[] {
    return this.lines
      .filter(({ message }) => message.includes('is banned'))
      .map(({ message }) => message);
  }

  /** Every byte on the disk is the torrent's. */
  holds(torrent: SimTorrent): boolean {
    return torrent.info.files.every((file) => {
      if (file.pad) return true;
      const bytes = this.disk.bytes([FOLDER, ...file.path].join('/'));
      if (bytes === undefined || bytes.length !== file.length) return file.length === 0;
      const wanted = new Uint8Array(file.length);
      torrent.fill(file.offset, wanted);
      return Buffer.compare(bytes, wanted) === 0;
    });
  }
}
