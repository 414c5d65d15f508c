import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Client,
  type Encryption,
  FOREIGN,
  type ForeignName,
  startOpentracker,
  type Tracker,
} from '../support/clients/index.ts';
import { takesConnections } from '../support/handshake.ts';
import {
  differences,
  type TreeHashes,
  treeHashes,
  withoutEmpty,
  writeRandomFile,
  writeRandomTree,
} from '../support/payload.ts';
import type { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { isCliBuilt, QUIET, type SkeinCli, startSkein } from '../support/skein-cli.ts';
import { type MadeTorrent, type MakeOptions, makeTorrent } from '../support/torrent-file.ts';
import { until } from '../support/wait.ts';

/** What the tests between Skein's command line and other clients share: payloads, a tracker, transfers. */

const MIB = 1024 * 1024;

export interface Content {
  readonly name: string;
  readonly path: string;
  readonly hashes: TreeHashes;
}

export interface Fixture {
  readonly group: ProcessGroup;
  readonly root: string;
  /** The folder that holds both payloads. */
  readonly source: string;
  readonly single: Content;
  readonly tree: Content;
  readonly tracker: Tracker;
  /**
   * A torrent with an info-hash of its own for each piece length, with or without the tracker in it.
   */
  torrent(
    content: Content,
    options: { pieceLength: number; tracker?: 'http' | 'udp'; by?: MakeOptions['by'] },
  ): Promise<MadeTorrent>;
  /** A foreign client with the content, taking connections. */
  seeder(
    name: ForeignName,
    torrents: readonly MadeTorrent[],
    encryption?: Encryption,
  ): Promise<Client>;
  freshDir(name: string): Promise<string>;
}

/** Why these tests cannot run here; undefined when they can. Missing programs are failures with CI=true. */
export function whyNot(): string | undefined {
  if (!isCliBuilt()) return 'out/cli is not built';
  return requirements('opentracker', 'mktorrent').missing;
}

export async function makeFixture(
  group: ProcessGroup,
  sizes = { single: 64 * MIB, files: 300, tree: 48 * MIB },
): Promise<Fixture> {
  const root = await group.tempDir('interop');
  const source = join(root, 'source');
  const single = join(source, 'single.bin');
  const tree = join(source, 'Bücher & Töne');
  const singleHash = await writeRandomFile(single, sizes.single, 'single');
  const treeHash = await writeRandomTree(tree, { files: sizes.files, bytes: sizes.tree });
  const tracker = await startOpentracker({ group, dir: join(root, 'tracker') });
  let made = 0;
  const freshDir = async (name: string): Promise<string> => {
    const dir = join(root, `${++made}-${name}`);
    await mkdir(dir);
    return dir;
  };
  return {
    group,
    root,
    source,
    tracker,
    freshDir,
    single: { name: 'single.bin', path: single, hashes: new Map([['', singleHash]]) },
    tree: { name: 'Bücher & Töne', path: tree, hashes: treeHash },
    async torrent(content, { pieceLength, tracker: kind, by }) {
      const urls = { http: tracker.httpUrl, udp: tracker.udpUrl };
      const out = join(root, `${++made}.torrent`);
      const torrent = await makeTorrent(group, content.path, out, {
        pieceLength,
        announce: kind === undefined ? [] : [urls[kind]],
        ...(by === undefined ? {} : { by }),
      });
      if (kind !== undefined) await tracker.allow(torrent.infoHash);
      return torrent;
    },
    async seeder(name, torrents, encryption = 'off') {
      const client = await FOREIGN[name].start({ group, dir: await freshDir(name), encryption });
      for (const torrent of torrents) {
        await client.addTorrent(torrent.file, source);
        await client.waitComplete(torrent.infoHash, 30_000);
        // Who demands encryption answers no plain handshake.
        if (encryption !== 'require') await takesConnections(client, torrent.infoHash);
      }
      return client;
    },
  };
}

/** Waits until the tracker names at least one seed (or leecher) of the torrent. */
export async function announced(
  tracker: Tracker,
  infoHash: string,
  kind: 'complete' | 'incomplete',
): Promise<void> {
  await until(async () => (await tracker.counts(infoHash))[kind] > 0, {
    timeout: 20_000,
    what: `somebody to announce ${infoHash} as ${kind}`,
  });
}

/** Paths that are not as they should be, below `dir`; empty when all is right. */
export async function faultsOf(
  content: Content,
  dir: string,
  options: { emptyFiles?: boolean } = {},
): Promise<string[]> {
  const expected = options.emptyFiles === false ? withoutEmpty(content.hashes) : content.hashes;
  return differences(expected, await treeHashes(join(dir, content.name)));
}

export const MAKES_EMPTY_FILES: Record<ForeignName, boolean> = {
  qbittorrent: true,
  // 3.00 does not create files of no length.
  transmission: false,
  aria2: true,
  rtorrent: true,
};

/** Skein's CLI on loopback, without looking for peers by itself. */
export const skein = (group: ProcessGroup, ...args: string[]): SkeinCli =>
  startSkein([...args, ...QUIET, '--listen', '127.0.0.1:0'], { group });
