import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BLOCK } from '../../engine/core/ids.ts';
import { encodeInfo, encodeMetainfo } from '../../engine/core/metainfo/build.ts';
import { type Client, type Encryption, FOREIGN } from '../support/clients/index.ts';
import { Lan, type Namespace, namespaceRequirements } from '../support/namespace.ts';
import { Neighbour } from '../support/neighbour.ts';
import { randomBytes } from '../support/payload.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { EXIT, isCliBuilt, QUIET, type SkeinCli, startSkein } from '../support/skein-cli.ts';
import { infoHashOf } from '../support/torrent-file.ts';
import { until } from '../support/wait.ts';

/**
 * Every setting of ours against every setting of theirs, each side dialling: a local network where each client
 * has a machine of its own, a torrent for each pair, and a tracker that names those who came before.
 */

const lack =
  (isCliBuilt() ? undefined : 'out/cli is not built') ??
  requirements('qbittorrent-nox', 'transmission-daemon', 'aria2c').missing ??
  namespaceRequirements().missing;
const group = new ProcessGroup();
afterAll(() => group.close());

const OURS = ['allow', 'prefer', 'require', 'off'] as const;
type Ours = (typeof OURS)[number];

const THEIRS = [
  ['qbittorrent', 'off'],
  ['qbittorrent', 'allow'],
  ['qbittorrent', 'require'],
  // Tolerated, preferred and required: it has no "off".
  ['transmission', 'off'],
  ['transmission', 'allow'],
  ['transmission', 'require'],
  ['aria2', 'allow'],
  ['aria2', 'handshake'],
  ['aria2', 'require'],
] as const satisfies readonly (readonly [keyof typeof FOREIGN, Encryption])[];

type Theirs = (typeof THEIRS)[number];

const demands = ([, setting]: Theirs): boolean => setting === 'require' || setting === 'handshake';

/** What cannot work: one side demands what the other does not have. */
function weReach(ours: Ours, theirs: Theirs): boolean {
  if (ours === 'off') return !demands(theirs);
  // Transmission tolerates what it does not use itself.
  return ours !== 'require' || theirs[0] !== 'qbittorrent' || theirs[1] !== 'off';
}
function theyReach(ours: Ours, theirs: Theirs): boolean {
  if (ours === 'off') return !demands(theirs);
  // Whoever tolerates does not begin with it.
  return ours !== 'require' || theirs[1] !== 'off';
}

