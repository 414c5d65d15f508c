import { Bitfield } from '../core/bitfield.ts';
import type { Info } from '../core/metainfo/types.ts';
import { type Fault, fault, type Result } from '../core/result.ts';
import type { DiskCode } from '../ports/disk.ts';
import type { Progress } from '../ports/store.ts';
import type { OpenReport } from '../storage/types.ts';
import { Durable } from './durable.ts';
import type { Torrent } from './torrent.ts';

const RETRY_MS = 5_000;
const MAX_RETRY_MS = 60_000;
/** A full disk has room again when this much is free, or what is missing, whichever is less. */
const ROOM = 64 * 1024 * 1024;

/**
 * Takes a torrent through its life: opening its files, checking what must be checked, going online and
 * offline, recovering from faults of the disk. One step at a time: steps queue behind each other.
 */
export class Lifecycle {
  readonly durable: Durable;
  readonly #torrent: Torrent;
  #steps: Promise<void> = Promise.resolve();
  /** The stored state that the next opening starts from. */
  #stored: Progress;
  #opened = false;
  #interrupt = false;
  #closed = false;
  #retryAt = Number.POSITIVE_INFINITY;
  #retryMs = RETRY_MS;

  constructor(torrent: Torrent, stored: Progress) {
    this.#torrent = torrent;
    this.#stored = stored;
    this.durable = new Durable(torrent, stored);
  }

  /** Brings the torrent to where the user wants it. */
  begin(): Promise<void> {
    return this.#step(() => this.#begin());
  }

  pause(): Promise<void> {
    this.#interrupt = true;
    // Copying its files elsewhere may take long; the peers need not wait for that.
    if (this.#torrent.moving !== undefined) void this.#goOffline();
    return this.#step(async () => {
      await this.#goOffline();
      if (this.#torrent.phase !== 'ready') this.#torrent.phase = 'idle';
      this.#torrent.setFault(undefined);
      this.#changed();
    });
  }

