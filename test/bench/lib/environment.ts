import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startFixedTracker } from '../../support/fixed-tracker.ts';
import { writeRandomFile, writeRandomTree } from '../../support/payload.ts';
import type { ProcessGroup } from '../../support/process-group.ts';
import { makeTorrent } from '../../support/torrent-file.ts';
import type { Environment, Payload, PayloadKind } from './case.ts';

const MIB = 1024 * 1024;

interface Specification {
  readonly name: string;
  readonly bytes: number;
  readonly files: number;
  readonly pieceLength: number;
}

/** Payloads are the same every time, so they are kept between runs of the benchmark. */
async function kept(
  cache: string,
  name: string,
  write: (path: string) => Promise<void>,
): Promise<string> {
  const path = join(cache, name);
  if (existsSync(`${path}.whole`)) return path;
  await rm(path, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  await write(`${path}.part`);
  await rename(`${path}.part`, path);
  await writeFile(`${path}.whole`, '');
  return path;
}

const SPECIFICATIONS: Record<PayloadKind, (size: number) => Specification> = {
  large: (size) => ({ name: `large-${size / MIB}.bin`, bytes: size, files: 1, pieceLength: MIB }),
  files: (bytes) => ({ name: `files-${bytes / MIB}`, bytes, files: 2000, pieceLength: MIB / 4 }),
  swarm: () => ({ name: 'swarm-512.bin', bytes: 512 * MIB, files: 1, pieceLength: MIB / 4 }),
  small: () => ({ name: 'small-16.bin', bytes: 16 * MIB, files: 1, pieceLength: MIB / 4 }),
};

export async function makeEnvironment(
  root: string,
  group: ProcessGroup,
  size: number,
): Promise<Environment> {
  const cache = join(root, '.cache', 'payloads');
  const tracker = await startFixedTracker(group);
  const dir = await group.tempDir('bench');
  const made = new Map<string, Promise<Payload>>();

  async function make(kind: PayloadKind): Promise<Payload> {
    const { name, bytes, files, pieceLength } = SPECIFICATIONS[kind](size);
    const folder = join(cache, kind);
    let total = bytes;
    const path = await kept(folder, name, async (to) => {
      if (files === 1) await writeRandomFile(to, bytes, name);
      else await writeRandomTree(to, { files, bytes, seed: name });
    });
    if (files > 1) total = await treeBytes(path, group);
    const torrent = await makeTorrent(group, path, join(dir, `${name}.torrent`), {
      announce: [tracker.url],
      pieceLength,
    });
    return { name, folder, path, bytes: total, torrent, pieceLength };
  }

  return {
    root,
    group,
    size,
    tracker,
    payload(kind) {
      const known = made.get(kind);
      if (known) return known;
      const making = make(kind);
      made.set(kind, making);
      return making;
    },
  };
}

async function treeBytes(path: string, group: ProcessGroup): Promise<number> {
  const text = await group.run('find', [path, '-type', 'f', '-printf', '%s\n']);
  return text
    .trim()
    .split('\n')
    .reduce((sum, line) => sum + Number(line), 0);
}

const CHUNK = Buffer.alloc(4 * MIB, 0x5a);

/**
 * Writes a file of that size and deletes it. On machines that give free memory back to their host, the first
 * write to a page costs a fault, so whoever runs first would pay for all.
 */
export async function touchMemory(dir: string, bytes: number): Promise<void> {
  const path = join(dir, 'touch');
  const file = await open(path, 'w');
  try {
    for (let left = bytes; left > 0; left -= CHUNK.length) {
      await file.write(CHUNK, 0, Math.min(left, CHUNK.length));
    }
  } finally {
    await file.close();
    await rm(path);
  }
}

/** Reads the payload once, so that it is in the page cache. */
export async function warm(payload: Payload, group: ProcessGroup): Promise<void> {
  const single = (await stat(payload.path)).isFile();
  if (single) await group.run('cp', [payload.path, '/dev/null'], { timeout: 300_000 });
  else await group.run('sh', ['-c', 'find "$0" -type f -exec cat {} + > /dev/null', payload.path]);
}
