import { parseMagnet } from '../core/magnet.ts';
import { EXIT, exitCodeOf } from './exit.ts';
import type { CliOptions } from './options.ts';
import type { Output } from './output.ts';
import { readTorrent } from './read-torrent.ts';

/** Says what is in each torrent or link. */
export async function inspect(options: CliOptions, output: Output): Promise<number> {
  let code: number = EXIT.done;
  for (const input of options.inputs) {
    const result = /^magnet:/i.test(input)
      ? inspectMagnet(input, output)
      : await inspectFile(input, output);
    if (result !== EXIT.done) code = result;
  }
  return code;
}

function inspectMagnet(uri: string, output: Output): number {
  const magnet = parseMagnet(uri);
  if (!magnet.ok) {
    output.fault(magnet);
    return exitCodeOf(magnet);
  }
  const { infoHash, name, trackers, peers, webSeeds } = magnet.value;
  output.emit({ event: 'torrent', infoHash, name: name ?? '', trackers, peers, webSeeds });
  return EXIT.done;
}

async function inspectFile(path: string, output: Output): Promise<number> {
  const parsed = await readTorrent(path);
  if (!parsed.ok) {
    output.fault(parsed);
    return exitCodeOf(parsed);
  }
  const { info, trackers, webSeeds, comment, createdBy, creationDate } = parsed.value;
  output.emit({
    event: 'torrent',
    infoHash: info.infoHash,
    name: info.name,
    size: info.length,
    pieceLength: info.pieceLength,
    pieces: info.pieceCount,
    private: info.private,
    trackers,
    webSeeds,
    comment: comment ?? '',
    createdBy: createdBy ?? '',
    creationDate: creationDate ?? 0,
    files: info.files
      .filter((file) => !file.pad)
      .map((file) => ({ path: file.path.join('/'), length: file.length })),
  });
  return EXIT.done;
}
