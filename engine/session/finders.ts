import type { EngineStatus } from '../api/engine-api.ts';
import type { TrackerSnapshot } from '../api/torrent.ts';
import type { Endpoint } from '../core/endpoint.ts';
import type { InfoHash } from '../core/ids.ts';
import { type Fault, fault, type Result } from '../core/result.ts';
import { cleanUrl } from '../core/url.ts';
import { DhtService } from '../discovery/dht/index.ts';
import { Lsd } from '../discovery/lsd/lsd.ts';
import {
  createTrackers,
  type TrackerFacts,
  type TrackerService,
} from '../discovery/trackers/index.ts';
import { UdpMux } from '../discovery/udp/mux.ts';
import type { NetCode } from '../ports/net.ts';
import type { EngineSettings } from '../settings/schema.ts';
import type { AnnounceReason } from '../torrent/host.ts';
import type { Torrent } from '../torrent/torrent.ts';
import type { Session } from './session.ts';
import { parseTiers, type Tiers } from './tiers.ts';

/** A quit waits this long for trackers to hear of it, and no longer. */
const FAREWELL_MS = 3_000;
/** As many peers as a tracker usually gives. */
const NUM_WANT = 200;
const MAX_TRACKERS = 500;
/** Fewer, and the DHT is asked more often. */
const FEW_PEERS = 3;
const DHT_STATE = 'dht.state';

/** Everything that finds peers, behind one face: whatever comes up arrives at the torrent as peers found. */
export class Finders {
  readonly #session: Session;
  readonly #mux: UdpMux;
  readonly #trackers: TrackerService;
  readonly #lsd: Lsd;
  readonly #dht: DhtService;
  /** Those the finders know: a removed torrent is asked once more, for its farewell. */
  readonly #members = new Map<InfoHash, Torrent>();

  constructor(session: Session) {
    this.#session = session;
    const { clock, random, http, net, udp, dns, dht, log } = session.ports;
    this.#mux = new UdpMux({ clock, udp, log });
    this.#trackers = createTrackers(
      { clock, random, http, dns, log, mux: this.#mux },
      {
        facts: (id) => this.#facts(this.#torrent(id)),
        peerId: (id) => this.#torrent(id).peerId,
        key: (id) => this.#torrent(id).key,
        peersFound: (id, peers, source) => this.#members.get(id)?.peersFound(peers, source),
        externalAddress: (address) => session.externalAddress(address, 'tracker'),
        answered: (id, url, fault) => {
          const torrent = this.#members.get(id);
          if (fault === undefined) torrent?.note('info', 'tracker-answered', url);
          else torrent?.note('warn', 'tracker-failed', url, fault);
        },
        changed: (id) => this.#trackersChanged(id),
      },
      { userAgent: `Skein/${session.version}` },
    );
    this.#dht = new DhtService(
      { clock, random, dht, dns, log, mux: this.#mux },
      {
        peersFound: (id, peers, source) => this.#members.get(id)?.peersFound(peers, source),
        isShort: (id) => this.#isShort(this.#torrent(id)),
        save: (state) => session.keep(DHT_STATE, state),
        externalAddress: (address) => session.isAt(address),
        // Nodes and state are looked at with every delta.
        changed: () => undefined,
      },
      {
        saved: session.value(DHT_STATE),
        ...dhtOptions(session.settings()),
        version: session.version,
      },
    );
    this.#lsd = new Lsd(
      { clock, random, net, udp, log },
      { peerFound: (id, peer) => this.#members.get(id)?.peersFound([peer], 'lsd') },
      { listensAt: () => session.settings().listenHost },
    );
  }

  get dhtNodes(): number {
    return this.#dht.nodes;
  }

  get dhtState(): EngineStatus['dhtState'] {
    return this.#dht.state;
  }

  /** The port of UDP trackers and the DHT, in place of the one before; port 0 takes any. */
  bindUdp(at: Endpoint): Promise<Result<Endpoint, NetCode>> {
    return this.#mux.bind(at);
  }

  /** Connections are taken at `port`, and those from outside arrive at `publicPort`. */
  async setPort(port: number, publicPort: number): Promise<void> {
    const { lsd, dht } = this.#session.settings();
    this.setPublicPort(publicPort);
    this.#lsd.setPort(port);
    if (lsd) await this.#lsd.start();
    if (dht) this.#dht.start();
  }

  /** Where others are told to connect. */
  setPublicPort(port: number): void {
    this.#trackers.setPort(port);
    this.#dht.setPort(port);
  }

  add(torrent: Torrent): void {
    this.#members.set(torrent.id, torrent);
    const tiers = this.tiersOf(torrent);
    torrent.facts.setTrackers(tiers.flat());
    this.#trackers.add(torrent.id, { tiers, private: torrent.private });
  }

  remove(torrent: Torrent): void {
    this.#trackers.remove(torrent.id);
    this.#members.delete(torrent.id);
  }

  announce(torrent: Torrent, event: AnnounceReason): void {
    const { id } = torrent;
    switch (event) {
      case 'start':
        this.#trackers.start(id);
        this.#spread(torrent);
        break;
      case 'stop':
        this.#trackers.stop(id);
        this.#withdraw(torrent);
        break;
      case 'completed':
        this.#trackers.completed(id);
        break;
      case 'trackers':
        this.#setTiers(torrent);
        break;
      case 'metadata':
        this.#setTiers(torrent);
        if (torrent.private) this.#withdraw(torrent);
        break;
    }
  }

