import { closeSync, constants, fstat, open, readFile as read } from 'node:fs';
import { promisify } from 'node:util';
import { parseMetainfo } from '../core/metainfo/parse.ts';
import type { Metainfo } from '../core/metainfo/types.ts';
import { type Fault, fault, ok, type Result } from '../core/result.ts';
import { createNodeDisk } from '../node/disk/disk.ts';
import { createNodeSha1 } from '../node/sha1/sha1.ts';

const MAX_BYTES = 10 * 1024 * 1024;
/** A named pipe without a writer must not hold us: it is opened at once, and refused. */
const FLAGS: number = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

// `fs/promises` takes twice the time per call, and there may be thousands of files.
const openFile = promisify(open);
const statFile = promisify(fstat);
const readFile = promisify(read);

/** The bytes of a .torrent file; a folder, an empty or a huge file are told before anything is read. */
export async function readTorrentFile(path: string): Promise<Result<Uint8Array>> {
  let file: number | undefined;
  try {
    file = await openFile(path, FLAGS);
    const stats = await statFile(file);
    if (stats.isDirectory())
      return fault('file-folder', path, `${path} is a folder, not a .torrent file.`);
    if (!stats.isFile()) return fault('file-not-regular', path, `${path} is not an ordinary file.`);
    if (stats.size === 0) return fault('file-empty', path, `${path} is empty.`);
    if (stats.size > MAX_BYTES) {
      const bytes = stats.size;
      return fault(
        'file-too-large',
        path,
        `${path} has ${bytes} bytes; a .torrent file has at most ${MAX_BYTES}.`,
        { bytes },
      );
    }
    return ok(await readFile(file));
  } catch (error) {
    return unreadable(path, error as NodeJS.ErrnoException);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function unreadable(path: string, error: NodeJS.ErrnoException): Fault {
  if (error.code === 'ENOENT') return fault('file-missing', path, `${path} does not exist.`);
  if (error.code === 'EISDIR')
    return fault('file-folder', path, `${path} is a folder, not a .torrent file.`);
  return fault('file-unreadable', path, `${path} can't be read: ${error.code ?? error.message}.`);
}

/** The torrent in the file, with names as this system's disks hold them. */
export async function readTorrent(path: string): Promise<Result<Metainfo>> {
  const bytes = await readTorrentFile(path);
  if (!bytes.ok) return bytes;
  const sha1 = createNodeSha1();
  const { pathStyle } = createNodeDisk();
  return parseMetainfo(bytes.value, path, (...parts) => sha1.digest(...parts), pathStyle);
}