describe.skipIf(lack)(`Encrypted connections${lack ? ` (${lack})` : ''}`, () => {
  const payload = randomBytes('encryption', 16 * BLOCK);
  const pieceHashes = Buffer.concat(
    Array.from({ length: 16 }, (_, piece) =>
      createHash('sha1')
        .update(payload.subarray(piece * BLOCK, (piece + 1) * BLOCK))
        .digest(),
    ),
  );
  let root: string;
  let source: string;
  let lan: Lan;
  let tracker: Neighbour;
  const machines = new Map<string, { readonly host: string; readonly namespace: Namespace }>();
  const clients: { readonly theirs: Theirs; readonly client: Client }[] = [];

  const keyOf = (theirs: Theirs): string => theirs.join('-');
  const machine = (name: string) =>
    machines.get(name) as { readonly host: string; readonly namespace: Namespace };

  beforeAll(async () => {
    root = await group.tempDir('encryption');
    source = join(root, 'source');
    await mkdir(source);
    lan = await Lan.start(group);
    const place = await lan.plug('10.85.0.1/24');
    tracker = await Neighbour.start(group, place, '10.85.0.1');
    const names = [...OURS, ...THEIRS.map(keyOf)];
    for (const [index, name] of names.entries()) {
      const host = `10.85.0.${10 + index}`;
      machines.set(name, { host, namespace: await lan.plug(`${host}/24`) });
    }
    const started = THEIRS.map(async (theirs) => {
      const dir = join(root, keyOf(theirs));
      const where = machine(keyOf(theirs));
      const options = { group, dir, encryption: theirs[1], ...where };
      return { theirs, client: await FOREIGN[theirs[0]].start(options) };
    });
    clients.push(...(await Promise.all(started)));
  });

  interface Pair {
    readonly ours: Ours;
    readonly theirs: Theirs;
    readonly name: string;
    readonly file: string;
    readonly infoHash: string;
  }

  /** A torrent for each pair, whose payload is in `source`. */
  async function pairs(direction: string): Promise<Pair[]> {
    const list: Pair[] = [];
    for (const ours of OURS) {
      for (const theirs of THEIRS) {
        const name = `${direction}-${ours}-${keyOf(theirs)}.bin`;
        await writeFile(join(source, name), payload);
        const info = encodeInfo({ name, pieceLength: BLOCK, pieceHashes, content: payload.length });
        const bytes = Buffer.from(encodeMetainfo(info, { trackers: [[tracker.httpUrl]] }));
        const file = join(root, `${name}.torrent`);
        await writeFile(file, bytes);
        list.push({ ours, theirs, name, file, infoHash: infoHashOf(bytes) });
      }
    }
    return list;
  }

  function skein(ours: Ours, command: string, list: readonly Pair[], dir: string): SkeinCli {
    const files = list.filter((pair) => pair.ours === ours).map(({ file }) => file);
    const { host, namespace } = machine(ours);
    return startSkein(
      [
        ...[command, ...files, '--dir', dir, '--encryption', ours, '--keep-seeding'],
        ...[...QUIET, '--listen', `${host}:6881`],
      ],
      { group, inside: namespace },
    );
  }

  const announcedAll = (host: string, count: number): Promise<boolean> =>
    until(() => tracker.announcedFrom(host, 'http') >= count, {
      timeout: 30_000,
      what: () => `${count} announces of ${host}, so far ${tracker.announcedFrom(host, 'http')}`,
    });

  const label = ({ ours, theirs }: Pair): string => `${ours} with ${keyOf(theirs)}`;

  async function leave(cli: SkeinCli): Promise<void> {
    const errors = cli.all('error');
    const { code } = await cli.kill('SIGTERM');
    expect([EXIT.done, EXIT.incomplete]).toContain(code);
    expect({ errors, stray: cli.strayLines }).toEqual({ errors: [], stray: [] });
  }

  test('that we open: every combination that can work does, the others end in peace', async () => {
    const list = await pairs('we');
    await Promise.all(
      clients.map(async ({ theirs, client }) => {
        for (const pair of list.filter((one) => one.theirs === theirs)) {
          await client.addTorrent(pair.file, source, { skipCheck: true });
          await client.waitComplete(pair.infoHash, 30_000);
        }
        await announcedAll(client.host, OURS.length);
      }),
    );
    const dir = join(root, 'we');
    await mkdir(dir);
    const downloads = OURS.map((ours) => skein(ours, 'download', list, dir));
    const done = (): string[] =>
      list
        .filter(({ ours, infoHash }) =>
          downloads[OURS.indexOf(ours)]?.all('complete').some((one) => one.infoHash === infoHash),
        )
        .map(label);
    const possible = list.filter(({ ours, theirs }) => weReach(ours, theirs));
    const expected = possible.map(label);
    await until(() => expected.every((one) => done().includes(one)), {
      timeout: 60_000,
      interval: 100,
      what: () => `these: ${expected.filter((one) => !done().includes(one)).join('; ')}`,
    });
    expect(done()).toEqual(expected);
    for (const { name } of possible)
      expect((await readFile(join(dir, name))).equals(payload)).toBe(true);
    await Promise.all(downloads.map(leave));
  });

  test('that they open: every combination that can work does, the others end in peace', async () => {
    const list = await pairs('they');
    tracker.forget();
    const seeds = OURS.map((ours) => skein(ours, 'seed', list, source));
    for (const ours of OURS) await announcedAll(machine(ours).host, THEIRS.length);
    const dir = join(root, 'they');
    await mkdir(dir);
    await Promise.all(
      clients.map(async ({ theirs, client }) => {
        for (const pair of list.filter((one) => one.theirs === theirs))
          await client.addTorrent(pair.file, dir);
      }),
    );
    const complete = new Set<string>();
    const look = async (): Promise<void> => {
      for (const { theirs, client } of clients) {
        for (const pair of list.filter((one) => one.theirs === theirs)) {
          if (complete.has(label(pair))) continue;
          if ((await client.progress(pair.infoHash)).complete) complete.add(label(pair));
        }
      }
    };
    const possible = list.filter(({ ours, theirs }) => theyReach(ours, theirs));
    const expected = possible.map(label);
    await until(
      async () => {
        await look();
        return expected.every((one) => complete.has(one));
      },
      {
        timeout: 90_000,
        interval: 500,
        what: () => `these: ${expected.filter((one) => !complete.has(one)).join('; ')}`,
      },
    );
    expect([...complete].sort()).toEqual([...expected].sort());
    for (const { name } of possible)
      expect((await readFile(join(dir, name))).equals(payload)).toBe(true);
    await Promise.all(seeds.map(leave));
    await Promise.all(clients.map(({ client }) => client.stop()));
  });
});
