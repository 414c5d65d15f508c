import type { JournalCode, JournalEntry } from '../api/details.ts';
import type { PriorityChange } from '../api/engine-api.ts';
import type { QueueReason } from '../api/organise.ts';
import type { TorrentFault, TorrentState } from '../api/torrent.ts';
import { Bitfield } from '../core/bitfield.ts';
import { fromHex } from '../core/bytes/bytes.ts';
import { type Endpoint, endpointText } from '../core/endpoint.ts';
import type { InfoHash } from '../core/ids.ts';
import type { Magnet } from '../core/magnet.ts';
import { withNames } from '../core/metainfo/names.ts';
import type { Info, Metainfo } from '../core/metainfo/types.ts';
import { type Fault, fault } from '../core/result.ts';
import { SpeedRecord } from '../core/speed-history.ts';
import type { Handshake } from '../core/wire/handshake.ts';
import type { PeerEnd } from '../peer/host.ts';
import type { Peer } from '../peer/peer.ts';
import type { DiskCode } from '../ports/disk.ts';
import type { Connection } from '../ports/net.ts';
import type { Intent, Progress, StoredTorrent, TorrentOptions } from '../ports/store.ts';
import type { PieceStorage } from '../storage/types.ts';
import { limitsHost, swarmHost, transferHost, webSeedsHost } from './assembly.ts';
import type { Choking } from './choking.ts';
import type { Extensions } from './extensions.ts';
import type { Favouring } from './favouring.ts';
import type { TorrentHost } from './host.ts';
import { Journal } from './journal.ts';
import { Lifecycle } from './lifecycle.ts';
import { type Rates, ratesOf, TorrentLimits } from './limits.ts';
import { PartNames } from './part-names.ts';
import { PeerParts } from './peer-parts.ts';
import type { Pex } from './pex.ts';
import { RowFacts } from './row-facts.ts';
import type { SuperSeeding } from './super-seeding.ts';
import { Swarm } from './swarm.ts';
import { Tally } from './tally.ts';
import { Tend } from './tend.ts';
import { Transfer } from './transfer.ts';
import type { Trust } from './trust.ts';
import { Verify } from './verify.ts';
import { webSeedsOf } from './web-seed-list.ts';
import { WebSeeds } from './web-seeds.ts';
import { Wire } from './wire.ts';
import { changedPriorities, PRIORITY, piecePriorities } from './wishes.ts';

/** Where the torrent is in its life. `fault` and the user's wish come on top. */
export type Phase = 'idle' | 'metadata' | 'opening' | 'checking' | 'ready';

/**
 * One torrent: owns its peers, its pieces and its totals, and ties together the parts that do the work.
 * Everything that happens arrives at one of the methods below.
 */
export class Torrent {
  readonly id: InfoHash;
  readonly infoHashBytes: Uint8Array;
  readonly peerId: Uint8Array;
  /** Identifies us to a tracker when our address changes (BEP 7). */
  readonly key: number;
  readonly addedAt: number;
  readonly host: TorrentHost;
  readonly swarm: Swarm;
  readonly wire: Wire;
  readonly tally: Tally;
  readonly facts: RowFacts;
  readonly life: Lifecycle;
  readonly partNames: PartNames;
  readonly journal = new Journal();
  readonly speed = new SpeedRecord();
  readonly #tend: Tend;
  #peerParts: PeerParts | undefined;
  #limits: TorrentLimits | undefined;
  /** Servers that have its data; undefined while there are none. */
  webSeeds: WebSeeds | undefined;

  name: string;
  savePath: string;
  intent: Intent;
  /** The queue lets it run. */
  active = false;
  /** Which limit of the queue it waits for. */
  queuedBy: QueueReason | undefined;
  options: TorrentOptions;
  priorities: Uint8Array;
  metainfo: Metainfo | undefined;
  /** The link it came by, when it did. */
  magnet: Magnet | undefined;
  info: Info | undefined;
  storage: PieceStorage | undefined;
  transfer: Transfer | undefined;
  #verify: Verify | undefined;

  phase: Phase = 'idle';
  fault: TorrentFault | undefined;
  trackerFault: TorrentFault | undefined;
  swarmSeeds = -1;
  swarmPeers = -1;
  /** Fraction checked, 0 … 1. */
  checked = 0;
  /** Bytes of its files that were brought to another place, of how many; undefined while none are. */
  moving: { readonly done: number; readonly total: number } | undefined;
  /** Peers come and go: announced and dialling. */
  online = false;
  /** Another one: something that can be looked at has changed. */
  revision = 1;
  /** The same for the names and sizes of the files. */
  filesRevision = 1;

