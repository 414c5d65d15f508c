import { toHex } from '../../../engine/core/bytes/bytes.ts';
import type { InfoHash } from '../../../engine/core/ids.ts';
import { fault, ok } from '../../../engine/core/result.ts';
import type {
  AnnounceReply,
  AnnounceRequest,
  ScrapeEntry,
} from '../../../engine/core/tracker/types.ts';
import type {
  Call,
  TrackerAddress,
  TrackerClient,
  TrackerResult,
} from '../../../engine/discovery/trackers/client.ts';
import { Trackers } from '../../../engine/discovery/trackers/service.ts';
import type { TrackerFacts } from '../../../engine/discovery/trackers/types.ts';
import { createSimNetworkPorts } from '../../sim/world/ports.ts';
import { World } from '../../sim/world/world.ts';

export interface Heard {
  readonly at: number;
  readonly url: string;
  readonly id: string;
  readonly announce: AnnounceRequest;
  readonly family: number;
}

export const fine: AnnounceReply = {
  peers: [],
  interval: 1800,
  minInterval: undefined,
  seeds: 1,
  leechers: 2,
  downloads: undefined,
  warning: undefined,
  trackerId: undefined,
  externalIp: undefined,
};

export type Behaviour = (heard: Heard) => TrackerResult<AnnounceReply> | 'hang';

export const refuses: Behaviour = ({ url }) =>
  fault('tracker-refused', url, `${url} does not know this torrent`);
export const unreachable: Behaviour = ({ url }) =>
  fault('tracker-unreachable', url, `${url} cannot be reached`);

const LATENCY_MS = 50;

/** Trackers that do what the test says, under the real schedule, in virtual time. */
export class Bench implements TrackerClient {
  readonly world = new World({ seed: 3 });
  readonly host = this.world.addHost();
  readonly heard: Heard[] = [];
  readonly scrapes: {
    readonly at: number;
    readonly url: string;
    readonly hashes: readonly string[];
  }[] = [];
  readonly behaviours = new Map<string, Behaviour>();
  readonly facts = new Map<string, TrackerFacts>();
  readonly peers: string[] = [];
  readonly external: string[] = [];
  readonly maxScrape = 50;
  inFlight = 0;
  mostInFlight = 0;
  scraped: (hashes: readonly string[]) => TrackerResult<readonly ScrapeEntry[]> = (hashes) =>
    ok(hashes.map((infoHash) => ({ infoHash, seeds: 7, leechers: 8, downloads: 9 })));
  readonly service: Trackers;

  constructor() {
    const { clock, random, dns, log } = createSimNetworkPorts(this.host);
    this.service = new Trackers(
      { clock, random, dns, log },
      {
        facts: (id) => this.facts.get(id) ?? { uploaded: 1, downloaded: 2, left: 3, wantPeers: 50 },
        peerId: () => new Uint8Array(20),
        key: () => 7,
        peersFound: (id, peers) => {
          for (const peer of peers) this.peers.push(`${id} ${peer.host}:${peer.port}`);
        },
        externalAddress: (address) => this.external.push(address),
        answered: () => undefined,
        changed: () => undefined,
      },
      { http: this, udp: this },
    );
    this.service.setPort(6881);
  }

  /** Makes the names known, IPv4 only unless told. */
  names(...names: readonly string[]): void {
    for (const name of names) this.world.names.set(name, ['9.9.9.9']);
  }

  announce(
    to: TrackerAddress,
    announce: AnnounceRequest,
    family: 4 | 6,
    timeoutMs: number,
  ): Call<AnnounceReply> {
    const heard = {
      at: this.world.now,
      url: to.url,
      id: toHex(announce.infoHash),
      announce,
      family,
    };
    this.heard.push(heard);
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    const answer = (this.behaviours.get(to.parts.host) ?? (() => ok(fine)))(heard);
    let abort = (): void => undefined;
    const result = new Promise<TrackerResult<AnnounceReply>>((resolve) => {
      const timer =
        answer === 'hang'
          ? this.world.schedule(timeoutMs, () =>
              resolve(fault('tracker-timeout', to.url, 'no answer')),
            )
          : this.world.schedule(LATENCY_MS, () => resolve(answer));
      abort = () => {
        timer.end();
        resolve(fault('tracker-aborted', to.url, 'given up'));
      };
    });
    void result.then(() => this.inFlight--);
    return { result, abort: () => abort() };
  }

  scrape(
    to: TrackerAddress,
    hashes: readonly Uint8Array[],
  ): Call<readonly ScrapeEntry[]> | undefined {
    const ids = hashes.map(toHex);
    this.scrapes.push({ at: this.world.now, url: to.url, hashes: ids });
    const result = new Promise<TrackerResult<readonly ScrapeEntry[]>>((resolve) => {
      this.world.schedule(LATENCY_MS, () => resolve(this.scraped(ids)));
    });
    return { result, abort: () => undefined };
  }

  networkChanged(): void {
    this.heard.length = 0;
  }

  close(): void {
    this.heard.length = 0;
  }
}

export const idOf = (number: number): InfoHash => number.toString(16).padStart(40, '0') as InfoHash;

export const eventsOf = (heard: readonly Heard[]): string[] =>
  heard.map(({ url, announce }) => `${new URL(url).hostname} ${announce.event ?? '-'}`);
