import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ProcessGroup } from './process-group.ts';
import { EXIT, startSkein } from './skein-cli.ts';

/**
 * .torrent files made by programs that are not ours (by ours where those cannot), and the few facts about them that the harness needs.
 * The reader here is a second, independent one on purpose: it checks ours.
 */

/** The offset after the bencoded value at `at`. Only for files of our own making. */
function skip(data: Buffer, at: number): number {
  const kind = String.fromCharCode(data[at] as number);
  if (kind === 'i') return data.indexOf('e', at) + 1;
  if (kind === 'l' || kind === 'd') {
    let next = at + 1;
    while (data[next] !== 0x65) next = skip(data, next);
    return next + 1;
  }
  const colon = data.indexOf(':', at);
  return colon + 1 + Number(data.toString('latin1', at, colon));
}

/** The raw bytes of the top level value `key`. */
function topLevel(data: Buffer, key: string): Buffer | undefined {
  let at = 1;
  while (at < data.length && data[at] !== 0x65) {
    const valueAt = skip(data, at);
    const name = data.toString('latin1', data.indexOf(':', at) + 1, valueAt);
    const end = skip(data, valueAt);
    if (name === key) return data.subarray(valueAt, end);
    at = end;
  }
  return undefined;
}

/** The v1 info-hash of a .torrent's bytes, 40 lower case hex digits. */
export function infoHashOf(data: Buffer): string {
  const info = topLevel(data, 'info');
  if (!info) throw new Error('The .torrent has no info dictionary');
  return createHash('sha1').update(info).digest('hex');
}

export const infoHashOfFile = async (path: string): Promise<string> =>
  infoHashOf(await readFile(path));

export interface MakeOptions {
  readonly announce?: readonly string[];
  /** Bytes, a power of two. */
  readonly pieceLength?: number;
  readonly private?: boolean;
  /** BEP 19, not by transmission-create. */
  readonly webSeeds?: readonly string[];
  /** mktorrent (the default) makes no pieces below 32 KiB; Skein goes down to 16 KiB. */
  readonly by?: 'mktorrent' | 'transmission-create' | 'skein';
}

export interface MadeTorrent {
  readonly file: string;
  readonly infoHash: string;
}

/** Makes `out` from the file or folder `source`. */
export async function makeTorrent(
  group: ProcessGroup,
  source: string,
  out: string,
  options: MakeOptions = {},
): Promise<MadeTorrent> {
  const announce = options.announce ?? [];
  const pieceLength = options.pieceLength ?? 256 * 1024;
  if (options.by === 'skein') {
    const trackers = announce.flatMap((url) => ['--tracker', url]);
    const seeds = (options.webSeeds ?? []).flatMap((url) => ['--web-seed', url]);
    const flags = [...trackers, ...seeds, ...(options.private ? ['--private'] : [])];
    const size = ['--piece-size', String(pieceLength)];
    const cli = startSkein(['create', source, '-o', out, ...size, ...flags], { group });
    const { code } = await cli.ended();
    if (code !== EXIT.done) throw new Error(`It made no torrent: ${cli.process.tail()}`);
  } else if (options.by === 'transmission-create') {
    const trackers = announce.flatMap((url) => ['-t', url]);
    const flags = options.private ? ['-p'] : [];
    const size = ['-s', String(pieceLength / 1024)];
    await group.run('transmission-create', ['-o', out, ...size, ...flags, ...trackers, source]);
  } else {
    const trackers = [
      ...announce.flatMap((url) => ['-a', url]),
      ...(options.webSeeds ?? []).flatMap((url) => ['-w', url]),
    ];
    const flags = options.private ? ['-p'] : [];
    const size = ['-l', String(Math.log2(pieceLength))];
    await group.run('mktorrent', ['-o', out, ...size, ...flags, ...trackers, source]);
  }
  return { file: out, infoHash: await infoHashOfFile(out) };
}
