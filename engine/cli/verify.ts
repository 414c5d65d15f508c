import { resolve } from 'node:path';
import { Bitfield } from '../core/bitfield.ts';
import { pieceSize } from '../core/metainfo/types.ts';
import { fault } from '../core/result.ts';
import { nodeClock } from '../node/clock/clock.ts';
import { createNodeDisk } from '../node/disk/disk.ts';
import { createNodeHasher } from '../node/hasher/hasher.ts';
import { createNodeLog } from '../node/log/log.ts';
import { createStorageContext, type StorageContext } from '../storage/context.ts';
import { createPieceStorage } from '../storage/piece-storage.ts';
import { EXIT, exitCodeOf } from './exit.ts';
import type { CliOptions } from './options.ts';
import type { Output } from './output.ts';
import { readTorrent } from './read-torrent.ts';
import type { Stop } from './stop.ts';

const SHOW_MS = 200;

/** Reads and hashes the data in --dir; changes nothing. */
export async function verify(options: CliOptions, output: Output, stop: Stop): Promise<number> {
  const hasher = createNodeHasher();
  const log = createNodeLog({ level: 'warn' });
  const context = createStorageContext({ disk: createNodeDisk(), hasher, clock: nodeClock, log });
  let code: number = EXIT.done;
  for (const input of options.inputs) {
    const result = await verifyOne(input, options, output, stop, context);
    if (result !== EXIT.done) code = result;
  }
  context.close();
  await hasher.close();
  await log.close();
  return code;
}

async function verifyOne(
  path: string,
  options: CliOptions,
  output: Output,
  stop: Stop,
  context: StorageContext,
): Promise<number> {
  const startedAt = performance.now();
  const parsed = await readTorrent(path);
  if (!parsed.ok) {
    output.fault(parsed);
    return exitCodeOf(parsed);
  }
  const { info } = parsed.value;
  const { infoHash } = info;
  const root = resolve(options.dir);
  const storage = createPieceStorage(context, info, root, {
    fileChanged: (_file, _first, _last, why) => output.fault(why, infoHash),
  });
  let shownAt = 0;
  const checked = await storage.check(
    undefined,
    (done, total) => {
      if (performance.now() - shownAt < SHOW_MS && done < total) return;
      shownAt = performance.now();
      const bytesDone = Math.min(info.length, done * info.pieceLength);
      output.emit({ event: 'checking', infoHash, done: bytesDone, total: info.length });
    },
    () => stop.asked,
  );
  await storage.close();
  if (!checked.ok) {
    output.fault(checked, infoHash);
    return exitCodeOf(checked);
  }
  if (stop.asked) return EXIT.stopped;
  const good = new Bitfield(info.pieceCount, checked.value);
  if (!good.hasAll) {
    let bad = 0;
    for (let piece = good.nextClear(0); piece !== -1; piece = good.nextClear(piece + 1))
      bad += pieceSize(info, piece);
    const missing = info.pieceCount - good.count;
    output.fault(
      fault(
        'torrent-incomplete',
        info.name,
        `“${info.name}” is not complete in ${root}: ${missing} of ${info.pieceCount} pieces (${bad} bytes) are missing or wrong.`,
      ),
      infoHash,
    );
    return EXIT.stopped;
  }
  output.emit({
    event: 'complete',
    infoHash,
    seconds: Math.round(performance.now() - startedAt) / 1000,
  });
  return EXIT.done;
}
