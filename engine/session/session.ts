import type { EngineNews, EngineStatus, TorrentDelta } from '../api/engine-api.ts';
import { utf8Encode } from '../core/bytes/text.ts';
import type { Endpoint } from '../core/endpoint.ts';
import { type InfoHash, peerIdPrefix } from '../core/ids.ts';
import type { Info, Metainfo } from '../core/metainfo/types.ts';
import { RateMeter } from '../core/rate-meter.ts';
import { done, type Fault, type Result } from '../core/result.ts';
import { SpeedRecord } from '../core/speed-history.ts';
import { AddressVotes } from '../discovery/address-votes.ts';
import type { Timer } from '../ports/clock.ts';
import type { Ports } from '../ports/index.ts';
import type { StoredPlace, StoredTorrent } from '../ports/store.ts';
import type { EngineSettings } from '../settings/schema.ts';
import { createStorageContext, type StorageContext } from '../storage/context.ts';
import { createPieceStorage } from '../storage/piece-storage.ts';
import type { PieceStorage } from '../storage/types.ts';
import type { AnnounceReason, Reach, TorrentHost } from '../torrent/host.ts';
import { Torrent } from '../torrent/torrent.ts';
import { Adding } from './adding.ts';
import { BEAT_MS, Beat } from './beat.ts';
import { Budget } from './budget.ts';
import { Claims } from './claims.ts';
import { DiskSpace, downloadFolders } from './disk-space.ts';
import { greeterHost, listeningHost } from './doors.ts';
import { Finders } from './finders.ts';
import { Greeter } from './greeter.ts';
import { Importing } from './importing/importing.ts';
import { Limits } from './limits.ts';
import { Listening } from './listening.ts';
import { Locating } from './locating.ts';
import { storeMetadata } from './metadata.ts';
import { Moving } from './moving.ts';
import { MseNames } from './mse-names.ts';
import { NetworkWatch } from './network-watch.ts';
import { Organiser } from './organiser.ts';
import { within } from './patience.ts';
import { Peeks } from './peeking.ts';
import { Publisher } from './publisher.ts';
import { Queueing } from './queueing.ts';
import { Reachability } from './reachability.ts';
import { RealPaths } from './real-paths.ts';
import { Removed } from './removed.ts';
import { keepPeers, knownPeers, magnetOf, Restoring } from './restoring.ts';
import { Saver } from './saver.ts';
import { Sharing } from './sharing.ts';
import { sharingHost } from './sharing-host.ts';
import { SlowMode } from './slow-mode.ts';
import { TrafficBook } from './traffic.ts';
import { Watching } from './watching/watching.ts';

export interface SessionEvents {
  delta(delta: TorrentDelta): void;
  news(news: EngineNews): void;
}

/** A quit waits this long for the router to take the mapping away, and no longer. */
const UNMAP_MS = 2_000;

/** All torrents and what they share: the port, the limits, the finders of peers, the store. */
export class Session implements TorrentHost {
  readonly ports: Ports;
  readonly version: string;
  readonly torrents = new Map<InfoHash, Torrent>();
  readonly budget: Budget;
  readonly limits: Limits;
  readonly slowMode: SlowMode;
  readonly storage: StorageContext;
  readonly saver: Saver;
  readonly traffic: TrafficBook;
  readonly publisher: Publisher;
  readonly finders: Finders;
  readonly listening: Listening;
  readonly reachability: Reachability;
  readonly realPaths: RealPaths;
  readonly claims: Claims;
  readonly moving: Moving;
  readonly removed: Removed;
  readonly locating: Locating;
  readonly importing: Importing;
  readonly mseNames: MseNames;
  readonly organiser: Organiser;
  readonly adding: Adding;
  readonly watching: Watching;
  readonly peeks: Peeks;
  readonly queueing: Queueing;
  readonly #diskSpace: DiskSpace;
  readonly #sharing: Sharing;
  readonly #greeter: Greeter;
  readonly #watch: NetworkWatch;
  readonly #events: SessionEvents;
  readonly speed = new SpeedRecord();
  readonly #down = new RateMeter();
  readonly #up = new RateMeter();
  readonly #values: Map<string, unknown>;
  #settings: EngineSettings;
  readonly #votes = new AddressVotes();
  #address = '';
  #reach: Reach = { dht: 'off', portClosed: false };
  readonly #beat: Beat<Torrent>;
  #tick: Timer | undefined;
  readonly restoring: Restoring;