  #setTiers(torrent: Torrent): void {
    const tiers = this.tiersOf(torrent);
    torrent.facts.setTrackers(tiers.flat());
    this.#trackers.setTiers(torrent.id, { tiers, private: torrent.private });
    this.#session.changed(torrent);
  }

  announceNow(torrent: Torrent): void {
    this.#trackers.announceNow(torrent.id);
    this.#dht.announceNow(torrent.id);
  }

  /** What is wrong with the list, or undefined. */
  checkTrackers(tiers: Tiers): Fault | undefined {
    const urls = tiers.flat();
    if (urls.length > MAX_TRACKERS) {
      return fault(
        'tracker-too-many',
        '',
        `A torrent takes at most ${MAX_TRACKERS} trackers, not ${urls.length}.`,
      );
    }
    const bad = urls.find((url) => cleanUrl(url, ['http', 'https', 'udp']) === undefined);
    return bad === undefined
      ? undefined
      : fault('tracker-bad-url', bad, `“${bad}” is not the address of a tracker.`);
  }

  /** The user's own list, or that of the torrent with the default ones added (never to a private torrent). */
  tiersOf(torrent: Torrent): Tiers {
    const { options, metainfo, magnet } = torrent;
    if (options.trackers !== undefined) return options.trackers;
    const own = metainfo?.trackers ?? magnet?.trackers.map((url) => [url]) ?? [];
    return torrent.private
      ? own
      : [...own, ...parseTiers(this.#session.settings().defaultTrackers)];
  }

  /** Those that the torrent lacks, each once. */
  newTrackers(torrent: Torrent, urls: readonly string[]): readonly string[] {
    const known = new Set(this.tiersOf(torrent).flat());
    return [...new Set(urls)].filter((url) => !known.has(url));
  }

  trackerSnapshots(torrent: Torrent): readonly TrackerSnapshot[] {
    return this.#trackers.snapshot(torrent.id);
  }

  dhtPeer(host: string, port: number): void {
    this.#dht.addNode({ host, port });
  }

  async settingsChanged(before: EngineSettings, after: EngineSettings): Promise<void> {
    if (before.lsd !== after.lsd) {
      if (after.lsd) await this.#lsd.start();
      else this.#lsd.close();
    } else if (before.listenHost !== after.listenHost) {
      await this.#lsd.networkChanged();
    }
    if (before.dht !== after.dht) {
      if (after.dht) this.#dht.start();
      else this.#dht.stop();
    }
    this.#dht.setOptions(dhtOptions(after));
    if (before.defaultTrackers === after.defaultTrackers) return;
    for (const torrent of this.#session.torrents.values()) this.announce(torrent, 'trackers');
  }

  async networkChanged(): Promise<void> {
    await this.#mux.rebind();
    this.#trackers.networkChanged();
    this.#dht.networkChanged();
    await this.#lsd.networkChanged();
  }

  async close(): Promise<void> {
    this.#lsd.close();
    this.#dht.close();
    await this.#trackers.close(FAREWELL_MS);
    this.#mux.close();
  }

  /** BEP 27: a private torrent is known to its trackers alone. */
  #spread(torrent: Torrent): void {
    if (torrent.private) return;
    this.#lsd.add(torrent.id);
    this.#dht.add(torrent.id, torrent.metainfo?.nodes);
  }

  #withdraw(torrent: Torrent): void {
    this.#lsd.remove(torrent.id);
    this.#dht.remove(torrent.id);
  }

  #torrent(id: InfoHash): Torrent {
    return this.#members.get(id) as Torrent;
  }

  #isShort(torrent: Torrent | undefined): boolean {
    return torrent !== undefined && !torrent.isSeeding() && torrent.swarm.connected < FEW_PEERS;
  }

  #facts(torrent: Torrent): TrackerFacts {
    const { transfer, tally, swarm } = torrent;
    return {
      uploaded: tally.up.total,
      downloaded: tally.down.total,
      left: transfer === undefined ? undefined : transfer.wanted.size - transfer.wanted.done,
      wantPeers: Math.max(
        0,
        Math.min(NUM_WANT, torrent.host.settings().maxConnectionsPerTorrent - swarm.peers.size),
      ),
    };
  }

  /** A tracker that fails is shown on the torrent while none of them works. */
  #trackersChanged(id: InfoHash): void {
    const torrent = this.#session.torrents.get(id);
    if (torrent === undefined) return;
    const trackers = this.#trackers.snapshot(id);
    const failing = trackers.find(isFailing);
    const works = trackers.some(isWorking);
    torrent.facts.trackerTrouble = failing === undefined ? 'none' : works ? 'some' : 'all';
    torrent.trackerFault =
      works || failing === undefined
        ? undefined
        : {
            code: 'tracker-failing',
            subject: failing.url,
            message: `${failing.url}: ${failing.message}`,
          };
    const most = (field: 'seeds' | 'leechers'): number =>
      trackers.reduce((max, tracker) => Math.max(max, tracker[field]), -1);
    torrent.swarmSeeds = most('seeds');
    torrent.swarmPeers = most('leechers');
    this.#session.changed(torrent);
  }
}

/** One that is being asked stays what it was until it has answered: the row does not flicker meanwhile. */
const isFailing = ({ state, failures }: TrackerSnapshot): boolean =>
  failures > 0 && state !== 'off';
const isWorking = ({ state, failures }: TrackerSnapshot): boolean =>
  failures === 0 && (state === 'working' || state === 'announcing');

const dhtOptions = (
  settings: EngineSettings,
): { readonly routers: readonly string[]; readonly readOnly: boolean } => ({
  routers: linesOf(settings.dhtRouters),
  readOnly: settings.dhtReadOnly,
});

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
