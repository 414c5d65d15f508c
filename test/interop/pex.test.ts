import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, type ExpectStatic, test } from 'vitest';
import { type Client, FOREIGN, type ForeignName } from '../support/clients/index.ts';
import { Lan, type Namespace, namespaceRequirements } from '../support/namespace.ts';
import { sha256, writeRandomFile } from '../support/payload.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { EXIT, isCliBuilt, type SkeinCli, startSkein } from '../support/skein-cli.ts';
import { type MadeTorrent, makeTorrent } from '../support/torrent-file.ts';
import { until } from '../support/wait.ts';

/**
 * Three clients on a local network of their own: A knows B, who has everything; C and A know each other. Who
 * fetches from A alone is done only after minutes: C must hear of B from A.
 */

const MIB = 1024 * 1024;
const SIZE = 24 * MIB;
/** What A takes and gives, bytes per second. */
const SLOW = 40_000;

const lack =
  (isCliBuilt() ? undefined : 'out/cli is not built') ??
  requirements('mktorrent', 'qbittorrent-nox', 'transmission-daemon').missing ??
  namespaceRequirements().missing;
const group = new ProcessGroup();
afterAll(() => group.close());

describe.skipIf(lack)(`Peer exchange alone${lack ? ` (${lack})` : ''}`, () => {
  let root: string;
  let hash: string;
  let lan: Lan;
  let torrent: MadeTorrent;
  let made = 0;

  beforeAll(async () => {
    root = await group.tempDir('pex');
    hash = await writeRandomFile(join(root, 'source', 'p.bin'), SIZE, 'pex');
    torrent = await makeTorrent(group, join(root, 'source', 'p.bin'), join(root, 'p.torrent'));
    lan = await Lan.start(group);
  });

  interface Machine {
    readonly host: string;
    readonly namespace: Namespace;
    readonly dir: string;
  }

  async function machine(): Promise<Machine> {
    const number = ++made;
    const host = `10.81.0.${number}`;
    const dir = join(root, String(number));
    await mkdir(dir);
    return { host, dir, namespace: await lan.plug(`${host}/24`) };
  }

  function foreign(name: ForeignName, where: Machine, limit = 0): Promise<Client> {
    const slow = limit === 0 ? {} : { upLimit: limit, downLimit: limit };
    const { host, namespace, dir } = where;
    return FOREIGN[name].start({ group, host, namespace, dir, pex: true, ...slow });
  }

  function skein(command: string, where: Machine, dir: string, ...args: string[]): SkeinCli {
    return startSkein(
      [
        ...[command, torrent.file, '--dir', dir, '--no-dht', '--no-lsd', ...args],
        ...['--listen', `${where.host}:6881`, '--keep-seeding'],
      ],
      { group, inside: where.namespace },
    );
  }

  const source = (): string => join(root, 'source');
  const peer = ({ host }: { host: string }, port = 6881): string[] => ['--peer', `${host}:${port}`];

  for (const name of ['qbittorrent', 'transmission'] as const) {
    const title = `what we tell ${name} leads it to another ${name}`;
    test(title, { concurrent: true, timeout: 150_000 }, async ({ expect }) => {
      const [a, b, c] = [await machine(), await machine(), await machine()];
      const theirs = await foreign(name, b);
      await theirs.addTorrent(torrent.file, source(), { skipCheck: true });
      await theirs.waitComplete(torrent.infoHash);
      const leecher = await foreign(name, c);
      await leecher.addTorrent(torrent.file, c.dir);
      const limits = ['--down-limit', String(SLOW), '--up-limit', String(SLOW)];
      // Transmission cannot be told of a peer: we dial it.
      const others = [...peer(b, theirs.port), ...(leecher.addPeer ? [] : peer(c, leecher.port))];
      const ours = skein('download', a, a.dir, ...limits, ...others);
      await ours.waitFor('progress', 30_000, ({ peers }) => peers > 0);
      await leecher.addPeer?.(torrent.infoHash, a.host, 6881);
      await leecher.waitComplete(torrent.infoHash, 120_000);
      expect(await sha256(join(c.dir, 'p.bin'))).toBe(hash);
      // Nearly all came from the one that it was never told of but by us.
      expect(ours.progress?.uploaded).toBeLessThan(SIZE / 4);
      await leave(expect, ours);
    });
  }

  for (const name of ['qbittorrent', 'transmission'] as const) {
    const title = `what ${name} tells us leads us to another of us`;
    test(title, { concurrent: true, timeout: 150_000 }, async ({ expect }) => {
      const [a, b, c] = [await machine(), await machine(), await machine()];
      const theirs = await foreign(name, a, SLOW);
      await theirs.addTorrent(torrent.file, a.dir);
      const seed = skein('seed', b, source(), ...peer(a, theirs.port));
      await seed.waitFor('seeding');
      // Where it can be told of a peer both dial: whoever comes first.
      await theirs.addPeer?.(torrent.infoHash, b.host, 6881);
      await until(async () => (await theirs.peers(torrent.infoHash)).length > 0, {
        timeout: 30_000,
        what: `${name} to know the seed`,
      });
      const leecher = skein('download', c, c.dir, ...peer(a, theirs.port));
      await leecher.waitFor('complete', 120_000);
      expect(await sha256(join(c.dir, 'p.bin'))).toBe(hash);
      expect((await theirs.progress(torrent.infoHash)).uploaded).toBeLessThan(SIZE / 2);
      await Promise.all([leave(expect, seed), leave(expect, leecher)]);
    });
  }

  async function leave(expect: ExpectStatic, cli: SkeinCli): Promise<void> {
    const { code } = await cli.kill('SIGTERM');
    expect([EXIT.done, EXIT.incomplete]).toContain(code);
    expect({ stray: cli.strayLines, errors: cli.all('error') }).toEqual({ stray: [], errors: [] });
  }
});
