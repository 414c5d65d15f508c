import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Inside, ProcessGroup } from './process-group.ts';
import { isInstalled, type Requirements } from './requirements.ts';

/**
 * Network namespaces: a machine's whole network for some processes alone, so that what is sent there reaches
 * nobody else, and addresses can be had that are neither loopback nor this machine's. They end with the group.
 */

const RELAY = fileURLToPath(new URL('./namespace-relay.mjs', import.meta.url));

/** What namespaces need: Linux, root, util-linux and iproute2. */
export function namespaceRequirements(): Requirements {
  const lacks = [
    ...(process.platform === 'linux' ? [] : ['Linux']),
    ...(process.getuid?.() === 0 ? [] : ['root']),
    ...['unshare', 'nsenter', 'ip'].filter((program) => !isInstalled(program)),
  ];
  if (lacks.length === 0) return { missing: undefined };
  return { missing: `network namespaces need ${lacks.join(', ')}` };
}

export class Namespace implements Inside {
  readonly #group: ProcessGroup;
  /** Of the process that holds it open. */
  readonly pid: number;
  readonly dir: string;

  constructor(group: ProcessGroup, pid: number, dir: string) {
    this.#group = group;
    this.pid = pid;
    this.dir = dir;
  }

  /** The command line that runs a program in here. */
  enter(command: string, args: readonly string[]): [command: string, args: string[]] {
    return ['nsenter', [`--net=/proc/${this.pid}/ns/net`, '--', command, ...args]];
  }

  async run(command: string, ...args: string[]): Promise<string> {
    return this.#group.run(...this.enter(command, args));
  }

  /** Makes 127.0.0.1:port outside lead to 127.0.0.1:port in here. */
  async expose(port: number): Promise<void> {
    const path = join(this.dir, `${port}.sock`);
    const relay = this.#group.spawn(...this.enter(process.execPath, [RELAY, path, String(port)]), {
      name: `relay of port ${port}`,
    });
    await relay.waitOutput(/ready/);
    const server = createServer((outer) => {
      const inner = connect(path);
      outer.pipe(inner).pipe(outer);
      outer.on('error', () => inner.destroy());
      inner.on('error', () => outer.destroy());
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    this.#group.own(() => void server.close());
  }
}

/** A namespace with nothing but loopback. */
export async function startNamespace(group: ProcessGroup): Promise<Namespace> {
  const holder = group.spawn('unshare', ['--net', 'sh', '-c', 'echo held; exec sleep infinity'], {
    name: 'namespace',
  });
  await holder.waitOutput(/held/);
  const namespace = new Namespace(group, holder.pid, await group.tempDir('ns'));
  await namespace.run('ip', 'link', 'set', 'lo', 'up');
  return namespace;
}

/** A local network: machines on one switch, and no way out. */
export class Lan {
  readonly #group: ProcessGroup;
  readonly #hub: Namespace;
  #plugs = 0;

  private constructor(group: ProcessGroup, hub: Namespace) {
    this.#group = group;
    this.#hub = hub;
  }

  static async start(group: ProcessGroup): Promise<Lan> {
    const hub = await startNamespace(group);
    // Without snooping multicast goes to every plug, as with a plain switch.
    const plain = ['type', 'bridge', 'mcast_snooping', '0'];
    await hub.run('ip', 'link', 'add', 'switch', ...plain);
    await hub.run('ip', 'link', 'set', 'switch', 'up');
    return new Lan(group, hub);
  }

  /** A new machine with these addresses ("10.1.0.2/24") on its one interface. */
  async plug(...addresses: string[]): Promise<Namespace> {
    const machine = await startNamespace(this.#group);
    await this.connect(machine, 'eth0', ...addresses);
    return machine;
  }

  /** One more interface, on this network, for a machine that there is. */
  async connect(machine: Namespace, name: string, ...addresses: string[]): Promise<void> {
    const plug = `plug${++this.#plugs}`;
    const end = ['name', name, 'netns', String(machine.pid)];
    const other = ['name', plug, 'netns', String(this.#hub.pid)];
    await this.#group.run('ip', ['link', 'add', ...end, 'type', 'veth', 'peer', ...other]);
    await this.#hub.run('ip', 'link', 'set', plug, 'master', 'switch', 'up');
    // Without duplicate address detection IPv6 addresses can be used at once.
    await machine.run('sysctl', '-qw', `net.ipv6.conf.${name}.accept_dad=0`);
    await machine.run('ip', 'link', 'set', name, 'up');
    for (const address of addresses)
      await machine.run('ip', 'address', 'add', address, 'dev', name);
  }
}
