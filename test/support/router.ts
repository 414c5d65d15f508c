import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Lan, type Namespace, startNamespace } from './namespace.ts';
import type { ManagedProcess, ProcessGroup } from './process-group.ts';
import { type Requirements, requirements } from './requirements.ts';

/** What a router of namespaces needs beside them. It is no client: nobody must have it to test Skein. */
export function routerRequirements(): Requirements {
  return requirements('miniupnpd', 'nft');
}

/** Address translation as at home: who is inside gets out, and nobody gets in but by a mapping. */
const RULES = `
table inet filter {
  chain forward {
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
    iifname "lan" accept
    jump miniupnpd
  }
  chain miniupnpd { }
  chain prerouting {
    type nat hook prerouting priority -100;
    jump prerouting_miniupnpd
  }
  chain prerouting_miniupnpd { }
  chain postrouting {
    type nat hook postrouting priority 100;
    jump postrouting_miniupnpd
    oifname "wan" masquerade
  }
  chain postrouting_miniupnpd { }
}
`;

/** A home network behind a real miniupnpd, and an internet outside. */
export class Router {
  static readonly inside = '192.168.77.1';
  /** Public addresses, in namespaces where nobody else has them. */
  static readonly outside = '45.66.77.1';
  readonly home: Lan;
  readonly internet: Lan;
  readonly machine: Namespace;
  readonly #group: ProcessGroup;
  #daemon: ManagedProcess | undefined;

  private constructor(group: ProcessGroup, home: Lan, internet: Lan, machine: Namespace) {
    this.#group = group;
    this.home = home;
    this.internet = internet;
    this.machine = machine;
  }

  static async start(group: ProcessGroup): Promise<Router> {
    const [home, internet] = [await Lan.start(group), await Lan.start(group)];
    const machine = await startNamespace(group);
    await home.connect(machine, 'lan', `${Router.inside}/24`);
    await internet.connect(machine, 'wan', `${Router.outside}/24`);
    await machine.run('sysctl', '-qw', 'net.ipv4.ip_forward=1');
    const rules = join(machine.dir, 'rules.nft');
    await writeFile(rules, RULES);
    await machine.run('nft', '-f', rules);
    return new Router(group, home, internet, machine);
  }

  /** Starts the daemon: UPnP, and with `pmp` PCP and NAT-PMP as well. */
  async map(options: { readonly pmp: boolean }): Promise<void> {
    await this.#daemon?.stop();
    const config = join(this.machine.dir, 'miniupnpd.conf');
    await writeFile(
      config,
      [
        'ext_ifname=wan',
        'listening_ip=lan',
        `enable_natpmp=${options.pmp ? 'yes' : 'no'}`,
        'enable_upnp=yes',
        'secure_mode=yes',
        'ipv6_disable=yes',
        'uuid=00000000-0000-0000-0000-000000000001',
        'allow 1024-65535 192.168.77.0/24 1024-65535',
        'deny 0-65535 0.0.0.0/0 0-65535',
        '',
      ].join('\n'),
    );
    const pid = join(this.machine.dir, 'pid');
    this.#daemon = this.#group.spawn('miniupnpd', ['-d', '-f', config, '-P', pid], {
      name: 'miniupnpd',
      inside: this.machine,
    });
    await this.#daemon.waitOutput(/HTTP listening/);
  }

  /** A machine at home, with the router as its way out. */
  async plugHome(address: string): Promise<Namespace> {
    const machine = await this.home.plug(`${address}/24`);
    await machine.run('ip', 'route', 'add', 'default', 'via', Router.inside);
    return machine;
  }

  #rules(): Promise<string> {
    return this.machine.run('nft', 'list', 'chain', 'inet', 'filter', 'prerouting_miniupnpd');
  }

  /** Where port forwardings lead: addresses at home, each once. */
  async targets(): Promise<string[]> {
    const rules = await this.#rules();
    return [...new Set([...rules.matchAll(/dnat ip to ([\d.]+):/g)].map(([, to]) => to as string))];
  }

  /** The port forwardings that the kernel has: "tcp 50000". */
  async forwarded(): Promise<string[]> {
    const rules = await this.#rules();
    // nft shows the protocol as a number where the rule was not written by itself.
    const kinds: Record<string, string> = { '0x6': 'tcp', '0x11': 'udp' };
    return [...rules.matchAll(/\b(tcp|udp|0x6|0x11)\b.*\bdport (\d+)/g)].map(
      ([, kind, port]) => `${kinds[kind as string] ?? kind} ${port}`,
    );
  }

  get log(): string {
    return this.#daemon?.tail() ?? '';
  }
}