  constructor(
    ports: Ports,
    settings: EngineSettings,
    values: ReadonlyMap<string, unknown>,
    version: string,
    events: SessionEvents,
  ) {
    const { clock } = ports;
    this.ports = ports;
    this.version = version;
    this.#settings = settings;
    this.#values = new Map(values);
    this.#events = events;
    this.#beat = new Beat(clock);
    this.budget = new Budget(clock, () => this.#settings);
    this.limits = new Limits(clock, settings);
    this.slowMode = new SlowMode({
      clock,
      settings: () => this.#settings,
      value: (key) => this.value(key),
      keep: (key, value) => this.keep(key, value),
      switchTo: (on) => void this.changeSettings({ slowMode: on }),
    });
    this.storage = createStorageContext(ports, {
      pieceMemory: settings.pieceMemory,
      readCache: settings.readCache,
      openFiles: 800,
    });
    this.mseNames = new MseNames((...parts) => ports.sha1.digest(...parts));
    this.saver = new Saver(ports.store, clock);
    this.traffic = new TrafficBook(this);
    this.publisher = new Publisher({
      clock,
      torrents: () => this.torrents.values(),
      status: () => this.status(),
      isRestoring: () => this.restoring.left > 0,
      organisation: () => this.organiser.whole,
      order: () => this.organiser.order.ids,
      deliver: (delta) => events.delta(delta),
    });
    this.organiser = new Organiser({
      store: ports.store,
      value: (key) => this.value(key),
      organised: () => {
        this.publisher.organised();
        const relimits = this.#limitCategories();
        for (const torrent of this.torrents.values()) {
          if (relimits) torrent.relimit();
          this.wake(torrent);
        }
      },
    });
    this.#limitCategories();
    this.#diskSpace = new DiskSpace({
      folders: () => downloadFolders(this.torrents.values()),
      freeBytes: (folder) => ports.disk.freeBytes(folder),
      reserve: () => this.#settings.minFreeSpace,
      changed: () => this.queueing.blocksChanged(),
      news: (fault) => this.news({ kind: 'fault', id: undefined, fault }),
    });
    this.queueing = new Queueing({
      isDiskLow: (folder) => this.#diskSpace.isLow(folder),
      organiser: this.organiser,
      torrents: this.torrents,
      settings: () => this.#settings,
      now: () => clock.now(),
      changed: (torrent) => this.publisher.changed(torrent),
      save: (changes) => ports.store.updateTorrents(changes),
    });
    this.#sharing = new Sharing(sharingHost(this));
    this.#greeter = new Greeter(greeterHost(this));
    this.listening = new Listening(listeningHost(this), this.#greeter);
    this.reachability = new Reachability(this);
    this.realPaths = new RealPaths(ports.disk, clock);
    this.claims = new Claims({
      folders: this.realPaths,
      join: (...parts) => ports.disk.join(...parts),
      nameOf: (id) => this.torrents.get(id)?.name,
      within: (ms, other) => within(clock, ms, other),
    });
    this.restoring = new Restoring(this);
    this.moving = new Moving(this);
    this.removed = new Removed(this);
    this.locating = new Locating(this);
    this.importing = new Importing(this);
    this.finders = new Finders(this);
    this.peeks = new Peeks(this);
    this.adding = new Adding(this);
    this.watching = new Watching(this);
    this.#watch = new NetworkWatch(clock, ports.net, (why) => {
      ports.log.write('info', 'network', why);
      void this.networkChanged();
    });
  }

  /** Resolves when it runs; with very many torrents some are still on their way then, see `restoring`. */
  async start(places: readonly StoredPlace[], others?: Promise<void>): Promise<Result<void>> {
    const listed = places.filter(({ removed }) => removed === undefined);
    this.organiser.restore(listed);
    await this.removed.restore(places);
    await this.listening.open();
    // From here on nothing is waited for: whoever created us hears of each torrent that comes back.
    const begun = await this.restoring.begin(others);
    if (!begun.ok) return begun;
    void this.restoring.whole.then(() => this.watching.start());
    this.#watch.start();
    this.#tick = this.ports.clock.every(BEAT_MS, () => this.#pulse());
    this.slowMode.look();
    return done;
  }

  settings(): EngineSettings {
    return this.#settings;
  }

  /** Stored first, then in force. */
  async changeSettings(change: Partial<EngineSettings>): Promise<Result<void>> {
    const values = Object.entries(change).map(
      ([key, value]) => [`settings.${key}`, value] as const,
    );
    const stored = await this.ports.store.saveValues(new Map(values));
    if (!stored.ok) return stored;
    await this.applySettings({ ...this.#settings, ...change });
    return done;
  }

  /** What happens on change, setting by setting. */
  async applySettings(settings: EngineSettings): Promise<void> {
    const before = this.#settings;
    this.#settings = settings;
    this.#limitsChanged(before, settings);
    this.storage.setLimits(settings);
    if (before.listenPort !== settings.listenPort || before.listenHost !== settings.listenHost) {
      await this.listening.open();
    }
    // More connections may be allowed, for instance.
    for (const torrent of this.torrents.values()) this.wake(torrent);
    this.reachability.settingsChanged();
    this.queueing.settingsChanged();
    if (before.partSuffix !== settings.partSuffix)
      for (const torrent of this.torrents.values()) void torrent.life.rename();
    await this.finders.settingsChanged(before, settings);
  }

  /** Puts the torrent in the list and sets it going. */
  insert(row: StoredTorrent, metainfo: Metainfo | undefined): Torrent {
    const torrent = this.list(row, metainfo);
    this.enqueue(torrent);
    return torrent;
  }

  /** Puts the torrent in the list, where it can be seen; it stands in no queue yet. */
  list(row: StoredTorrent, metainfo: Metainfo | undefined): Torrent {
    const torrent = new Torrent(this, row, this.newPeerId());
    this.torrents.set(torrent.id, torrent);
    this.mseNames.add(torrent.infoHashBytes);
    torrent.metainfo = metainfo;
    torrent.magnet = magnetOf(row);
    this.finders.add(torrent);
    if (metainfo !== undefined) torrent.restore(metainfo.info, row.progress);
    this.publisher.changed(torrent);
    torrent.peersFound(knownPeers(row, torrent.magnet), 'resume');
    return torrent;
  }

  enqueue(torrent: Torrent): void {
    this.queueing.add(torrent);
    void torrent.life.begin();
  }

  /** Category, tags, limits or the wish to be forced are not what they were. */
  rearranged(torrent: Torrent): void {
    torrent.relimit();
    this.changed(torrent);
  }

  /** Positions in the queue moved: of many, as a rule. */
  orderChanged(): void {
    this.publisher.reordered();
  }

  positionOf(torrent: Torrent): number {
    return this.organiser.order.positionOf(torrent.id);
  }

  /** Takes the torrents out of everything; their files stay. */
  async remove(torrents: readonly Torrent[]): Promise<void> {
    for (const torrent of torrents) {
      this.torrents.delete(torrent.id);
      this.#beat.forget(torrent);
      this.claims.delete(torrent.id);
      this.queueing.remove(torrent);
      this.mseNames.remove(torrent.infoHashBytes);
      this.publisher.removed(torrent);
    }
    this.organiser.order.remove(torrents.map(({ id }) => id));
    this.orderChanged();
    await Promise.all(torrents.map((torrent) => torrent.life.close()));
    await this.traffic.left(torrents);
    for (const torrent of torrents) {
      this.finders.remove(torrent);
      this.saver.forget(torrent);
    }
  }

  status(): EngineStatus {
    const now = this.ports.clock.now();
    return {
      listenPort: this.listening.port,
      listenFault: this.listening.fault,
      portState: this.reachability.portState,
      portMap: this.reachability.portMap,
      downRate: Math.round(this.#down.rate(now)),
      upRate: Math.round(this.#up.rate(now)),
      dhtNodes: this.finders.dhtNodes,
      dhtState: this.finders.dhtState,
      connections: this.budget.connections,
      slowMode: this.#settings.slowMode,
      slowSwitch: this.slowMode.nextSwitch,
      restoring: this.restoring.left,
    };
  }

  /** Sleep, a new address, a lost VPN: bind again, and let everyone know where we are. */
  async networkChanged(): Promise<void> {
    // The machine may have slept through a switch.
    this.slowMode.look();
    await this.listening.open();
    for (const torrent of this.torrents.values()) {
      this.wake(torrent);
      torrent.swarm.list.retryAll(this.ports.clock.now());
      torrent.webSeeds?.retry();
      if (torrent.online) torrent.swarm.dial();
    }
    this.reachability.networkChanged();
    await this.finders.networkChanged();
  }

  async stop(): Promise<void> {
    await this.restoring.stop();
    this.#tick?.end();
    this.#watch.close();
    this.queueing.close();
    this.slowMode.close();
    this.publisher.watch(false);
    await this.watching.close();
    await this.peeks.close();
    const farewell = this.finders.close();
    const unmapped = this.reachability.close(UNMAP_MS);
    await this.listening.close();
    this.#greeter.close();
    await keepPeers(this.ports.store, this.torrents.values());
    await Promise.all([...this.torrents.values()].map((torrent) => torrent.life.close()));
    await this.traffic.save();
    await this.saver.saveClean(this.torrents.values());
    await Promise.all([farewell, unmapped]);
    this.limits.close();
    this.storage.close();
  }

  // What torrents tell and ask.

  listenPort(): number {
    return this.reachability.publicPort;
  }

  reach(): Reach {
    return this.#reach;
  }

  complete(torrent: Torrent): void {
    void this.moving.home(torrent);
  }

  openStorage(torrent: Torrent, info: Info): PieceStorage {
    // Not of one that is only looked at.
    if (this.torrents.get(torrent.id) === torrent)
      this.claims.set(torrent.id, torrent.savePath, info);
    return createPieceStorage(
      this.storage,
      info,
      torrent.savePath,
      {
        fileChanged: (file, first, last, why) => torrent.fileChanged(file, first, last, why),
      },
      { suffix: torrent.options.suffix },
    );
  }

  settleMove(torrent: Torrent): Promise<Result<void>> {
    return this.moving.settle(torrent);
  }

  async claim(torrent: Torrent): Promise<Fault | undefined> {
    const { id, savePath, info } = torrent;
    return info && this.claims.take(id, savePath, info);
  }

  stopMove(torrent: Torrent): void {
    this.moving.stop(torrent.id);
  }

  announce(torrent: Torrent, event: AnnounceReason): void {
    this.finders.announce(torrent, event);
  }

  ban(host: string): void {
    this.budget.ban(host);
    for (const torrent of this.torrents.values()) {
      for (const peer of [...torrent.swarm.peers.values()]) {
        if (peer.endpoint.host === host) peer.end('peer-banned');
      }
    }
  }

  awakeMs(): number {
    return this.#beat.awakeMs;
  }

  ticked(torrent: Torrent): number {
    // One that is only looked at stands in no queue.
    if (this.torrents.get(torrent.id) !== torrent) return Number.POSITIVE_INFINITY;
    this.queueing.ticked(torrent);
    return this.#sharing.ticked(torrent);
  }

  wake(torrent: Torrent): void {
    if (this.torrents.has(torrent.id)) this.#beat.wake(torrent);
  }

  changed(torrent: Torrent): void {
    torrent.revision++;
    // Not of one that is only looked at, nor of one that is leaving.
    if (this.torrents.get(torrent.id) !== torrent) return;
    this.queueing.changed(torrent);
    this.wake(torrent);
    this.publisher.changed(torrent);
  }

  dirty(torrent: Torrent, atOnce = false): void {
    if (this.torrents.has(torrent.id)) this.saver.mark(torrent, atOnce);
  }

  /** How a tracker or a peer sees us: one voice of many. */
  externalAddress(address: string, voter: string): void {
    const winner = this.#votes.vote(address, voter);
    if (winner !== undefined) this.isAt(winner);
  }

  /** Many agree on our address: it counts for BEP 40. */
  isAt(address: string): void {
    if (address === this.#address) return;
    this.#address = address;
    const own = { host: address, port: this.reachability.publicPort };
    for (const torrent of this.torrents.values()) torrent.swarm.list.own = own;
  }

  metadataCame(torrent: Torrent, raw: Uint8Array): void {
    if (!this.peeks.came(torrent, raw)) void storeMetadata(this, torrent, raw);
  }

  dhtPort(host: string, port: number): void {
    this.finders.dhtPeer(host, port);
  }

  news(news: EngineNews): void {
    this.#events.news(news);
  }

  received(bytes: number, nowMs: number): void {
    this.#down.add(bytes, nowMs);
  }

  sent(bytes: number, nowMs: number): void {
    this.#up.add(bytes, nowMs);
  }

  // Small state under a key.

  value(key: string): unknown {
    return this.#values.get(key);
  }

  keep(key: string, value: unknown): void {
    this.#values.set(key, value);
    void this.ports.store.saveValues(new Map([[key, value]]));
  }

  /** Resolves when it is committed; undefined takes the key away. */
  async keepSafely(key: string, value: unknown): Promise<Result<void>> {
    const stored = await this.ports.store.saveValues(new Map([[key, value]]));
    if (stored.ok) this.#values.set(key, value);
    return stored;
  }

  /** The port that was chosen the first time; 0 before. */
  keptPort(): number {
    const kept = this.#values.get('listen.port');
    return typeof kept === 'number' && Number.isInteger(kept) && kept > 0 && kept < 65_536
      ? kept
      : 0;
  }

  /** Those that we dialled and that are connected. */
  *dialled(): Iterable<string> {
    for (const torrent of this.torrents.values()) {
      for (const { incoming, peerId, endpoint } of torrent.swarm.peers.values())
        if (!incoming && peerId !== undefined) yield endpoint.host;
    }
  }

  publicPortChanged(): void {
    this.finders.setPublicPort(this.reachability.publicPort);
  }

  /** The port takes connections: the finders hear of it. */
  async isListening(at: Endpoint): Promise<void> {
    // The first choice stays, or a neighbour that was in the way once would move us for ever.
    if (this.keptPort() === 0) this.keep('listen.port', at.port);
    this.reachability.listening(this.#settings.listenHost, at.port);
    await this.finders.setPort(at.port, this.reachability.publicPort);
    this.news({ kind: 'listening', host: at.host, port: at.port });
  }

  /** True when torrents pass other limits than before. */
  #limitCategories(): boolean {
    const changed = this.limits.categories.update(
      this.organiser.categories,
      this.ports.clock.now(),
    );
    this.limits.poke();
    return changed;
  }

  #limitsChanged(before: EngineSettings, after: EngineSettings): void {
    if (this.limits.settingsChanged(after))
      for (const torrent of this.torrents.values()) torrent.relimit();
    if (
      before.slowScheduled !== after.slowScheduled ||
      before.slowSchedule !== after.slowSchedule
    ) {
      this.keep('slow.schedule', undefined);
      this.slowMode.look();
    }
    if (before.slowMode !== after.slowMode) this.publisher.soon();
  }

  #pulse(): void {
    this.#beat.beat();
    this.#diskSpace.beat(this.ports.clock.now());
    this.queueing.beat();
    this.traffic.tick();
    this.peeks.tick();
    this.speed.tick(this.ports.clock.now(), this.#down.total, this.#up.total);
    this.reachability.beat();
    this.#lookAround();
  }

  /** What every torrent without peers is explained by: when it changes, all of those are told anew. */
  #lookAround(): void {
    const { dhtState, dhtNodes } = this.finders;
    const dht = dhtState === 'off' ? 'off' : dhtNodes > 0 ? 'on' : 'empty';
    const portClosed = this.reachability.portState === 'closed';
    if (dht === this.#reach.dht && portClosed === this.#reach.portClosed) return;
    this.#reach = { dht, portClosed };
    for (const torrent of this.torrents.values()) {
      if (torrent.online && torrent.swarm.connected === 0) this.publisher.changed(torrent);
    }
  }

  newPeerId(): Uint8Array {
    const id = this.ports.random.fill(new Uint8Array(20));
    id.set(utf8Encode(peerIdPrefix(this.version)), 0);
    return id;
  }
}