  constructor(host: TorrentHost, stored: StoredTorrent, peerId: Uint8Array) {
    const { random } = host.ports;
    this.host = host;
    this.id = stored.infoHash;
    this.infoHashBytes = fromHex(stored.infoHash) as Uint8Array;
    this.peerId = peerId;
    this.key = random.below(0x1_0000_0000);
    this.addedAt = stored.addedAt;
    this.name = stored.name;
    this.savePath = stored.savePath;
    this.intent = stored.intent;
    this.options = stored.options;
    this.priorities = stored.priorities;
    this.tally = new Tally(stored.progress, () => host.awakeMs());
    this.facts = new RowFacts(this);
    this.partNames = new PartNames(this);
    this.life = new Lifecycle(this, stored.progress);
    this.wire = new Wire(this);
    this.#tend = new Tend(this);
    this.swarm = new Swarm(swarmHost(this), { host: '127.0.0.1', port: host.listenPort() });
  }

  get choking(): Choking {
    return this.#withPeers.choking;
  }

  get extensions(): Extensions {
    return this.#withPeers.extensions;
  }

  get pex(): Pex {
    return this.#withPeers.pex;
  }

  get trust(): Trust {
    return this.#withPeers.trust;
  }

  get superSeeding(): SuperSeeding {
    return this.#withPeers.superSeeding;
  }

  get favouring(): Favouring {
    return this.#withPeers.favouring;
  }

  /** Made with the first piece that is whole. */
  get verify(): Verify | undefined {
    if (this.transfer === undefined) return undefined;
    this.#verify ??= new Verify(this.transfer, () => this.trust, this);
    return this.#verify;
  }

  /** Resolves when no piece is between its last block and the disk. */
  async allVerified(): Promise<void> {
    await this.#verify?.settled();
  }

  get limits(): TorrentLimits {
    this.#limits ??= new TorrentLimits(ratesOf(this.options), limitsHost(this));
    return this.#limits;
  }

