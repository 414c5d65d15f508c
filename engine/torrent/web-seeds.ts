import type { WebSeedAddress, WebSeedSnapshot } from '../api/web-seeds.ts';
import { Layout } from '../core/layout.ts';
import type { Info } from '../core/metainfo/types.ts';
import { webName, webPaths } from '../core/web-seed/urls.ts';
import type { Transfer } from './transfer.ts';
import { filesSource, piecesSource, type WebSource } from './web-answers.ts';
import { WebSeed, type WebSeedHost } from './web-seed.ts';

export interface WebSeedsHost extends Omit<WebSeedHost, 'info' | 'layout' | 'transfer' | 'rested'> {
  readonly infoHashBytes: Uint8Array;
  nextId(): number;
  /** Limits and trust. */
  equip(seed: WebSeed): void;
  isSuspect(seed: WebSeed): boolean;
  changed(): void;
}

/** Servers that are asked at the same time. */
const MAX_ACTIVE = 4;
/** Servers that are known of one torrent. */
const MAX_SEEDS = 32;

/** The servers that have the torrent's data. They stand beside the peers: the picker gives each what nobody else fetches. */
export class WebSeeds {
  readonly #host: WebSeedsHost;
  readonly #seeds = new Map<string, WebSeed>();
  #addresses: readonly (WebSeedAddress & { readonly trusted: boolean })[] = [];
  #content:
    | { readonly info: Info; readonly layout: Layout; readonly transfer: Transfer }
    | undefined;
  #names: { readonly name: string; readonly paths: readonly string[] } | undefined;
  #poking = false;

  constructor(host: WebSeedsHost) {
    this.#host = host;
  }

  /** Which there are; those that stay go on with what they do. */
  set(addresses: readonly (WebSeedAddress & { readonly trusted: boolean })[]): void {
    this.#addresses = addresses.slice(0, MAX_SEEDS);
    const wanted = new Set(this.#addresses.map(keyOf));
    for (const [key, seed] of this.#seeds) {
      if (wanted.has(key)) continue;
      seed.close();
      this.#seeds.delete(key);
    }
    this.#make();
  }

  /** The metadata is here. */
  open(info: Info, transfer: Transfer): void {
    this.#content = { info, layout: new Layout(info), transfer };
    this.#make();
  }

  all(): Iterable<WebSeed> {
    return this.#seeds.values();
  }

  /** Something may be asked for now. */
  poke(): void {
    if (this.#seeds.size === 0 || this.#poking) return;
    this.#poking = true;
    const now = this.#host.now();
    let active = 0;
    for (const seed of this.#seeds.values()) {
      seed.suspect = this.#host.isSuspect(seed);
      seed.poke(now);
      if (seed.isActive) active++;
    }
    for (const seed of this.#seeds.values()) {
      if (active >= MAX_ACTIVE) break;
      if (seed.isReady(now) && seed.begin()) active++;
    }
    this.#poking = false;
  }

  /** Nothing is to be fetched now. */
  stop(): void {
    for (const seed of this.#seeds.values()) seed.stop();
  }

  /** The network is another one. */
  retry(): void {
    for (const seed of this.#seeds.values()) seed.retry();
  }

  close(): void {
    for (const seed of this.#seeds.values()) seed.close();
    this.#seeds.clear();
  }

  /** False: no web seed goes by this name. */
  ban(host: string, why: string): boolean {
    let found = false;
    for (const seed of this.#seeds.values()) {
      if (seed.url !== host) continue;
      seed.ban(why);
      found = true;
    }
    return found;
  }

  get isHeld(): boolean {
    for (const seed of this.#seeds.values()) if (seed.isHeld) return true;
    return false;
  }

  snapshots(): readonly WebSeedSnapshot[] {
    const now = this.#host.now();
    const wall = this.#host.wallTime();
    return this.#addresses.map((address) => {
      const seed = this.#seeds.get(keyOf(address));
      if (seed !== undefined) return seed.snapshot(now, wall);
      const { url, kind } = address;
      return { url, kind, state: 'idle', message: '', downRate: 0, downloaded: 0, retryAt: 0 };
    });
  }

  #make(): void {
    const content = this.#content;
    if (content === undefined) return;
    for (const address of this.#addresses) {
      const key = keyOf(address);
      if (this.#seeds.has(key)) continue;
      const source = this.#sourceOf(address, content.info, content.layout);
      const seed = new WebSeed(this.#host.nextId(), address.url, source, {
        ...this.#host,
        ...content,
        rested: () => {
          this.#host.changed();
          this.poke();
        },
      });
      this.#host.equip(seed);
      this.#seeds.set(key, seed);
    }
  }

  #sourceOf(
    { url, kind, trusted }: WebSeedAddress & { readonly trusted: boolean },
    info: Info,
    layout: Layout,
  ): WebSource {
    if (kind === 'pieces')
      return piecesSource({ url, trusted, info, infoHash: this.#host.infoHashBytes });
    this.#names ??= { name: webName(info), paths: webPaths(info) };
    return filesSource({ url, trusted, layout, ...this.#names });
  }
}

const keyOf = ({ url, kind }: WebSeedAddress): string => `${kind} ${url}`;
