import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from '../../support/payload.ts';

const PIECE = 16 * 1024;

export interface SmallTorrents {
  readonly folder: string;
  readonly files: readonly string[];
}

/**
 * `count` torrents of one small file each, with their data, in `dir`. No tracker. What is there already stays as it
 * is: files that were written anew would be checked anew, and that would be measured.
 */
export async function makeSmallTorrents(dir: string, count: number): Promise<SmallTorrents> {
  const folder = join(dir, 'data');
  const torrents = join(dir, 'torrents');
  await mkdir(folder, { recursive: true });
  await mkdir(torrents, { recursive: true });
  const files: string[] = [];
  for (let index = 0; index < count; index++) {
    const name = `small-${String(index).padStart(5, '0')}.bin`;
    const file = join(torrents, `${name}.torrent`);
    files.push(file);
    if (existsSync(file)) continue;
    const data = randomBytes(name, PIECE);
    await writeFile(join(folder, name), data);
    const hash = createHash('sha1').update(data).digest();
    const head = `d4:infod6:lengthi${PIECE}e4:name${name.length}:${name}`;
    const torrent = Buffer.concat([
      Buffer.from(`${head}12:piece lengthi${PIECE}e6:pieces20:`),
      hash,
      Buffer.from('ee'),
    ]);
    await writeFile(file, torrent);
  }
  return { folder, files };
}