  /** The queue gave the slot to another. A check that is under way goes on. */
  rest(): Promise<void> {
    return this.#step(async () => {
      const torrent = this.#torrent;
      if (torrent.active) return;
      await this.#goOffline();
      if (torrent.phase === 'metadata') torrent.phase = 'idle';
      this.#changed();
    });
  }

  /** Every piece is read and hashed again. */
  recheck(): Promise<void> {
    this.#interrupt = true;
    return this.#step(async () => {
      const torrent = this.#torrent;
      if (torrent.transfer === undefined) return;
      await this.#goOffline();
      torrent.setFault(undefined);
      this.#opened = true;
      this.durable.opened();
      if (!(await this.#check(undefined))) return;
      await this.#name();
      await this.#begin();
    });
  }

  /** A file was changed under us: its pieces are not served, then checked, then served again where they are good. */
  recheckPieces(first: number, last: number): Promise<void> {
    const { transfer } = this.#torrent;
    if (transfer === undefined) return Promise.resolve();
    const pieces: number[] = [];
    for (let piece = first; piece <= last; piece++) {
      if (!transfer.have.get(piece)) continue;
      pieces.push(piece);
      transfer.lost(piece);
    }
    this.#torrent.extensions.lost(pieces);
    this.#changed();
    this.#torrent.host.dirty(this.#torrent);
    return this.#step(async () => {
      if (this.#closed || pieces.length === 0) return;
      const { phase } = this.#torrent;
      if (!(await this.#check(pieces))) return;
      await this.#name();
      this.#torrent.phase = phase;
      this.#changed();
      transfer.telling.tell(pieces.filter((piece) => transfer.have.get(piece)));
    });
  }

  /** Its files were looked at: names and sizes are known. */
  get isOpened(): boolean {
    return this.#opened;
  }

  /** These files are whole, or all are to be called as the setting says now. */
  rename(files?: ReadonlySet<number>): Promise<void> {
    return this.#step(async () => {
      const { partNames } = this.#torrent;
      if (this.#closed) return;
      if (this.#opened) await this.#name(files);
      // Nobody has opened it in this run, and yet it may have files that are to lose the suffix.
      else if (partNames.inUse && (await partNames.carrying()).ok) await partNames.settle();
    });
  }

  /** The last piece is here: all is on the disk, by its own name, when it resolves. */
  nameAll(): Promise<void> {
    return this.#step(async () => {
      if (this.#closed) return;
      await this.durable.settle();
      await this.#torrent.partNames.settle();
    });
  }

  async #name(files?: ReadonlySet<number>): Promise<void> {
    const { partNames } = this.#torrent;
    // Without the store's word no file gets another name.
    if ((await partNames.begin()).ok) await partNames.settle(files);
  }

  /** The metadata of a magnet is here and stored. */
  metadataCame(info: Info): Promise<void> {
    return this.#step(async () => {
      const torrent = this.#torrent;
      if (torrent.transfer !== undefined) return;
      torrent.note('info', 'metadata');
      torrent.takeInfo(info, new Bitfield(info.pieceCount));
      if (info.private) torrent.swarm.keepToTrackers();
      torrent.extensions.metadataCame();
      torrent.host.announce(torrent, 'metadata');
      await this.#begin();
      // Those who were here before heard that we have nothing; there may have been data on the disk.
      const { transfer } = this.#torrent;
      transfer?.telling.tell([...transfer.have.keys()].filter((piece) => transfer.have.get(piece)));
    });
  }

  /**
   * The files go to another place. Nothing is written meanwhile, and a download rests; a complete torrent goes
   * on giving until `letGo`. With the stamps that come back the files are opened where they are then.
   */
  relocate(
    bring: (letGo: () => Promise<void>) => Promise<Progress['stamps'] | undefined>,
  ): Promise<void> {
    return this.#step(async () => {
      const torrent = this.#torrent;
      if (this.#closed) return;
      if (!torrent.isSeeding()) await this.#goOffline();
      await this.durable.settle();
      const stamps = await bring(async () => {
        await this.#goOffline();
        await torrent.storage?.close();
      });
      if (stamps !== undefined) await this.#reopen(stamps);
      if (!this.#closed) await this.#begin();
    });
  }

  /** It lies elsewhere now, and had nothing where it was. */
  rehome(): Promise<void> {
    return this.#step(async () => {
      const { metainfo, transfer } = this.#torrent;
      if (this.#closed || metainfo === undefined || transfer === undefined) return;
      await this.#goOffline();
      this.#torrent.takeInfo(metainfo.info, transfer.have);
      this.#torrent.setFault(undefined);
      await this.#begin();
    });
  }

  async #reopen(stamps: Progress['stamps']): Promise<void> {
    const torrent = this.#torrent;
    const { metainfo, transfer, phase } = torrent;
    if (metainfo === undefined || transfer === undefined) return;
    if (stamps.length > 0) this.durable.restamp(stamps);
    torrent.takeInfo(metainfo.info, transfer.have);
    torrent.host.dirty(torrent, true);
    if (!this.#opened) return;
    this.#stored = { ...this.#stored, clean: true };
    this.#opened = false;
    if (await this.#open()) torrent.phase = phase;
  }

  /** Ends everything; what was received is on the disk when it resolves. */
  close(): Promise<void> {
    this.#interrupt = true;
    this.#closed = true;
    this.#torrent.host.stopMove(this.#torrent);
    return this.#step(async () => {
      await this.#goOffline();
      await this.durable.settle();
      await this.#torrent.storage?.close();
    });
  }

  /** The disk refused: the torrent tries again by itself. */
  failed(): void {
    this.#retryAt = this.#torrent.now() + this.#retryMs;
    this.#retryMs = Math.min(MAX_RETRY_MS, this.#retryMs * 2);
  }

  /** The user says that it can be tried again now. */
  retry(): void {
    this.#retryMs = RETRY_MS;
    this.#retryAt = Number.NEGATIVE_INFINITY;
    this.tick();
  }

  tick(): void {
    const torrent = this.#torrent;
    if (torrent.fault === undefined || torrent.now() < this.#retryAt) return;
    this.#retryAt = Number.POSITIVE_INFINITY;
    void this.#step(() => this.#recover());
  }

  async #begin(): Promise<void> {
    const torrent = this.#torrent;
    if (this.#closed) return;
    const settled = await torrent.host.settleMove(torrent);
    if (!settled.ok) {
      torrent.diskFailed(settled as Fault<DiskCode>);
      return;
    }
    if (this.#closed || torrent.intent !== 'running') return;
    if (torrent.online && torrent.phase === 'ready' && torrent.fault === undefined) return;
    // Without a slot nothing is done but this: data that was there before makes it a seed, which waits elsewhere.
    if (!torrent.active && !this.#isUnseen()) return;
    if (torrent.info === undefined) {
      torrent.phase = 'metadata';
      this.#goOnline();
      return;
    }
    if (!this.#opened && !(await this.#open())) return;
    if (this.#closed || torrent.intent !== 'running') return;
    torrent.phase = 'ready';
    if (!torrent.active) {
      torrent.host.dirty(torrent);
      this.#changed();
      return;
    }
    if (!torrent.isSeeding()) {
      const prepared = await this.#prepare();
      if (prepared !== undefined && !prepared.ok) torrent.diskFailed(prepared);
    } else if (torrent.tally.completedAt === undefined) {
      torrent.tally.completedAt = torrent.host.ports.clock.wallTime();
    }
    this.#retryMs = RETRY_MS;
    this.#goOnline();
    if (torrent.isSeeding()) torrent.host.complete(torrent);
    if (torrent.isSeeding())
      torrent.host.news({ kind: 'seeding', id: torrent.id, name: torrent.name });
    // What is on the disk is known from here on: a kill in the next moment checks the pieces under way only.
    if (this.durable.stamps.length === 0)
      this.durable.stamps = (await torrent.storage?.stamps()) ?? [];
    if (!this.durable.isAsStored) torrent.host.dirty(torrent, !torrent.isSeeding());
  }

  async #prepare(): Promise<Result<void, DiskCode> | undefined> {
    const torrent = this.#torrent;
    const prepared = await torrent.storage?.prepare();
    if (prepared?.ok !== true || torrent.host.settings().preallocation !== 'full') return prepared;
    return torrent.storage?.allocate(() => this.#closed || torrent.intent !== 'running');
  }

  /** Added just now: nobody has looked yet whether its files are there. */
  #isUnseen(): boolean {
    const { transfer } = this.#torrent;
    return transfer?.have.hasNone === true && this.durable.stamps.length === 0 && !this.#opened;
  }

  /** False when the torrent can't go on now. */
  async #open(): Promise<boolean> {
    const torrent = this.#torrent;
    const { storage, transfer } = torrent;
    if (storage === undefined || transfer === undefined) return false;
    // Of a link it is known only now where its files would lie.
    const isNewLink = torrent.magnet !== undefined && this.#isUnseen();
    const claimed = isNewLink ? await torrent.host.claim(torrent) : undefined;
    if (claimed !== undefined) {
      torrent.diskFailed(claimed as Fault<DiskCode>);
      return false;
    }
    torrent.phase = 'opening';
    this.#changed();
    const { partNames } = torrent;
    const begun = await partNames.begin();
    const mayCarry = partNames.inUse;
    const opened = begun.ok
      ? await storage.open(transfer.have.bytes, this.durable.stamps, this.#stored.clean, mayCarry)
      : begun;
    if (!opened.ok) {
      torrent.diskFailed(opened as Fault<DiskCode>);
      return false;
    }
    if (opened.value.carrying) await partNames.use(true);
    if (opened.value.rootMissing && !transfer.have.hasNone) {
      torrent.diskFailed(
        fault(
          'disk-missing',
          torrent.savePath,
          `The folder ${torrent.savePath} is not there. “${torrent.name}” goes on when it is back.`,
        ),
      );
      return false;
    }
    const pieces = this.#toCheck(opened.value);
    if (pieces === undefined || pieces.length > 0) {
      if (!(await this.#check(pieces))) return false;
    }
    this.#opened = true;
    this.durable.opened();
    await partNames.settle();
    return true;
  }

  /** Undefined: all of them. */
  #toCheck(report: OpenReport): readonly number[] | undefined {
    const { have } = this.#torrent.transfer as NonNullable<Torrent['transfer']>;
    const isNew = have.hasNone && this.durable.stamps.length === 0;
    if (isNew) return report.untouched ? [] : undefined;
    const pieces = new Set(report.doubtful);
    if (!this.#stored.clean && this.#stored.inFlight.length === have.bytes.length) {
      const inFlight = new Bitfield(have.size, this.#stored.inFlight.slice());
      for (let piece = inFlight.nextSet(0); piece !== -1; piece = inFlight.nextSet(piece + 1)) {
        if (!have.get(piece)) pieces.add(piece);
      }
    }
    return [...pieces].sort((a, b) => a - b);
  }

  /** False when it was interrupted or failed. */
  async #check(pieces: readonly number[] | undefined): Promise<boolean> {
    const torrent = this.#torrent;
    const { storage, transfer } = torrent;
    if (storage === undefined || transfer === undefined) return false;
    this.#interrupt = false;
    torrent.phase = 'checking';
    torrent.note('info', 'checking');
    torrent.checked = 0;
    this.#changed();
    const result = await storage.check(
      pieces,
      (done, total) => {
        torrent.checked = total === 0 ? 1 : done / total;
        this.#changed();
      },
      () => this.#interrupt,
    );
    torrent.checked = 0;
    if (this.#interrupt) {
      torrent.phase = 'idle';
      this.#changed();
      return false;
    }
    if (!result.ok) {
      torrent.diskFailed(result);
      return false;
    }
    const good = new Bitfield(transfer.have.size, result.value);
    for (const piece of pieces ?? transfer.have.keys()) {
      if (good.get(piece)) transfer.have.set(piece);
      else transfer.have.clear(piece);
    }
    transfer.reorder();
    torrent.note('info', 'checked');
    torrent.host.news({ kind: 'checked', id: torrent.id, size: transfer.wanted.size });
    torrent.phase = 'ready';
    this.durable.wrote();
    torrent.host.dirty(torrent);
    return true;
  }

  async #recover(): Promise<void> {
    const torrent = this.#torrent;
    const { fault: now, storage } = torrent;
    if (now === undefined || torrent.intent !== 'running' || this.#closed) return;
    if (storage === undefined || !this.#opened) {
      torrent.fault = undefined;
      await this.#begin();
      return;
    }
    const missing = (torrent.transfer?.wanted.size ?? 0) - (torrent.transfer?.wanted.done ?? 0);
    const free = await storage.freeBytes();
    const prepared = await storage.prepare();
    if (
      !prepared.ok ||
      (now.code === 'disk-full' && free.ok && free.value < Math.min(ROOM, missing))
    ) {
      this.failed();
      return;
    }
    torrent.setFault(undefined);
    torrent.phase = 'ready';
    this.#goOnline();
  }

  #goOnline(): void {
    const torrent = this.#torrent;
    if (!torrent.online) {
      torrent.online = true;
      torrent.note('info', 'started');
      torrent.host.announce(torrent, 'start');
    }
    torrent.swarm.dial();
    torrent.webSeeds?.poke();
    this.#changed();
  }

  async #goOffline(): Promise<void> {
    const torrent = this.#torrent;
    if (torrent.online) {
      torrent.online = false;
      torrent.note('info', 'stopped');
      torrent.host.announce(torrent, 'stop');
      torrent.swarm.clear();
    }
    torrent.webSeeds?.stop();
    torrent.transfer?.clear();
    await torrent.allVerified();
    torrent.host.dirty(torrent);
  }

  #changed(): void {
    this.#torrent.host.changed(this.#torrent);
  }

  #step(run: () => Promise<void>): Promise<void> {
    const next = this.#steps.then(run);
    this.#steps = next.catch((error: unknown) => {
      const torrent = this.#torrent;
      torrent.setFault(
        fault('torrent-failed', torrent.name, `“${torrent.name}” stopped: ${String(error)}`),
      );
    });
    return this.#steps;
  }
}
