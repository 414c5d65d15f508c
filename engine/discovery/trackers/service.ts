import type { TrackerSnapshot } from '../../api/torrent.ts';
import { fromHex } from '../../core/bytes/bytes.ts';
import type { InfoHash } from '../../core/ids.ts';
import type { AnnounceReply, AnnounceRequest, ScrapeEntry } from '../../core/tracker/types.ts';
import { Asking, hostKey } from './asking.ts';
import type { Attempt, ChainHost } from './chain.ts';
import type { AnnounceEvent, TrackerClients, TrackerFault } from './client.ts';
import { Launcher } from './launcher.ts';
import { Scraper } from './scraper.ts';
import { TorrentTrackers } from './torrent-trackers.ts';
import type { Tracker } from './tracker.ts';
import type { TrackerHost, TrackerPorts, TrackerService, TrackerSetup } from './types.ts';

type SchedulePorts = Pick<TrackerPorts, 'clock' | 'random' | 'dns' | 'log'>;

const LIMITS = { atOnce: 50, atOncePerHost: 8, gapMs: 10 };
const ANNOUNCE_MS = 20_000;
const FAREWELL_MS = 10_000;
/** BEP 3 wants a number where it is not known yet: one block, so that no tracker takes us for a seed. */
const UNKNOWN_LEFT = 16 * 1024;

/** The trackers of one session. */
export class Trackers implements TrackerService {
  readonly #ports: SchedulePorts;
  readonly #host: TrackerHost;
  readonly #launcher: Launcher;
  readonly #asking: Asking;
  readonly #scraper: Scraper;
  readonly #torrents = new Map<InfoHash, TorrentTrackers>();
  /** The trackers under which a torrent that does not run is scraped. */
  readonly #scraped = new Map<InfoHash, readonly Tracker[]>();
  readonly #farewells = new Set<Attempt>();
  /** BEP 3 counts from the "started". */
  readonly #bases = new Map<InfoHash, { readonly uploaded: number; readonly downloaded: number }>();
  #port = 0;
  #closed = false;
  /** "stopped" announces that wait for a lane. */
  #leaving = 0;

