import type { WebSeedAddress } from '../api/web-seeds.ts';
import type { Magnet } from '../core/magnet.ts';
import type { Metainfo } from '../core/metainfo/types.ts';
import type { TorrentOptions } from '../ports/store.ts';

export interface KnownWebSeed extends WebSeedAddress {
  /** The user named it: it may lie on this network, and be asked with a query there. */
  readonly trusted: boolean;
}

interface Origins {
  readonly options: TorrentOptions;
  readonly metainfo: Metainfo | undefined;
  readonly magnet: Magnet | undefined;
}

/** BEP 19 url-list and ws= of a magnet, BEP 17 httpseeds, each once. */
function given({ metainfo, magnet }: Origins): readonly WebSeedAddress[] {
  const files = new Set([...(metainfo?.webSeeds ?? []), ...(magnet?.webSeeds ?? [])]);
  return [
    ...[...files].map((url) => ({ url, kind: 'files' as const })),
    ...(metainfo?.httpSeeds ?? []).map((url) => ({ url, kind: 'pieces' as const })),
  ];
}

/** The web seeds as the user left them, or those that the torrent came with. */
export function webSeedsOf(origins: Origins): readonly KnownWebSeed[] {
  const own = given(origins);
  const cameAlong = new Set(own.map(({ url, kind }) => `${kind} ${url}`));
  return (origins.options.webSeeds ?? own).map(({ url, kind }) => ({
    url,
    kind,
    trusted: !cameAlong.has(`${kind} ${url}`),
  }));
}
