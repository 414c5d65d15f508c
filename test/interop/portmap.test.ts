import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeMetainfo } from '../../engine/core/metainfo/build.ts';
import { bytes, EngineProcess } from '../support/engine-process.ts';
import { smallInfo } from '../support/metainfo.ts';
import { type Namespace, namespaceRequirements } from '../support/namespace.ts';
import { Neighbour } from '../support/neighbour.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { Router, routerRequirements } from '../support/router.ts';
import { isCliBuilt } from '../support/skein-cli.ts';
import { until } from '../support/wait.ts';

const lack =
  (isCliBuilt() ? undefined : 'out/cli is not built') ??
  namespaceRequirements().missing ??
  routerRequirements().missing;
const group = new ProcessGroup();
afterAll(() => group.close());

/** Connects, and says whether it could. */
const KNOCK = `
const [host, port] = process.argv.slice(1);
const socket = require('node:net').connect({ host, port: Number(port), timeout: 1500 });
const end = (how) => { console.log(how); process.exit(); };
socket.on('connect', () => end('open')).on('error', () => end('closed')).on('timeout', () => end('closed'));
`;

const knocker =
  (outside: Namespace) =>
  async (port: number): Promise<boolean> => {
    const words = ['-e', KNOCK, Router.outside, String(port)];
    return (await outside.run(process.execPath, ...words)).trim() === 'open';
  };

describe.skipIf(lack)(`A home router, miniupnpd${lack ? ` (${lack})` : ''}`, () => {
  test.each([
    ['pcp', true],
    ['upnp', false],
  ] as const)(
    'by %s: the internet reaches us as long as we run, and no longer',
    async (method, pmp) => {
      const router = await Router.start(group);
      await router.map({ pmp });
      const machine = await router.plugHome('192.168.77.10');
      const outside = await router.internet.plug('45.66.77.2/24');
      const knock = knocker(outside);
      const engine = await EngineProcess.start({
        group,
        profileDir: join(await group.tempDir('portmap'), 'profile'),
        settings: { dht: false, lsd: false },
        inside: machine,
      });
      await until(async () => (await engine.call('status')).portMap.state === 'mapped', {
        timeout: 15_000,
        what: () => `the mapping; the router: ${router.log}`,
      });
      const { listenPort, portMap, portState } = await engine.call('status');
      expect(portMap).toEqual({
        state: 'mapped',
        method,
        gateway: Router.inside,
        externalHost: Router.outside,
        externalPort: listenPort,
      });
      expect((await router.forwarded()).sort()).toEqual([`tcp ${listenPort}`, `udp ${listenPort}`]);
      expect(portState).toBe('unknown');

      expect(await knock(listenPort)).toBe(true);
      await until(async () => (await engine.call('status')).portState === 'open', {
        what: 'the port to be called open',
      });

      await engine.call('setSettings', { portMapping: false });
      await until(async () => (await router.forwarded()).length === 0, {
        what: 'the mapping to be gone',
      });
      expect(await engine.call('status')).toMatchObject({
        portMap: { state: 'off' },
        portState: 'unknown',
      });
      expect(await knock(listenPort)).toBe(false);

      await engine.call('setSettings', { portMapping: true });
      await until(async () => (await router.forwarded()).length === 2, {
        timeout: 15_000,
        what: 'the mapping to be back',
      });
      expect(await engine.stop()).toBeLessThan(2_500);
      expect(await router.forwarded()).toEqual([]);
    },
    180_000,
  );

  test('with another address the port is mapped anew within 30 s, and trackers hear where', async () => {
    const router = await Router.start(group);
    await router.map({ pmp: true });
    const machine = await router.plugHome('192.168.77.10');
    const outside = await router.internet.plug('45.66.77.9/24');
    const knock = knocker(outside);
    const neighbour = await Neighbour.start(group, outside, '45.66.77.9');
    const dir = await group.tempDir('portmap');
    const engine = await EngineProcess.start({
      group,
      profileDir: join(dir, 'profile'),
      settings: { dht: false, lsd: false },
      inside: machine,
    });
    const torrent = encodeMetainfo(smallInfo(), { trackers: [[neighbour.httpUrl]] });
    await engine.call('add', {
      source: { kind: 'metainfo', bytes: bytes(torrent), fileName: 't' },
      savePath: join(dir, 'data'),
      paused: false,
    });
    const mappedAt = async (address: string): Promise<number> => {
      await until(async () => (await router.targets()).includes(address), {
        timeout: 30_000,
        what: () => `a mapping to ${address}; the router: ${router.log}`,
      });
      const externalPort = async (): Promise<number | undefined> =>
        (await engine.call('status')).portMap.externalPort;
      return until(externalPort, { what: 'the engine to know its mapping' });
    };
    const before = await mappedAt('192.168.77.10');
    // UDP may have been mapped first.
    await until(() => knock(before), { what: 'the internet to reach us' });

    await machine.run('ip', 'link', 'set', 'eth0', 'down');
    await machine.run('ip', 'address', 'del', '192.168.77.10/24', 'dev', 'eth0');
    await machine.run('ip', 'address', 'add', '192.168.77.11/24', 'dev', 'eth0');
    await machine.run('ip', 'link', 'set', 'eth0', 'up');
    await machine.run('ip', 'route', 'add', 'default', 'via', Router.inside);
    const after = await mappedAt('192.168.77.11');
    // The neighbours learn of the new address first.
    await until(() => knock(after), { timeout: 20_000, what: 'the internet to reach us again' });
    await until(() => neighbour.heard.some(({ kind, port }) => kind === 'http' && port === after), {
      what: () => `an announce of port ${after}: ${JSON.stringify(neighbour.heard)}`,
    });
    await engine.stop();
  }, 180_000);
});
