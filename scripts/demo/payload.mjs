import { randomBytes, randomFillSync } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const MiB = 1024 * 1024;

function* noise(bytes) {
  for (let left = bytes; left > 0; left -= MiB) {
    yield randomFillSync(Buffer.allocUnsafe(Math.min(left, MiB)));
  }
}

async function writeBig(path, bytes) {
  await mkdir(dirname(path), { recursive: true });
  await pipeline(Readable.from(noise(bytes)), createWriteStream(path));
}

async function writeMany(folder, count, bytesEach) {
  for (let index = 1; index <= count; index += 1) {
    const path = join(folder, `Part ${Math.ceil(index / 20)}`, `page ${index}.dat`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, randomBytes(bytesEach));
  }
}

/**
 * Data of the three shapes that torrents have: one big file, many small ones, one small file.
 * @param {string} folder that takes it
 * @returns {Promise<string[]>} what to make torrents of
 */
export async function writePayload(folder) {
  const film = join(folder, 'A quiet film.mkv');
  const album = join(folder, 'Field recordings');
  const note = join(folder, 'Läs mig först.txt');
  await writeBig(film, 320 * MiB);
  await writeMany(album, 120, MiB + 12_345);
  await writeBig(note, 40_000);
  return [film, album, note];
}
