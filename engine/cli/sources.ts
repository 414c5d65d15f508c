import type { TorrentSource } from '../api/engine-api.ts';
import type { InfoHash } from '../core/ids.ts';
import { parseMagnet } from '../core/magnet.ts';
import { parseMetainfo } from '../core/metainfo/parse.ts';
import { ok, type Result } from '../core/result.ts';
import { createNodeSha1 } from '../node/sha1/sha1.ts';
import { readTorrentFile } from './read-torrent.ts';

/** What the command line names, and which torrent it is. */
export interface NamedSource {
  readonly id: InfoHash;
  readonly source: TorrentSource;
}

/** Files read at once. */
const READS = 32;

/** All of them, or why one can't be taken: before the engine is there, whose thread loads its state meanwhile. */
export async function readSources(inputs: readonly string[]): Promise<Result<NamedSource[]>> {
  const sources: NamedSource[] = [];
  for (let from = 0; from < inputs.length; from += READS) {
    for (const source of await Promise.all(inputs.slice(from, from + READS).map(readSource))) {
      if (!source.ok) return source;
      sources.push(source.value);
    }
  }
  return ok(sources);
}

const sha1 = createNodeSha1();

async function readSource(input: string): Promise<Result<NamedSource>> {
  if (/^magnet:/i.test(input)) {
    const magnet = parseMagnet(input);
    if (!magnet.ok) return magnet;
    return ok({ id: magnet.value.infoHash, source: { kind: 'magnet', uri: input } });
  }
  const bytes = await readTorrentFile(input);
  if (!bytes.ok) return bytes;
  const parsed = parseMetainfo(bytes.value, input, (...parts) => sha1.digest(...parts));
  if (!parsed.ok) return parsed;
  const id = parsed.value.info.infoHash;
  return ok({ id, source: { kind: 'metainfo', bytes: bytes.value, fileName: input } });
}
