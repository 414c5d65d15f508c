import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeMetainfo } from '../../engine/core/metainfo/build.ts';
import type { EngineSettings } from '../../engine/settings/schema.ts';
import { bytes, EngineProcess } from '../support/engine-process.ts';
import { smallInfo } from '../support/metainfo.ts';
import {
  Lan,
  type Namespace,
  namespaceRequirements,
  startNamespace,
} from '../support/namespace.ts';
import { Neighbour } from '../support/neighbour.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { isCliBuilt } from '../support/skein-cli.ts';
import { delay, until } from '../support/wait.ts';

const lack = (isCliBuilt() ? undefined : 'out/cli is not built') ?? namespaceRequirements().missing;
const group = new ProcessGroup();
afterAll(() => group.close());

/** What the neighbour hears of an engine that is fully there. */
const ALL = ['dht', 'http', 'lsd', 'udp'];
/** All is back within this. */
const BACK_MS = 30_000;

describe.skipIf(lack).concurrent(`Network changes${lack ? ` (${lack})` : ''}`, () => {
  /** An engine with torrents at an HTTP tracker and as many at a UDP tracker, on `machine`. */
  async function start(
    machine: Namespace,
    neighbour: Neighbour,
    settings: Partial<EngineSettings> = {},
    torrents = 1,
  ): Promise<EngineProcess> {
    const dir = await group.tempDir('network');
    const engine = await EngineProcess.start({
      group,
      profileDir: join(dir, 'profile'),
      settings: {
        dhtRouters: neighbour.node,
        portMapping: false,
        maxActiveDownloads: 0,
        ...settings,
      },
      inside: machine,
    });
    const urls = [neighbour.httpUrl, neighbour.udpUrl];
    for (let number = 0; number < torrents * 2; number++) {
      const url = urls[number % 2] as string;
      const name = `t${number}`;
      const torrent = encodeMetainfo(smallInfo({ name }), { trackers: [[url]] });
      await engine.call('add', {
        source: { kind: 'metainfo', bytes: bytes(torrent), fileName: name },
        savePath: join(dir, 'data'),
        paused: false,
      });
    }
    return engine;
  }

  const heardFrom = (
    neighbour: Neighbour,
    host: string,
    kinds: readonly string[] = ALL,
  ): Promise<boolean> =>
    until(() => kinds.every((kind) => neighbour.kindsFrom(host).includes(kind)), {
      timeout: BACK_MS,
      what: () =>
        `${kinds} from ${host}; heard ${neighbour.kindsFrom(host)}: ${JSON.stringify(neighbour.heard.slice(-20))}`,
    });

  /** From the neighbour's machine; resolves when a connection is taken. */
  const answers = async (from: Namespace, host: string, port: number): Promise<boolean> => {
    const script = `require('node:net').connect(${port}, '${host}').on('connect', () => process.exit()).on('error', () => process.exit(1))`;
    const words = from.enter(process.execPath, ['-e', script]);
    const knock = group.spawn(...words, { name: 'knock' });
    const { code } = await knock.ended;
    return code === 0;
  };

  test('an interface goes down and comes up with another address: all is back within 30 s', async () => {
    const lan = await Lan.start(group);
    const machine = await lan.plug('10.82.0.2/24');
    const other = await lan.plug('10.82.0.9/24');
    const neighbour = await Neighbour.start(group, other, '10.82.0.9');
    const engine = await start(machine, neighbour);
    await heardFrom(neighbour, '10.82.0.2');
    const { listenPort } = await engine.call('status');
    expect(await answers(other, '10.82.0.2', listenPort)).toBe(true);

    await machine.run('ip', 'address', 'del', '10.82.0.2/24', 'dev', 'eth0');
    await machine.run('ip', 'link', 'set', 'eth0', 'down');
    await delay(12_000);
    neighbour.forget();
    await machine.run('ip', 'link', 'set', 'eth0', 'up');
    await machine.run('ip', 'address', 'add', '10.82.0.77/24', 'dev', 'eth0');
    await heardFrom(neighbour, '10.82.0.77');
    expect((await engine.call('status')).listenPort).toBe(listenPort);
    expect(await answers(other, '10.82.0.77', listenPort)).toBe(true);
    await engine.stop();
  }, 240_000);

  test('the way out comes later than the address: all is back within 30 s of it', async () => {
    const [near, far] = [await Lan.start(group), await Lan.start(group)];
    const router = await startNamespace(group);
    await near.connect(router, 'near', '10.82.0.1/24');
    await far.connect(router, 'far', '10.83.0.1/24');
    await router.run('sysctl', '-qw', 'net.ipv4.ip_forward=1');
    const machine = await near.plug('10.82.0.2/24');
    const other = await far.plug('10.83.0.9/24');
    const route = ['ip', 'route', 'add', 'default', 'via'] as const;
    await other.run(...route, '10.83.0.1');
    await machine.run(...route, '10.82.0.1');
    const neighbour = await Neighbour.start(group, other, '10.83.0.9');
    const engine = await start(machine, neighbour, {}, 10);
    // Local discovery does not go through a router.
    const kinds = ['dht', 'http', 'udp'];
    await heardFrom(neighbour, '10.82.0.2', kinds);

    await machine.run('ip', 'link', 'set', 'eth0', 'down');
    await machine.run('ip', 'address', 'del', '10.82.0.2/24', 'dev', 'eth0');
    await delay(6_000);
    await machine.run('ip', 'link', 'set', 'eth0', 'up');
    await machine.run('ip', 'address', 'add', '10.82.0.78/24', 'dev', 'eth0');
    await delay(15_000);
    neighbour.forget();
    await machine.run(...route, '10.82.0.1');
    await Promise.all([
      heardFrom(neighbour, '10.82.0.78', kinds),
      ...(['http', 'udp'] as const).map((kind) =>
        until(() => neighbour.announcedFrom('10.82.0.78', kind) === 10, {
          timeout: BACK_MS,
          what: () => `all 10; ${kind}: ${neighbour.announcedFrom('10.82.0.78', kind)}`,
        }),
      ),
    ]);
    await engine.stop();
  }, 240_000);

  test('the one address that it listens on is gone for a while, as with a VPN', async () => {
    const lan = await Lan.start(group);
    const machine = await lan.plug('10.82.0.2/24', '10.82.0.3/24');
    const other = await lan.plug('10.82.0.9/24');
    const neighbour = await Neighbour.start(group, other, '10.82.0.9');
    const engine = await start(machine, neighbour, { listenHost: '10.82.0.3' });
    await heardFrom(neighbour, '10.82.0.3', ['dht', 'udp']);
    const { listenPort } = await engine.call('status');

    await machine.run('ip', 'address', 'del', '10.82.0.3/24', 'dev', 'eth0');
    await until(async () => (await engine.call('status')).listenFault !== undefined, {
      timeout: BACK_MS,
      what: 'the loss to be noticed',
    });
    expect(await engine.call('status')).toMatchObject({
      listenPort: 0,
      listenFault: { code: 'net-unreachable' },
    });
    await delay(10_000);
    neighbour.forget();
    await machine.run('ip', 'address', 'add', '10.82.0.3/24', 'dev', 'eth0');
    await until(async () => (await engine.call('status')).listenPort === listenPort, {
      timeout: BACK_MS,
      what: 'the port to be back',
    });
    await heardFrom(neighbour, '10.82.0.3', ['dht', 'udp']);
    expect(await answers(other, '10.82.0.3', listenPort)).toBe(true);
    expect((await engine.call('status')).listenFault).toBeUndefined();
    await engine.stop();
  }, 240_000);

  test('the machine sleeps: everybody is told again after it wakes', async () => {
    const lan = await Lan.start(group);
    const machine = await lan.plug('10.82.0.2/24');
    const other = await lan.plug('10.82.0.9/24');
    const neighbour = await Neighbour.start(group, other, '10.82.0.9');
    const engine = await start(machine, neighbour);
    await heardFrom(neighbour, '10.82.0.2');

    engine.process.signal('SIGSTOP');
    await delay(25_000);
    neighbour.forget();
    engine.process.signal('SIGCONT');
    await heardFrom(neighbour, '10.82.0.2');
    await engine.stop();
  }, 240_000);
});
