import type { HoldReason, QueueReason } from '../api/organise.ts';
import type { InfoHash } from '../core/ids.ts';
import { type QueueLimits, QueueScheduler, type QueueWish } from '../core/queue/scheduler.ts';
import type { Result } from '../core/result.ts';
import type { TorrentChange } from '../ports/store.ts';
import type { EngineSettings } from '../settings/schema.ts';
import type { Torrent } from '../torrent/torrent.ts';
import type { Organiser } from './organiser.ts';

export interface QueueingHost {
  readonly organiser: Organiser;
  readonly torrents: ReadonlyMap<InfoHash, Torrent>;
  settings(): EngineSettings;
  /** The disk below the folder is nearly full. */
  isDiskLow(folder: string): boolean;
  now(): number;
  changed(torrent: Torrent): void;
  save(changes: ReadonlyMap<InfoHash, TorrentChange>): Promise<Result<void>>;
}

/** Lets torrents run and rest as the queue decides. */
export class Queueing {
  readonly #host: QueueingHost;
  readonly #scheduler: QueueScheduler<InfoHash>;
  #hold: HoldReason | undefined;
  #planned = false;
  #closed = false;

  constructor(host: QueueingHost) {
    this.#host = host;
    this.#scheduler = new QueueScheduler(() => host.organiser.order.ids, limitsOf(host.settings()));
  }

  add(torrent: Torrent): void {
    this.#scheduler.add(torrent.id, this.#wishOf(torrent), torrent.options.seedTurns ?? 0);
    this.#tell(torrent);
    this.#soon();
  }

  remove(torrent: Torrent): void {
    this.#scheduler.remove(torrent.id);
    this.#soon();
  }

  /** It is paused, resumed, forced, complete, or not any more. */
  changed(torrent: Torrent): void {
    this.#scheduler.set(torrent.id, this.#wishOf(torrent));
    this.#tell(torrent);
    this.#soon();
  }

  reordered(forward: Iterable<InfoHash>): void {
    this.#scheduler.reordered(forward);
    this.#soon();
  }

  settingsChanged(): void {
    this.#scheduler.setLimits(limitsOf(this.#host.settings()));
    this.#soon();
  }

  /** Once a second while it moves, and once when it has stopped. */
  ticked(torrent: Torrent): void {
    if (!torrent.active) return;
    const now = this.#host.now();
    const { down, up } = torrent.tally;
    const moving = down.rate(now) + up.rate(now) >= this.#host.settings().queueIdleRate;
    this.#scheduler.beat(torrent.id, moving, now);
  }

  /** Nothing that is not forced runs, or everything may again. */
  hold(reason: HoldReason | undefined): void {
    if (reason === this.#hold) return;
    this.#hold = reason;
    this.blocksChanged();
  }

  /** What keeps torrents from running beside the queue's own limits is not what it was. */
  blocksChanged(): void {
    for (const torrent of this.#host.torrents.values()) {
      this.#scheduler.set(torrent.id, this.#wishOf(torrent));
      this.#tell(torrent);
    }
    this.#scheduler.setLimits(limitsOf(this.#host.settings()));
    this.#soon();
  }

  /** Once a second: a time may have come. */
  beat(): void {
    this.#decide();
  }

  close(): void {
    this.#closed = true;
  }

  #wishOf(torrent: Torrent): QueueWish {
    return {
      kind: torrent.isComplete ? 'seed' : 'download',
      wants: torrent.intent === 'running' && this.#blockOf(torrent) === undefined,
      forced: torrent.options.forced === true,
    };
  }

  #blockOf(torrent: Torrent): QueueReason | undefined {
    if (torrent.options.forced === true || torrent.intent !== 'running') return undefined;
    if (this.#hold !== undefined) return this.#hold;
    const needsRoom = !torrent.isComplete && this.#host.isDiskLow(torrent.savePath);
    return needsRoom ? 'disk-low' : undefined;
  }

  /** What it waits for, when it waits. */
  #tell(torrent: Torrent): void {
    const hold = this.#blockOf(torrent) ?? this.#scheduler.holdOf(torrent.id);
    if (torrent.queuedBy === hold) return;
    torrent.queuedBy = hold;
    this.#host.changed(torrent);
  }

  /** Many changes of one turn are one decision. */
  #soon(): void {
    if (this.#planned || !this.#scheduler.isDue(this.#host.now())) return;
    this.#planned = true;
    void Promise.resolve().then(() => {
      this.#planned = false;
      this.#decide();
    });
  }

  #decide(): void {
    if (this.#closed) return;
    const decision = this.#scheduler.decide(this.#host.now());
    if (decision === undefined) return;
    const { torrents } = this.#host;
    for (const id of decision.stop) {
      const torrent = torrents.get(id);
      if (torrent === undefined) continue;
      torrent.active = false;
      void torrent.life.rest();
    }
    for (const id of decision.start) {
      const torrent = torrents.get(id);
      if (torrent === undefined) continue;
      torrent.active = true;
      void torrent.life.begin();
    }
    for (const id of decision.waits) {
      const torrent = torrents.get(id);
      if (torrent !== undefined) this.#tell(torrent);
    }
    this.#keepTurns(decision.turned);
  }

  #keepTurns(turned: readonly InfoHash[]): void {
    const changes = new Map<InfoHash, TorrentChange>();
    for (const id of turned) {
      const torrent = this.#host.torrents.get(id);
      if (torrent === undefined) continue;
      torrent.options = { ...torrent.options, seedTurns: this.#scheduler.turnsOf(id) };
      changes.set(id, { options: torrent.options });
    }
    if (changes.size > 0) void this.#host.save(changes);
  }
}

const limitsOf = (settings: EngineSettings): QueueLimits => ({
  downloads: settings.maxActiveDownloads,
  seeds: settings.maxActiveSeeds,
  active: settings.maxActive,
  idleMs: settings.queueIdleSeconds * 1000,
  turnMs: settings.seedTurnMinutes * 60_000,
});
