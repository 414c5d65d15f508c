import { writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { infoHashOf } from '../core/ids.ts';
import { encodeInfo, encodeMetainfo } from '../core/metainfo/build.ts';
import { fault } from '../core/result.ts';
import { cleanUrl } from '../core/url.ts';
import { createNodeDisk } from '../node/disk/disk.ts';
import { createNodeHasher } from '../node/hasher/hasher.ts';
import { createNodeSha1 } from '../node/sha1/sha1.ts';
import { hashContent } from '../storage/create.ts';
import { EXIT, exitCodeOf } from './exit.ts';
import type { CliOptions } from './options.ts';
import type { Output } from './output.ts';
import type { Stop } from './stop.ts';

const SHOW_MS = 200;

/** Makes a .torrent of a file or folder. Refuses to write over an existing one. */
export async function create(
  options: CliOptions,
  version: string,
  output: Output,
  stop: Stop,
): Promise<number> {
  const startedAt = performance.now();
  const source = resolve(options.inputs[0] as string);
  const name = basename(source);
  const file = resolve(options.out ?? `${name}.torrent`);
  const tiers = options.trackers.map((tier) => tier.split(',').filter((url) => url !== ''));
  for (const url of tiers.flat()) {
    if (cleanUrl(url, ['http', 'https', 'udp']) !== undefined) continue;
    output.fault(fault('usage', url, `“${url}” is not the address of a tracker.`));
    return EXIT.usage;
  }
  const hasher = createNodeHasher();
  let shownAt = 0;
  const hashed = await hashContent(
    { disk: createNodeDisk(), hasher },
    dirname(source),
    name,
    options.pieceSize,
    (done, total) => {
      if (performance.now() - shownAt < SHOW_MS && done < total) return;
      shownAt = performance.now();
      output.emit({ event: 'hashing', done, total });
    },
    () => stop.asked,
    options.exclude,
  );
  await hasher.close();
  if (!hashed.ok) {
    if (hashed.code === 'create-stopped') return EXIT.stopped;
    output.fault(hashed);
    return hashed.code === 'create-piece-size' ? EXIT.usage : exitCodeOf(hashed);
  }
  const { content, pieceLength, pieceHashes } = hashed.value;
  const info = encodeInfo({
    name,
    pieceLength,
    pieceHashes,
    content,
    private: options.private,
    source: options.source,
  });
  const metainfo = encodeMetainfo(info, {
    trackers: tiers,
    webSeeds: options.webSeeds,
    comment: options.comment,
    createdBy: `Skein ${version}`,
    creationDate: Math.floor(Date.now() / 1000),
  });
  try {
    await writeFile(file, metainfo, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const cause = code === 'EEXIST' ? 'it exists already' : `the system reports ${code}`;
    output.fault(fault('disk-write', file, `Cannot write ${file}: ${cause}.`));
    return EXIT.disk;
  }
  const seconds = Math.round(performance.now() - startedAt) / 1000;
  output.emit({
    event: 'created',
    infoHash: infoHashOf(createNodeSha1().digest(info)),
    file,
    seconds,
  });
  return EXIT.done;
}
