import type { CreatedTorrent, CreateTorrent } from '../api/create.ts';
import type { DetailsAnswer, DetailsPart, SpeedGraph } from '../api/details.ts';
import type {
  AddedTorrent,
  AddTorrent,
  Engine,
  EngineEvents,
  EngineStatus,
  EngineSummary,
  PriorityChange,
  TorrentPreview,
  TorrentSource,
  TransferLimits,
} from '../api/engine-api.ts';
import type { PieceDeadline, TransferPolicy } from '../api/policy.ts';
import type { Statistics } from '../api/statistics.ts';
import type { TorrentSnapshot } from '../api/torrent.ts';
import type { WebSeedAddress } from '../api/web-seeds.ts';
import { parseEndpoint } from '../core/address.ts';
import type { InfoHash } from '../core/ids.ts';
import { formatMagnet } from '../core/magnet.ts';
import { done, type Fault, fault, ok, type Result } from '../core/result.ts';
import { parseSchedule } from '../core/schedule.ts';
import type { Intent, TorrentChange } from '../ports/store.ts';
import { isValidSetting, type Setting } from '../settings/define.ts';
import { type EngineSettings, engineSettings } from '../settings/schema.ts';
import { answerDetails } from '../torrent/details.ts';
import { setDeadlines, setPolicy } from '../torrent/policy.ts';
import { snapshotOf } from '../torrent/snapshot.ts';
import type { Torrent } from '../torrent/torrent.ts';
import { Creating } from './creating.ts';
import { changeEach, eachTorrent } from './each.ts';
import { FileCommands } from './file-commands.ts';
import { torrentsWithFile } from './file-search.ts';
import { checkLimits, limitPeer } from './limit-commands.ts';
import { unknown } from './organise-commands.ts';
import type { Session } from './session.ts';
import { resumedOptions } from './sharing.ts';
import { summaryOf } from './summary.ts';
import { checkWebSeeds } from './web-seed-check.ts';

type Listeners = { [K in keyof EngineEvents]: Set<(value: EngineEvents[K]) => void> };

/** The engine's face over its session: checks what it is told, answers in plain data. */
export class Commands extends FileCommands implements Engine {
  readonly #creating: Creating;
  readonly #listeners: Listeners;
  #stopping: Promise<Result<void>> | undefined;

  constructor(session: Session, listeners: Listeners) {
    super(session);
    this.#creating = new Creating(session, (torrent) => session.adding.add(torrent));
    this.#listeners = listeners;
  }

  get restored(): Promise<void> {
    return this.session.restoring.whole;
  }

  on<K extends keyof EngineEvents>(
    event: K,
    listener: (value: EngineEvents[K]) => void,
  ): () => void {
    this.#listeners[event].add(listener);
    return () => this.#listeners[event].delete(listener);
  }

  async preview(source: TorrentSource): Promise<Result<TorrentPreview>> {
    return this.session.adding.preview(source);
  }

  add(torrent: AddTorrent): Promise<Result<AddedTorrent>> {
    return this.session.adding.add(torrent);
  }

  pause(ids: readonly InfoHash[] | 'all'): Promise<Result<readonly InfoHash[]>> {
    return this.#intend(ids, 'paused', (torrent) => torrent.life.pause());
  }