  get #withPeers(): PeerParts {
    this.#peerParts ??= new PeerParts(this, (address, why) => this.#ban(address, why));
    return this.#peerParts;
  }

  now(): number {
    return this.host.ports.clock.now();
  }

  get private(): boolean {
    return this.info?.private ?? this.metainfo?.info.private ?? false;
  }

  get state(): TorrentState {
    if (this.moving !== undefined) return 'moving';
    if (this.fault !== undefined) return this.fault.code === 'disk-missing' ? 'missing' : 'error';
    if (this.phase === 'checking') return 'checking';
    if (this.intent === 'paused') return 'paused';
    if (!this.active) return 'queued';
    if (this.info === undefined) return 'metadata';
    // Its files are being opened, or other torrents' are before them.
    if (this.phase === 'idle' || this.phase === 'opening') return 'queued';
    return this.isSeeding() ? 'seeding' : 'downloading';
  }

  /** All that is wanted is here: it stands in the queue among those that give. */
  get isComplete(): boolean {
    return this.transfer?.isComplete === true;
  }

  isSeeding(): boolean {
    return this.phase === 'ready' && this.transfer !== undefined && this.transfer.isComplete;
  }

  /** BEP 16: new peers are shown a few pieces at a time. */
  isSuperSeeding(): boolean {
    return this.options.superSeeding === true && this.isSeeding();
  }

  isLeeching(): boolean {
    return this.online && this.phase === 'ready' && this.fault === undefined && !this.isSeeding();
  }

  dhtPortToTell(): number {
    return this.host.settings().dht && !this.private ? this.host.listenPort() : 0;
  }

  /** BEP 27: a private torrent's peers come from its trackers alone. */
  usesPex(): boolean {
    return this.host.settings().pex && !this.private;
  }

  countsOverhead(): boolean {
    return this.host.settings().limitOverhead;
  }

  /** Its own limits, as they are in its options. */
  limit(rates: Rates): void {
    this.options = { ...this.options, ...rates };
    this.#limits?.set(rates);
    this.host.changed(this);
  }

  /** For the peers of one address alone. */
  limitPeer(address: string, rates: Rates): void {
    this.limits.setPeer(address, rates);
    this.relimit();
  }

  /** Its traffic passes other limits than before. */
  relimit(): void {
    // Made with the first that they hold for.
    this.#limits?.applyAll([...this.swarm.peers.values(), ...(this.webSeeds?.all() ?? [])]);
  }

  // Peers.

  /** Addresses from a tracker, the DHT, the local network, another peer or a person. */
  peersFound(endpoints: readonly Endpoint[], source: Peer['source']): void {
    this.host.wake(this);
    this.swarm.found(endpoints, source);
  }

  adopt(connection: Connection, handshake: Handshake, encrypted: boolean): Peer | undefined {
    this.host.wake(this);
    return this.online ? this.swarm.adopt(connection, handshake, encrypted) : undefined;
  }

  sees(peer: Peer): void {
    this.trust.sees(peer);
  }

  dhtPort(peer: Peer, port: number): void {
    if (!this.private) this.host.dhtPort(peer.endpoint.host, port);
  }

  left(peer: Peer, end: PeerEnd): void {
    const wasGreeted = peer.peerId !== undefined;
    this.host.ports.log.write('debug', this.id, `${endpointText(peer.endpoint)} ended: ${end}`);
    this.swarm.left(peer, end);
    this.extensions.left(peer);
    this.pex.left(peer);
    this.superSeeding.left(peer);
    if (wasGreeted) this.transfer?.leave(peer);
    this.choking.freed(peer);
    this.host.changed(this);
    if (this.online && !this.transfer?.isComplete) this.#tend.refill();
  }

  // Pieces.

  refill(): void {
    this.#tend.refill();
  }

  pieceDone(piece: number): void {
    const transfer = this.transfer as Transfer;
    const before = transfer.wanted.missing;
    this.favouring.got(piece);
    transfer.got(piece);
    this.life.durable.wrote();
    this.host.dirty(this);
    this.host.changed(this);
    if (before > 0 && transfer.wanted.missing === 0) this.#finished();
    else this.#tend.refill();
  }

  pieceFailed(): void {
    this.note('warn', 'piece-failed');
    this.tally.wasted += this.info?.pieceLength ?? 0;
    this.#tend.refill();
  }

  /** The disk said no: nothing more is asked of anyone until it says yes again; what is here is still served. */
  diskFailed(fault: Fault<DiskCode>): void {
    this.setFault(fault);
    this.life.failed();
    for (const peer of this.swarm.peers.values()) this.transfer?.blocks.dropAll(peer);
    this.webSeeds?.stop();
  }

  /** Someone changed a file of ours: what lies in it is not served until it was checked again. */
  fileChanged(file: number, first: number, last: number, why: Fault<DiskCode>): void {
    const path = this.info?.files[file]?.path.join('/') ?? '';
    this.note('warn', 'file-changed', path);
    this.host.ports.log.write(
      'warn',
      this.id,
      `${path} was changed by someone else: pieces ${first} to ${last} are checked again.`,
      why,
    );
    void this.life.recheckPieces(first, last);
  }

  setFault(fault: TorrentFault | undefined): void {
    const changed = this.fault?.code !== fault?.code;
    this.fault = fault;
    if (!changed) return;
    if (fault === undefined) this.note('info', 'recovered');
    else {
      this.note('error', 'fault', '', fault);
      this.host.ports.log.write('error', this.id, fault.message, { ok: false, ...fault });
      this.host.news({ kind: 'fault', id: this.id, fault });
    }
    this.host.changed(this);
  }

  /** A line in the torrent's own log. */
  note(
    level: JournalEntry['level'],
    code: JournalCode,
    subject?: string,
    fault?: TorrentFault,
  ): void {
    this.journal.write(this.host.ports.clock.wallTime(), level, code, subject, fault);
  }

  /** From the store: the bits as they were committed. */
  restore(info: Info, progress: Progress): void {
    const have = Bitfield.parse(progress.have, info.pieceCount);
    this.takeInfo(info, have.ok ? have.value : new Bitfield(info.pieceCount));
  }

  /** The metadata is here: files, pieces, and what the peers told us before. */
  takeInfo(bare: Info, have: Bitfield): void {
    const info = withNames(bare, this.options.names);
    this.info = info;
    this.name = info.name;
    this.filesRevision++;
    const storage = this.host.openStorage(this, info);
    this.storage = storage;
    this.transfer = new Transfer(info, storage, have, transferHost(this));
    this.#verify = undefined;
    if (this.priorities.length > 0 || this.options.firstLast === true) this.applyWishes();
    this.transfer.mode = this.options.sequential === true ? 'sequential' : 'rarest';
    for (const peer of this.swarm.peers.values()) this.wire.catchUp(peer);
    this.openWebSeeds();
  }

  /** Those that the torrent came with, or that the user named, are asked from now on. */
  openWebSeeds(): void {
    const addresses = webSeedsOf(this);
    if (this.webSeeds === undefined && addresses.length === 0) return;
    this.webSeeds ??= new WebSeeds(webSeedsHost(this));
    this.webSeeds.set(addresses);
    if (this.info !== undefined && this.transfer !== undefined)
      this.webSeeds.open(this.info, this.transfer);
    this.webSeeds.poke();
    this.host.changed(this);
  }

  /** Undefined when the changes were made. */
  setPriorities(changes: readonly PriorityChange[]): Fault | undefined {
    if (this.info === undefined) {
      return fault(
        'torrent-no-metadata',
        this.name,
        `The files of “${this.name}” are not known yet.`,
      );
    }
    const after = changedPriorities(this.info, this.priorities, changes);
    if (!(after instanceof Uint8Array)) return after;
    this.priorities = after;
    const wasSeeding = this.isSeeding();
    this.applyWishes();
    if (this.isSeeding() !== wasSeeding) this.extensions.tellUploadOnly();
    this.#tend.refill();
    this.host.changed(this);
    return undefined;
  }

  /** Once a second while it has anything to do. Returns when that will be again (ms of the clock). */
  tick(): number {
    const now = this.now();
    this.tally.tick(this.isSeeding(), this.online);
    this.speed.tick(now, this.tally.down.total, this.tally.up.total);
    this.life.tick();
    if (!this.online) return Math.min(this.#restsUntil(now), this.host.ticked(this));
    if (this.swarm.peers.size > 0) this.#tickPeers(now);
    this.swarm.dial();
    this.webSeeds?.poke();
    if (this.swarm.peers.size > 0 || this.tally.isMoving(now)) this.host.changed(this);
    return Math.min(this.#restsUntil(now), this.host.ticked(this));
  }

  #tickPeers(now: number): void {
    for (const peer of [...this.swarm.peers.values()]) this.#tend.peer(peer, now);
    this.choking.tick();
    this.extensions.tick(now);
    this.pex.tick(now);
    this.superSeeding.tick();
    this.favouring.tick();
  }

  /** A complete torrent without peers rests until somebody comes, or until it is time to call on somebody. */
  #restsUntil(now: number): number {
    if (this.fault !== undefined || this.tally.isMoving(now)) return now;
    if (!this.online) return Number.POSITIVE_INFINITY;
    return this.isSeeding() && this.swarm.peers.size === 0 ? this.swarm.list.nextAt(true) : now;
  }

  ownHandshake(): Handshake {
    return {
      infoHash: this.infoHashBytes,
      peerId: this.peerId,
      extended: true,
      fast: true,
      dht: this.dhtPortToTell() > 0,
    };
  }

  #finished(): void {
    const { clock } = this.host.ports;
    if (this.tally.completedAt === undefined) {
      this.tally.completedAt = clock.wallTime();
      this.host.announce(this, 'completed');
    }
    this.note('info', 'completed');
    // Whoever hears of it finds the files by their own names.
    if (this.partNames.inUse) void this.life.nameAll().then(() => this.#tellFinished());
    else this.#tellFinished();
    this.extensions.tellUploadOnly();
    this.webSeeds?.stop();
    for (const peer of [...this.swarm.peers.values()]) {
      peer.setInterested(false);
      peer.flush();
      if (peer.isSeed || peer.uploadOnly) peer.end('peer-redundant');
    }
    this.host.changed(this);
  }

  #tellFinished(): void {
    const { clock } = this.host.ports;
    const seconds = (clock.wallTime() - this.addedAt) / 1000;
    const { finalPath } = this.options;
    const moves = finalPath !== undefined && finalPath !== this.savePath;
    this.host.news({
      kind: 'completed',
      id: this.id,
      name: this.name,
      seconds,
      ...(moves ? { movesTo: finalPath } : {}),
    });
    this.host.news({ kind: 'seeding', id: this.id, name: this.name });
    this.host.complete(this);
  }

  /** Priorities of files as those of pieces. */
  applyWishes(): void {
    const { info } = this;
    if (info === undefined) return;
    this.transfer?.setPriorities(
      piecePriorities(info, this.priorities, this.options.firstLast === true),
    );
    this.storage?.setWanted(
      info.files.map((_file, index) => (this.priorities[index] ?? PRIORITY.normal) > 0),
    );
  }

  #ban(address: string, why: string): void {
    this.note('warn', 'peer-banned', address);
    this.host.ports.log.write('warn', this.id, `${address} is banned: ${why}`);
    if (this.webSeeds?.ban(address, why) !== true) this.host.ban(address, why);
  }
}