  constructor(ports: SchedulePorts, host: TrackerHost, clients: TrackerClients) {
    const { clock, dns } = ports;
    this.#ports = ports;
    this.#host = host;
    this.#launcher = new Launcher(clock, LIMITS);
    this.#asking = new Asking(clock, dns, clients);
    this.#scraper = new Scraper(clock, this.#asking, this.#launcher, (url, counts) =>
      this.#counted(url, counts),
    );
  }

  add(id: InfoHash, setup: TrackerSetup): void {
    if (this.#closed || this.#torrents.has(id)) return;
    const torrent = new TorrentTrackers(this.#chainHost(id), setup);
    this.#torrents.set(id, torrent);
    this.#scrape(torrent);
  }

  start(id: InfoHash): void {
    const torrent = this.#torrents.get(id);
    if (torrent === undefined || torrent.running || this.#closed) return;
    this.#unscrape(id);
    const { uploaded, downloaded } = this.#host.facts(id);
    this.#bases.set(id, { uploaded, downloaded });
    torrent.start();
    this.#host.changed(id);
  }

  completed(id: InfoHash): void {
    for (const chain of this.#torrents.get(id)?.chains ?? []) chain.completed();
  }

  stop(id: InfoHash): void {
    const torrent = this.#torrents.get(id);
    if (torrent === undefined || !torrent.running) return;
    this.#farewell(id, torrent.stop());
    this.#scrape(torrent);
    this.#host.changed(id);
  }

  remove(id: InfoHash): void {
    this.stop(id);
    this.#unscrape(id);
    this.#torrents.delete(id);
    this.#bases.delete(id);
  }

  announceNow(id: InfoHash): void {
    const torrent = this.#torrents.get(id);
    if (torrent === undefined || !torrent.running) return;
    for (const tracker of torrent.trackers) {
      tracker.forgive();
      this.#asking.forgive(tracker.address);
    }
    for (const chain of torrent.chains) chain.hurry(false);
    this.#host.changed(id);
  }

  setTiers(id: InfoHash, setup: TrackerSetup): void {
    const torrent = this.#torrents.get(id);
    if (torrent === undefined || this.#closed) return;
    this.#unscrape(id);
    this.#farewell(id, torrent.setTiers(setup));
    if (!torrent.running) this.#scrape(torrent);
    this.#host.changed(id);
  }

  snapshot(id: InfoHash): readonly TrackerSnapshot[] {
    return this.#torrents.get(id)?.snapshot() ?? [];
  }

  setPort(port: number): void {
    const changed = this.#port !== 0 && this.#port !== port;
    this.#port = port;
    if (!changed) return;
    for (const torrent of this.#torrents.values())
      for (const chain of torrent.chains) chain.restart();
  }

  networkChanged(): void {
    this.#asking.networkChanged();
    this.#scraper.networkChanged();
    for (const torrent of this.#torrents.values())
      for (const chain of torrent.chains) chain.restart();
  }

  async close(graceMs: number): Promise<void> {
    if (this.#closed) return;
    this.#scraper.close();
    for (const id of this.#torrents.keys()) this.stop(id);
    this.#closed = true;
    this.#launcher.rush();
    await this.#farewellsEnded(graceMs);
    this.#launcher.close();
    for (const farewell of this.#farewells) farewell.abort();
    this.#scraper.close();
    this.#asking.close();
    this.#torrents.clear();
  }

  #farewellsEnded(graceMs: number): Promise<void> {
    const { clock } = this.#ports;
    return new Promise((resolve) => {
      const end = (): void => {
        look.end();
        limit.end();
        resolve();
      };
      const limit = clock.after(graceMs, end);
      const look = clock.every(20, () => {
        if (this.#farewells.size === 0 && this.#leaving === 0) end();
      });
    });
  }

  #farewell(id: InfoHash, trackers: readonly Tracker[]): void {
    for (const tracker of trackers) {
      // Whoever leaves as soon as it has all still says that it completed (BEP 3).
      const events = tracker.owesCompleted
        ? (['completed', 'stopped'] as const)
        : (['stopped'] as const);
      const messages = events.map((event) => this.#announceOf(id, tracker, event));
      tracker.started = false;
      tracker.owesCompleted = false;
      tracker.leaving = true;
      this.#leaving++;
      this.#launcher.push({
        host: hostKey(tracker.address),
        urgent: true,
        run: async () => {
          this.#leaving--;
          for (const message of messages) {
            const attempt = this.#asking.announce(tracker.address, message, FAREWELL_MS, {
              ended: () => undefined,
              reply: () => undefined,
            });
            this.#farewells.add(attempt);
            await attempt.done;
            this.#farewells.delete(attempt);
          }
          tracker.leaving = false;
        },
      });
    }
  }

  #chainHost(id: InfoHash): ChainHost {
    const { clock, random } = this.#ports;
    return {
      id,
      clock,
      random,
      launcher: this.#launcher,
      left: () => this.#host.facts(id).left,
      announce: (tracker, event, ended) => this.#announce(id, tracker, event, ended),
      changed: () => this.#host.changed(id),
    };
  }

  #announce(
    id: InfoHash,
    tracker: Tracker,
    event: AnnounceEvent,
    ended: (outcome: AnnounceReply | TrackerFault) => void,
  ): Attempt {
    return this.#asking.announce(
      tracker.address,
      this.#announceOf(id, tracker, event),
      ANNOUNCE_MS,
      {
        ended: (outcome) => {
          if ('ok' in outcome)
            this.#ports.log.write('info', id, `tracker ${tracker.address.parts.host}`, outcome);
          this.#host.answered(id, tracker.address.url, 'ok' in outcome ? outcome : undefined);
          ended(outcome);
        },
        reply: (reply) => {
          if (reply.externalIp !== undefined) this.#host.externalAddress(reply.externalIp);
          if (reply.peers.length > 0 && this.#torrents.get(id)?.running) {
            this.#host.peersFound(id, reply.peers, 'tracker');
          }
        },
      },
    );
  }

  #announceOf(id: InfoHash, tracker: Tracker, event: AnnounceEvent): AnnounceRequest {
    const facts = this.#host.facts(id);
    const base = this.#bases.get(id) ?? facts;
    return {
      infoHash: fromHex(id) as Uint8Array,
      peerId: this.#host.peerId(id),
      key: this.#host.key(id),
      port: this.#port,
      uploaded: Math.max(0, facts.uploaded - base.uploaded),
      downloaded: Math.max(0, facts.downloaded - base.downloaded),
      left: facts.left ?? UNKNOWN_LEFT,
      numWant: event === 'stopped' ? 0 : facts.wantPeers,
      event,
      trackerId: tracker.trackerId,
    };
  }

  #scrape(torrent: TorrentTrackers): void {
    const fronts = torrent.chains.flatMap((chain) => chain.trackers[0] ?? []);
    this.#scraped.set(torrent.id, fronts);
    for (const tracker of fronts) this.#scraper.add(torrent.id, tracker.address);
  }

  #unscrape(id: InfoHash): void {
    for (const tracker of this.#scraped.get(id) ?? []) this.#scraper.remove(id, tracker.address);
    this.#scraped.delete(id);
  }

  #counted(url: string, counts: ScrapeEntry): void {
    const torrent = this.#torrents.get(counts.infoHash as InfoHash);
    const tracker = torrent?.trackers.find(({ address }) => address.url === url);
    if (torrent === undefined || tracker === undefined) return;
    tracker.count(counts);
    this.#host.changed(torrent.id);
  }
}
