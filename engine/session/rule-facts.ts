import type { TorrentSource } from '../api/engine-api.ts';
import { type Magnet, parseMagnet } from '../core/magnet.ts';
import { parseMetainfo } from '../core/metainfo/parse.ts';
import type { Metainfo } from '../core/metainfo/types.ts';
import type { RuleFacts } from '../core/organise/evaluate.ts';
import { ok, type Result } from '../core/result.ts';
import type { Ports } from '../ports/index.ts';

/** What the rules at adding see of a torrent. */
export function ruleFactsOf(
  ports: Ports,
  source: TorrentSource,
  labels: readonly string[],
): Result<RuleFacts> {
  if (source.kind === 'magnet') {
    const magnet = parseMagnet(source.uri);
    return magnet.ok ? ok(factsOfMagnet(magnet.value, labels)) : magnet;
  }
  const parsed = parseMetainfo(
    source.bytes,
    source.fileName,
    (...parts) => ports.sha1.digest(...parts),
    ports.disk.pathStyle,
  );
  return parsed.ok ? ok(factsOfMetainfo(parsed.value, labels)) : parsed;
}

export const factsOfMagnet = (
  { infoHash, name, trackers }: Magnet,
  labels: readonly string[],
): RuleFacts => ({ name: name ?? infoHash, size: undefined, trackers, labels });

export const factsOfMetainfo = (
  { info, trackers }: Metainfo,
  labels: readonly string[],
): RuleFacts => ({
  name: info.name,
  size: info.length,
  trackers: trackers.flat(),
  labels: info.source === undefined ? labels : [...labels, info.source],
});
