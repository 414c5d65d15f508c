import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lan, type Namespace, namespaceRequirements } from '../support/namespace.ts';
import { Neighbour } from '../support/neighbour.ts';
import { sha256, writeRandomFile } from '../support/payload.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { EXIT, isCliBuilt, type SkeinCli, startSkein } from '../support/skein-cli.ts';
import { makeTorrent } from '../support/torrent-file.ts';

const lack =
  (isCliBuilt() ? undefined : 'out/cli is not built') ??
  requirements('mktorrent').missing ??
  namespaceRequirements().missing;
const group = new ProcessGroup();
afterAll(() => group.close());

const SIZE = 4 * 1024 * 1024;
const ALONE = ['--no-dht', '--no-pex'] as const;

describe.skipIf(lack).concurrent(`Address families${lack ? ` (${lack})` : ''}`, () => {
  let root: string;
  let hash: string;
  let made = 0;
  beforeAll(async () => {
    root = await group.tempDir('ipv6');
    hash = await writeRandomFile(join(root, 'source', 'p.bin'), SIZE, 'ipv6');
  });

  async function torrent(...announce: string[]): Promise<string> {
    const out = join(root, `${++made}.torrent`);
    await makeTorrent(group, join(root, 'source', 'p.bin'), out, { announce });
    return out;
  }

  const seed = (inside: Namespace, file: string, ...more: string[]): SkeinCli =>
    startSkein(['seed', file, '--dir', join(root, 'source'), ...ALONE, ...more], { group, inside });

  async function downloads(inside: Namespace, file: string, ...more: string[]): Promise<void> {
    const dir = join(root, String(++made));
    await mkdir(dir);
    const leech = startSkein(['download', file, '--dir', dir, ...ALONE, ...more], {
      group,
      inside,
    });
    const { code } = await leech.ended(60_000);
    expect(code, leech.process.tail()).toBe(EXIT.done);
    expect(await sha256(join(dir, 'p.bin'))).toBe(hash);
  }

  test('machines that have nothing but IPv6: a peer by its address', async () => {
    const lan = await Lan.start(group);
    const [a, b] = [await lan.plug('fd00:82::2/64'), await lan.plug('fd00:82::3/64')];
    const file = await torrent();
    const { port } = await seed(a, file, '--no-lsd').waitFor('listening');
    await downloads(b, file, '--no-lsd', '--peer', `[fd00:82::2]:${port}`);
  });

  test.each(['httpUrl', 'udpUrl'] as const)(
    'machines that have nothing but IPv6: peers by a tracker (%s)',
    async (kind) => {
      const lan = await Lan.start(group);
      const [a, b] = [await lan.plug('fd00:82::2/64'), await lan.plug('fd00:82::3/64')];
      const tracker = await Neighbour.start(group, await lan.plug('fd00:82::9/64'), 'fd00:82::9');
      const file = await torrent(tracker[kind]);
      await seed(a, file, '--no-lsd').waitFor('seeding');
      await downloads(b, file, '--no-lsd');
      expect(tracker.kindsFrom('fd00:82::3')).toEqual([kind === 'httpUrl' ? 'http' : 'udp']);
    },
  );

  test('machines that have nothing but IPv6: peers by local discovery', async () => {
    const lan = await Lan.start(group);
    const [a, b] = [await lan.plug('fd00:82::2/64'), await lan.plug('fd00:82::3/64')];
    const file = await torrent();
    await seed(a, file).waitFor('seeding');
    await downloads(b, file);
  });

  test('machines of both families take connections of both on one port', async () => {
    const lan = await Lan.start(group);
    const a = await lan.plug('10.84.0.2/24', 'fd00:82::2/64');
    const b = await lan.plug('10.84.0.3/24', 'fd00:82::3/64');
    const file = await torrent();
    const { port } = await seed(a, file, '--no-lsd').waitFor('listening');
    await downloads(b, file, '--no-lsd', '--peer', `[fd00:82::2]:${port}`);
    await downloads(b, file, '--no-lsd', '--peer', `10.84.0.2:${port}`);
  });

  test('loopback alone, by ::1', async () => {
    const lan = await Lan.start(group);
    const a = await lan.plug();
    const file = await torrent();
    const { port } = await seed(a, file, '--no-lsd', '--listen', '[::1]:0').waitFor('listening');
    await downloads(a, file, '--no-lsd', '--listen', '[::1]:0', '--peer', `[::1]:${port}`);
  });

  test('machines without IPv6 do all over IPv4', async () => {
    const lan = await Lan.start(group);
    const [a, b] = [await lan.plug('10.84.0.2/24'), await lan.plug('10.84.0.3/24')];
    const c = await lan.plug('10.84.0.9/24');
    for (const machine of [a, b, c]) {
      await machine.run('sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1');
      await machine.run('sysctl', '-qw', 'net.ipv6.conf.default.disable_ipv6=1');
    }
    const tracker = await Neighbour.start(group, c, '10.84.0.9');
    for (const found of [tracker.httpUrl, tracker.udpUrl]) {
      const file = await torrent(found);
      await seed(a, file, '--no-lsd').waitFor('seeding');
      await downloads(b, file, '--no-lsd');
    }
    const local = await torrent();
    await seed(a, local).waitFor('seeding');
    await downloads(b, local);
  });
});
