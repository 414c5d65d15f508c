import type { EngineStatus } from '../api/engine-api.ts';
import type { TrackerSnapshot } from '../api/torrent.ts';
import type { InfoHash } from '../core/ids.ts';
import { type Fault, fault } from '../core/result.ts';
import { cleanUrl } from '../core/url.ts';
import {
  createTrackers,
  type TrackerFacts,
  type TrackerService,
} from '../discovery/trackers/index.ts';
import { UdpMux } from '../discovery/udp/mux.ts';
import type { EngineSettings } from '../settings/schema.ts';
import type { Torrent } from '../torrent/torrent.ts';
import type { Session } from './session.ts';
import { parseTiers, type Tiers } from './tiers.ts';

/** A quit waits this long for trackers to hear of it, and no longer. */
const FAREWELL_MS = 3_000;
/** As many peers as a tracker usually gives. */
const NUM_WANT = 200;
const MAX_TRACKERS = 500;

/** Everything that finds peers, behind one face: whatever comes up arrives at the torrent as peers found. */
export class Finders {
  readonly #session: Session;
  readonly #mux: UdpMux;
  readonly #trackers: TrackerService;
  /** Those the finders know: a removed torrent is asked once more, for its farewell. */
  readonly #members = new Map<InfoHash, Torrent>();

  constructor(session: Session) {
    this.#session = session;
    const { clock, random, http, udp, dns, log } = session.ports;
    this.#mux = new UdpMux({ clock, udp, log });
    this.#trackers = createTrackers(
      { clock, random, http, dns, log, mux: this.#mux },
      {
        facts: (id) => this.#facts(this.#torrent(id)),
        peerId: (id) => this.#torrent(id).peerId,
        key: (id) => this.#torrent(id).key,
        peersFound: (id, peers, source) => this.#members.get(id)?.peersFound(peers, source),
        externalAddress: (address) => session.externalAddress(address),
        changed: (id) => this.#trackersChanged(id),
      },
      { userAgent: `Skein/${session.version}` },
    );
  }

  get portState(): EngineStatus['portState'] {
    return 'unknown';
  }

  get dhtNodes(): number {
    return 0;
  }

  get dhtState(): EngineStatus['dhtState'] {
    return 'off';
  }

  /** The port that takes connections; UDP is bound to the same one. */
  async setPort(host: string, port: number): Promise<void> {
    this.#trackers.setPort(port);
    const bound = await this.#mux.bind({ host, port });
    if (!bound.ok) this.#session.news({ kind: 'fault', id: undefined, fault: bound });
  }

  add(torrent: Torrent): void {
    this.#members.set(torrent.id, torrent);
    this.#trackers.add(torrent.id, { tiers: this.tiersOf(torrent), private: torrent.private });
  }

  remove(torrent: Torrent): void {
    this.#trackers.remove(torrent.id);
    this.#members.delete(torrent.id);
  }

  announce(torrent: Torrent, event: 'start' | 'stop' | 'completed' | 'trackers'): void {
    const { id } = torrent;
    if (event === 'start') this.#trackers.start(id);
    else if (event === 'stop') this.#trackers.stop(id);
    else if (event === 'completed') this.#trackers.completed(id);
    else this.#trackers.setTiers(id, { tiers: this.tiersOf(torrent), private: torrent.private });
  }

  announceNow(torrent: Torrent): void {
    this.#trackers.announceNow(torrent.id);
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

  trackerSnapshots(torrent: Torrent): readonly TrackerSnapshot[] {
    return this.#trackers.snapshot(torrent.id);
  }

  dhtPeer(_host: string, _port: number): void {}

  async settingsChanged(before: EngineSettings, after: EngineSettings): Promise<void> {
    if (before.defaultTrackers === after.defaultTrackers) return;
    for (const torrent of this.#session.torrents.values()) this.announce(torrent, 'trackers');
  }

  async networkChanged(): Promise<void> {
    this.#trackers.networkChanged();
  }

  async close(): Promise<void> {
    await this.#trackers.close(FAREWELL_MS);
    this.#mux.close();
  }

  #torrent(id: InfoHash): Torrent {
    return this.#members.get(id) as Torrent;
  }

  #facts(torrent: Torrent): TrackerFacts {
    const { transfer, tally, swarm } = torrent;
    return {
      uploaded: tally.up.total,
      downloaded: tally.down.total,
      left: transfer === undefined ? undefined : transfer.size - transfer.done,
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
    const failing = trackers.find(({ state }) => state === 'failing');
    const works = trackers.some(({ state }) => state === 'working');
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
