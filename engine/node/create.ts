import { join } from 'node:path';
import type { Engine } from '../api/engine-api.ts';
import type { Result } from '../core/result.ts';
import { createEngine } from '../index.ts';
import type { Ports } from '../ports/index.ts';
import type { Log } from '../ports/log.ts';
import { parseSetting } from '../settings/parse.ts';
import { type EngineSettings, engineSettings } from '../settings/schema.ts';
import { nodeClock } from './clock/clock.ts';
import { nodeDht } from './dht/dht.ts';
import { createNodeDisk } from './disk/disk.ts';
import { createNodeDns } from './dns/dns.ts';
import { createNodeProfiles } from './foreign/profiles.ts';
import { createNodeHasher } from './hasher/hasher.ts';
import { createNodeHttp } from './http/http.ts';
import { createNodeLog } from './log/log.ts';
import { createNodeNet } from './net/net.ts';
import { createNodePortMap } from './portmap/portmap.ts';
import { nodeRandom } from './random/random.ts';
import { createNodeSha1 } from './sha1/sha1.ts';
import { StoreStart } from './store/store.ts';
import { nodeUdp } from './udp/udp.ts';
import { nodeFolderWatch } from './watch/folder-watch.ts';

export interface NodeEngineOptions {
  /** Where the state lives; created when missing. */
  readonly profileDir: string;
  readonly version: string;
  /** The profile's store, where it was started already. */
  readonly store?: StoreStart | undefined;
  /** Settings for this run only. */
  readonly overrides?: Partial<EngineSettings>;
  /** False: the watch folders of the profile are left alone. */
  readonly watches?: boolean;
  /** The same as typed, "key=value"; what does not fit is told in the log. */
  readonly set?: readonly string[];
  /** See `EngineOptions`. */
  readonly others?: Promise<void>;
}

/** The engine over the real world. Fails when the profile is in use by another process or can't be opened. */
export async function createNodeEngine(options: NodeEngineOptions): Promise<Result<Engine>> {
  const log = createNodeLog({ folder: join(options.profileDir, 'logs'), level: 'info' });
  const start = options.store ?? new StoreStart(options.profileDir);
  const store = await start.open({
    trouble: (code, message) => log.write('error', 'store', `${code}: ${message}`),
  });
  if (!store.ok) {
    await log.close();
    return store;
  }
  const dns = createNodeDns();
  const hasher = createNodeHasher();
  const net = createNodeNet((code, detail) =>
    log.write('warn', 'net', `The listener reports ${code}: ${detail}`),
  );
  const ports: Ports = {
    clock: nodeClock,
    random: nodeRandom,
    dht: nodeDht,
    net,
    udp: nodeUdp,
    portmap: createNodePortMap({
      udp: nodeUdp,
      random: nodeRandom,
      interfaces: () => net.interfaces(),
    }),
    dns,
    http: createNodeHttp(nodeClock, dns),
    disk: createNodeDisk(),
    folderWatch: nodeFolderWatch,
    hasher,
    sha1: createNodeSha1(),
    store: store.value,
    profiles: createNodeProfiles(),
    log,
  };
  const overrides = { ...options.overrides, ...typedSettings(options.set ?? [], log) };
  const { version, others } = options;
  const engine = await createEngine(ports, {
    version,
    overrides,
    ...(others === undefined ? {} : { others }),
    watches: options.watches !== false,
  });
  if (!engine.ok) {
    await store.value.close();
    await hasher.close();
  }
  return engine;
}

function typedSettings(lines: readonly string[], log: Log): Partial<EngineSettings> {
  let settings: Partial<EngineSettings> = {};
  for (const line of lines) {
    const parsed = parseSetting(engineSettings, line);
    if (parsed === undefined)
      log.write('warn', 'settings', `“${line}” is not a setting and its value.`);
    settings = { ...settings, ...parsed };
  }
  return settings;
}
