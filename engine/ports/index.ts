import type { Clock } from './clock.ts';
import type { Dht } from './dht.ts';
import type { Disk } from './disk.ts';
import type { Dns } from './dns.ts';
import type { FolderWatch } from './folder-watch.ts';
import type { Hasher, Sha1 } from './hasher.ts';
import type { Http } from './http.ts';
import type { Log } from './log.ts';
import type { Net } from './net.ts';
import type { PortMap } from './portmap.ts';
import type { Profiles } from './profiles.ts';
import type { Random } from './random.ts';
import type { Store } from './store.ts';
import type { Udp } from './udp.ts';

/** All that the engine needs of the world. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly net: Net;
  readonly udp: Udp;
  readonly portmap: PortMap;
  readonly dns: Dns;
  readonly http: Http;
  readonly dht: Dht;
  readonly disk: Disk;
  readonly folderWatch: FolderWatch;
  readonly hasher: Hasher;
  readonly sha1: Sha1;
  readonly store: Store;
  readonly profiles: Profiles;
  readonly log: Log;
}
