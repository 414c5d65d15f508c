import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { fault, ok, type Result } from '../engine/api/index.ts';
import { MAX_TORRENT_FILE } from '../preload/contract/schemas.ts';

export interface TorrentFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

const MiB = 1024 * 1024;

function failed(path: string, error: unknown): Result<never> {
  const name = basename(path);
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return fault('torrent-missing', path, `“${name}” is not there any more.`);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return fault('torrent-denied', path, `“${name}” may not be read by your user.`);
  }
  return fault('torrent-unreadable', path, `“${name}” cannot be read (${code || String(error)}).`);
}

async function readAll(path: string, size: number): Promise<Result<Uint8Array>> {
  const file = await open(path, constants.O_RDONLY);
  try {
    // One byte more than it should have: a file that grows meanwhile is noticed.
    const buffer = new Uint8Array(size + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length !== size) {
      return fault('torrent-unreadable', path, `“${basename(path)}” changed while it was read.`);
    }
    return ok(buffer.subarray(0, size));
  } finally {
    await file.close();
  }
}

/** Reads a .torrent file, at most 10 MiB. Each way it can be wrong has its own code and names the file. */
export async function readTorrentFile(path: string): Promise<Result<TorrentFile>> {
  const fileName = basename(path);
  try {
    // Before opening: a named pipe would block the open.
    const facts = await stat(path);
    if (facts.isDirectory()) {
      return fault('torrent-is-folder', path, `“${fileName}” is a folder, not a .torrent file.`);
    }
    if (!facts.isFile()) {
      return fault('torrent-not-a-file', path, `“${fileName}” is not a regular file.`);
    }
    if (facts.size === 0)
      return fault('torrent-empty', path, `“${fileName}” is empty.`, { size: 0 });
    if (facts.size > MAX_TORRENT_FILE) {
      const size = Math.round(facts.size / MiB);
      return fault(
        'torrent-too-large',
        path,
        `“${fileName}” has ${size} MiB; a .torrent file has at most ${MAX_TORRENT_FILE / MiB} MiB.`,
        { size: facts.size, limit: MAX_TORRENT_FILE },
      );
    }
    const bytes = await readAll(path, facts.size);
    return bytes.ok ? ok({ fileName, bytes: bytes.value }) : bytes;
  } catch (error) {
    return failed(path, error);
  }
}
