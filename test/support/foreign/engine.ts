import type { Engine } from '../../../engine/api/index.ts';
import { createEngine } from '../../../engine/index.ts';
import { nodeDht } from '../../../engine/node/dht/dht.ts';
import { createNodeDisk } from '../../../engine/node/disk/disk.ts';
import { createNodeProfiles } from '../../../engine/node/foreign/profiles.ts';
import { createNodeHasher } from '../../../engine/node/hasher/hasher.ts';
import { createNodePortMap } from '../../../engine/node/portmap/portmap.ts';
import { createNodeSha1 } from '../../../engine/node/sha1/sha1.ts';
import { openStore } from '../../../engine/node/store/store.ts';
import { nodeFolderWatch } from '../../../engine/node/watch/folder-watch.ts';
import type { Disk, OpenFile } from '../../../engine/ports/disk.ts';
import type { Hasher } from '../../../engine/ports/hasher.ts';
import type { EngineSettings } from '../../../engine/settings/schema.ts';
import { realPorts } from '../../contract/rigs/session-ports.ts';
import type { ProcessGroup } from '../process-group.ts';

export interface CountingEngine {
  readonly engine: Engine;
  /** What was read of files of torrents, to the byte: by us, and by the threads that hash files. */
  readonly read: { bytes: number; hashedPieces: number };
}

/** An engine over the real world that counts what it reads. Nobody from outside reaches it. */
export async function countingEngine(
  group: ProcessGroup,
  settings: Partial<EngineSettings> = {},
): Promise<CountingEngine> {
  const profile = await group.tempDir('profile');
  const store = await openStore(profile, { trouble: () => undefined });
  if (!store.ok) throw new Error(store.message);
  const read = { bytes: 0, hashedPieces: 0 };
  const engine = await createEngine(
    {
      ...realPorts,
      portmap: createNodePortMap({
        udp: realPorts.udp,
        random: realPorts.random,
        interfaces: () => [],
      }),
      dht: nodeDht,
      folderWatch: nodeFolderWatch,
      disk: countingDisk(createNodeDisk(), read),
      hasher: countingHasher(createNodeHasher(), read),
      sha1: createNodeSha1(),
      store: store.value,
      profiles: createNodeProfiles(),
    },
    {
      version: '0.1.0',
      overrides: {
        listenHost: '127.0.0.1',
        dht: false,
        lsd: false,
        pex: false,
        portMapping: false,
        maxActiveDownloads: 0,
        maxActiveSeeds: 0,
        maxActive: 0,
        ...settings,
      },
    },
  );
  if (!engine.ok) throw new Error(engine.message);
  group.own(async () => void (await engine.value.stop()));
  return { engine: engine.value, read };
}

function countingDisk(disk: Disk, read: CountingEngine['read']): Disk {
  const counting = (file: OpenFile): OpenFile =>
    new Proxy(file, {
      get(target, key: keyof OpenFile) {
        if (key !== 'read') return target[key].bind(target);
        return async (into: Uint8Array, offset: number) => {
          const result = await target.read(into, offset);
          if (result.ok) read.bytes += result.value;
          return result;
        };
      },
    });
  return new Proxy(disk, {
    get(target, key: keyof Disk) {
      if (key === 'pathStyle') return target.pathStyle;
      if (key !== 'open') return target[key].bind(target);
      return async (...args: Parameters<Disk['open']>) => {
        const opened = await target.open(...args);
        // What a client keeps beside the files of a torrent is none of them.
        return opened.ok && !args[1].endsWith('.parts')
          ? { ok: true, value: counting(opened.value) }
          : opened;
      };
    },
  });
}

const countingHasher = (hasher: Hasher, read: CountingEngine['read']): Hasher => ({
  lanes: hasher.lanes,
  sha1: (view) => hasher.sha1(view),
  forget: (memory) => hasher.forget(memory),
  close: () => hasher.close(),
  sha1OfFiles: (run) => {
    read.hashedPieces += run.count;
    return hasher.sha1OfFiles(run);
  },
});