  async resume(ids: readonly InfoHash[] | 'all'): Promise<Result<void>> {
    const resumed = await this.#intend(ids, 'running', async (torrent, isNew) => {
      if (torrent.fault !== undefined) torrent.life.retry();
      else if (isNew) void torrent.life.begin();
    });
    if (!resumed.ok || ids === 'all') return resumed.ok ? done : resumed;
    const missing = ids.find((id) => !this.session.torrents.has(id));
    return missing === undefined ? done : unknown(missing);
  }

  recheck(ids: readonly InfoHash[]): Promise<Result<void>> {
    return eachTorrent(this.session, ids, async (torrent) => {
      void torrent.life.recheck();
      return done;
    });
  }

  createTorrent(request: CreateTorrent): Promise<Result<CreatedTorrent>> {
    return this.#creating.run(request);
  }

  async creating(): Promise<Result<{ readonly done: number; readonly total: number } | undefined>> {
    return ok(this.#creating.progress);
  }

  async stopCreating(): Promise<Result<void>> {
    this.#creating.stop();
    return done;
  }

  async addPeer(id: InfoHash, address: string): Promise<Result<void>> {
    const endpoint = parseEndpoint(address);
    if (endpoint === undefined) return badAddress(address);
    return eachTorrent(this.session, [id], async (torrent) => {
      torrent.peersFound([endpoint], 'manual');
      return done;
    });
  }

  announceNow(ids: readonly InfoHash[]): Promise<Result<void>> {
    return eachTorrent(this.session, ids, async (torrent) => {
      this.session.finders.announceNow(torrent);
      return done;
    });
  }

  setTrackers(id: InfoHash, tiers: readonly (readonly string[])[]): Promise<Result<void>> {
    return eachTorrent(this.session, [id], async (torrent) => {
      const refused = this.session.finders.checkTrackers(tiers);
      if (refused !== undefined) return refused;
      torrent.options = { ...torrent.options, trackers: tiers };
      this.session.announce(torrent, 'trackers');
      return this.session.ports.store.updateTorrent(id, { options: torrent.options });
    });
  }

  async addTrackers(id: InfoHash, urls: readonly string[]): Promise<Result<void>> {
    const torrent = this.session.torrents.get(id);
    if (torrent === undefined) return unknown(id);
    const fresh = this.session.finders.newTrackers(torrent, urls);
    const tiers = this.session.finders.tiersOf(torrent);
    return this.setTrackers(id, [...tiers, ...fresh.map((url) => [url])]);
  }

  async banPeer(address: string): Promise<Result<void>> {
    const host = parseEndpoint(address)?.host ?? parseEndpoint(`${address}:1`)?.host;
    if (host === undefined) return badAddress(address);
    this.session.ports.log.write('info', 'session', `${host} is banned: the user said so.`);
    this.session.ban(host);
    return done;
  }

  async peek(uri: string): Promise<Result<void>> {
    return this.session.peeks.begin(uri);
  }

  async unpeek(id: InfoHash): Promise<Result<void>> {
    await this.session.peeks.end(id);
    return done;
  }

  setWebSeeds(id: InfoHash, seeds: readonly WebSeedAddress[]): Promise<Result<void>> {
    return eachTorrent(this.session, [id], async (torrent) => {
      const checked = checkWebSeeds(seeds);
      if (!checked.ok) return checked;
      torrent.options = { ...torrent.options, webSeeds: checked.value };
      torrent.openWebSeeds();
      this.session.wake(torrent);
      return this.session.ports.store.updateTorrent(id, { options: torrent.options });
    });
  }

  async setLimits(ids: readonly InfoHash[], limits: TransferLimits): Promise<Result<void>> {
    const checked = checkLimits(limits);
    if (!checked.ok) return checked;
    return changeEach(this.session, ids, (torrent) => {
      torrent.limit(limits);
      return { options: torrent.options };
    });
  }

  setDeadlines(id: InfoHash, deadlines: readonly PieceDeadline[]): Promise<Result<void>> {
    return eachTorrent(
      this.session,
      [id],
      async (torrent) => setDeadlines(torrent, deadlines) ?? done,
    );
  }

  setPolicy(ids: readonly InfoHash[], change: Partial<TransferPolicy>): Promise<Result<void>> {
    return changeEach(this.session, ids, (torrent) => {
      setPolicy(torrent, change);
      return { options: torrent.options };
    });
  }

  limitPeer(id: InfoHash, address: string, limits: TransferLimits): Promise<Result<void>> {
    return eachTorrent(this.session, [id], async (torrent) => limitPeer(torrent, address, limits));
  }

  setPriorities(id: InfoHash, changes: readonly PriorityChange[]): Promise<Result<void>> {
    return eachTorrent(this.session, [id], async (torrent) => {
      const refused = torrent.setPriorities(changes);
      if (refused !== undefined) return refused;
      return this.session.ports.store.updateTorrent(id, { priorities: torrent.priorities });
    });
  }

  async details<P extends DetailsPart>(
    id: InfoHash,
    part: P,
    seen?: number,
  ): Promise<Result<DetailsAnswer<P>>> {
    const torrent = this.session.torrents.get(id);
    if (torrent === undefined) return unknown(id);
    const trackers = () => this.session.finders.trackerSnapshots(torrent);
    return ok(answerDetails(torrent, part, seen, trackers));
  }

  async magnets(ids: readonly InfoHash[]): Promise<Result<readonly string[]>> {
    const links: string[] = [];
    for (const id of ids) {
      const torrent = this.session.torrents.get(id);
      if (torrent === undefined) return unknown(id);
      const trackers = this.session.finders.tiersOf(torrent).flat();
      links.push(formatMagnet({ infoHash: id, name: torrent.name, trackers }));
    }
    return ok(links);
  }

  async findFiles(pattern: string): Promise<Result<readonly InfoHash[]>> {
    const { torrents, ports } = this.session;
    return ok(await torrentsWithFile(torrents.values(), pattern, ports.clock));
  }

  async list(ids?: readonly InfoHash[]): Promise<Result<readonly TorrentSnapshot[]>> {
    const { torrents } = this.session;
    const wanted = ids?.flatMap((id) => torrents.get(id) ?? []) ?? [...torrents.values()];
    return ok(wanted.map(snapshotOf));
  }

  async status(): Promise<Result<EngineStatus>> {
    return ok(this.session.status());
  }

  statistics(): Promise<Result<Statistics>> {
    return this.session.traffic.statistics();
  }

  async summary(): Promise<Result<EngineSummary>> {
    const { downRate, upRate, slowMode } = this.session.status();
    return ok({ downRate, upRate, slowMode, ...summaryOf(this.session.torrents.values()) });
  }

  async speed(): Promise<Result<SpeedGraph>> {
    return ok(this.session.speed.read(this.session.ports.clock.now()));
  }

  async settings(): Promise<Result<EngineSettings>> {
    return ok(this.session.settings());
  }

  async setSettings(change: Partial<EngineSettings>): Promise<Result<EngineSettings>> {
    for (const [key, value] of Object.entries(change)) {
      const setting: Setting | undefined = engineSettings[key as keyof EngineSettings];
      if (setting?.type === 'text' && setting.format === 'schedule' && typeof value === 'string') {
        const read = parseSchedule(value);
        if (!read.ok) return read;
      }
      if (setting === undefined || !isValidSetting(setting, value)) {
        return fault(
          'setting-invalid',
          key,
          `“${String(value)}” is not a value for ${setting?.label ?? key}.`,
        );
      }
    }
    const changed = await this.session.changeSettings(change);
    return changed.ok ? ok(this.session.settings()) : changed;
  }

  async watch(on: boolean): Promise<Result<void>> {
    this.session.publisher.watch(on);
    return done;
  }

  async keepFirst(ids: readonly InfoHash[]): Promise<Result<void>> {
    this.session.restoring.keepFirst(ids);
    return done;
  }

  async loadValues(prefix: string): Promise<Result<Readonly<Record<string, unknown>>>> {
    const loaded = await this.session.ports.store.loadValues();
    if (!loaded.ok) return loaded;
    return ok(Object.fromEntries([...loaded.value].filter(([key]) => key.startsWith(prefix))));
  }

  saveValues(values: Readonly<Record<string, unknown>>): Promise<Result<void>> {
    return this.session.ports.store.saveValues(new Map(Object.entries(values)));
  }

  async networkChanged(): Promise<Result<void>> {
    await this.session.networkChanged();
    return done;
  }

  stop(): Promise<Result<void>> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<Result<void>> {
    await this.session.stop();
    await this.session.ports.store.close();
    await this.session.ports.hasher.close();
    return done;
  }

  /**
   * What the user wants of many torrents is one commit; each does it at once and need not wait for the others.
   * The value names those that were otherwise before.
   */
  async #intend(
    which: readonly InfoHash[] | 'all',
    intent: Intent,
    act: (torrent: Torrent, isNew: boolean) => Promise<void>,
  ): Promise<Result<readonly InfoHash[]>> {
    const { torrents, ports, publisher, queueing } = this.session;
    const ids = which === 'all' ? [...torrents.keys()] : which;
    const changes = new Map<InfoHash, TorrentChange>();
    const acts: Promise<void>[] = [];
    for (const id of ids) {
      const torrent = torrents.get(id);
      if (torrent === undefined) continue;
      const isNew = torrent.intent !== intent;
      torrent.intent = intent;
      if (isNew && intent === 'running') torrent.options = resumedOptions(torrent.options);
      if (isNew) changes.set(id, { intent, options: torrent.options });
      queueing.changed(torrent);
      acts.push(act(torrent, isNew));
    }
    const stored = changes.size === 0 ? done : await ports.store.updateTorrents(changes);
    await Promise.all(acts);
    publisher.soon();
    return stored.ok ? ok([...changes.keys()]) : stored;
  }
}

const badAddress = (address: string): Fault<'peer-bad-address'> =>
  fault(
    'peer-bad-address',
    address,
    `“${address}” is not an address and port such as 192.0.2.7:6881 or [2001:db8::7]:6881.`,
  );
