import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InfoHash } from '../../engine/api/index.ts';
import { encodeInfo, encodeMetainfo } from '../../engine/core/metainfo/build.ts';
import type { EngineSettings } from '../../engine/settings/schema.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { until } from '../support/wait.ts';
import { must, startEngine } from './rigs/engine.ts';

const SIZE = 50_000;
const PIECE = 16_384;

let group: ProcessGroup;
/** A folder, and links to it and to the one it lies in. */
let folder: string;
let link: string;
let through: string;

beforeEach(async () => {
  group = new ProcessGroup();
  const base = await group.tempDir('linked');
  folder = join(base, 'disk', 'films');
  await mkdir(folder, { recursive: true });
  link = join(base, 'link');
  await symlink(folder, link);
  await symlink(join(base, 'disk'), join(base, 'drive'));
  through = join(base, 'drive', 'films');
});
afterEach(() => group.close());

interface Made {
  readonly content: Buffer;
  readonly source: {
    readonly kind: 'metainfo';
    readonly bytes: Uint8Array;
    readonly fileName: string;
  };
}

/** A torrent of one file of that name; each has content of its own. */
function makeThing(name = 'thing', content: Buffer = randomBytes(SIZE), pieceLength = PIECE): Made {
  const hashes: Buffer[] = [];
  for (let at = 0; at < SIZE; at += pieceLength)
    hashes.push(
      createHash('sha1')
        .update(content.subarray(at, at + pieceLength))
        .digest(),
    );
  const pieceHashes = new Uint8Array(Buffer.concat(hashes));
  const info = encodeInfo({ name, pieceLength, pieceHashes, content: SIZE });
  return { content, source: { kind: 'metainfo', bytes: encodeMetainfo(info, {}), fileName: name } };
}

async function start(settings: Partial<EngineSettings> = {}) {
  const { engine } = await startEngine(group, settings);
  const row = async (id: InfoHash) => (await must(engine.list())).find((one) => one.id === id);
  const add = (made: Made, savePath: string) =>
    engine.add({ source: made.source, savePath, paused: false });
  const isSeeding = (id: InfoHash) =>
    until(async () => (await row(id))?.state === 'seeding', { what: 'it to seed' });
  const isIn = (id: InfoHash, savePath: string) =>
    until(async () => (await row(id))?.savePath === savePath, { what: `it in ${savePath}` });
  /** Its file lies in the folder. */
  const seed = async (made: Made, savePath: string) => {
    await writeFile(join(savePath, made.source.fileName), made.content);
    const { id } = await must(add(made, savePath));
    await isSeeding(id);
    return id;
  };
  return { engine, row, add, seed, isSeeding, isIn };
}

const holds = async (path: string, { content }: Made) => (await readFile(path)).equals(content);

describe('a torrent that is moved to another name of the folder where it lies', () => {
  it.each(['stop', 'merge', 'rename'] as const)('keeps its files, with “%s”', async (mode) => {
    const { engine, seed, isSeeding, isIn } = await start();
    const thing = makeThing();
    const id = await seed(thing, folder);
    for (const to of [link, through, folder]) {
      await must(engine.move([id], to, mode));
      await isIn(id, to);
      await isSeeding(id);
      expect(await readdir(folder)).toEqual(['thing']);
      expect(await holds(join(folder, 'thing'), thing)).toBe(true);
    }
    const elsewhere = await group.tempDir('elsewhere');
    await must(engine.move([id], link, mode));
    await isIn(id, link);
    await must(engine.move([id], elsewhere, mode));
    await isIn(id, elsewhere);
    await isSeeding(id);
    expect(await readdir(folder)).toEqual([]);
    expect(await holds(join(elsewhere, 'thing'), thing)).toBe(true);
  });

  it('where the folder of the incomplete is that where it is saved, there is nothing to move', async () => {
    const { engine, row, add, isSeeding } = await start({ incompleteFolder: link });
    const thing = makeThing();
    const { id } = await must(add(thing, folder));
    expect((await row(id))?.savePath).toBe(folder);
    await writeFile(join(folder, 'thing'), thing.content);
    await must(engine.recheck([id]));
    await isSeeding(id);
    expect(await holds(join(folder, 'thing'), thing)).toBe(true);
  });
});

describe('a file that another torrent has by way of a link', () => {
  const refused = (path: string) => ({
    ok: false,
    code: 'path-claimed-link',
    subject: join(path, 'thing'),
    message: `${join(path, 'thing')} is ${join(folder, 'thing')} by way of a link, and belongs to “thing”, which is in the list. Choose another folder.`,
    facts: { other: 'thing', theirs: join(folder, 'thing') },
  });

  it('is refused when a torrent is added, moved, renamed or found', async () => {
    const { engine, add, seed } = await start();
    const thing = makeThing();
    const first = await seed(thing, folder);
    for (const path of [link, through])
      expect(await add(makeThing(), path)).toMatchObject(refused(path));
    const elsewhere = await group.tempDir('elsewhere');
    const second = await seed(makeThing(), elsewhere);
    for (const mode of ['stop', 'merge'] as const)
      expect(await engine.move([second], link, mode)).toMatchObject(refused(link));
    expect(await engine.takeLocated(second, through)).toMatchObject(refused(through));
    const third = await seed(makeThing('other'), link);
    expect(await engine.renameFiles(third, [{ file: 0, path: 'thing' }])).toMatchObject(
      refused(link),
    );
    expect((await readdir(folder)).sort()).toEqual(['other', 'thing']);
    expect(await holds(join(folder, 'thing'), thing)).toBe(true);
    // Free again, it is anybody's.
    await must(engine.move([first], elsewhere, 'rename'));
    await until(async () => !(await readdir(folder)).includes('thing'), { what: 'it to go' });
    await must(engine.renameFiles(third, [{ file: 0, path: 'thing' }]));
  });

  it('is refused to the second of two that are moved there at once', async () => {
    const { engine, row, seed } = await start();
    const one = makeThing();
    const other = makeThing('thing', one.content, 2 * PIECE);
    const [first, second] = [
      await seed(one, await group.tempDir('one')),
      await seed(other, await group.tempDir('two')),
    ];
    const faults: string[] = [];
    engine.on('news', (news) => {
      if (news.kind === 'fault') faults.push(news.fault.code);
    });
    // The same bytes: nothing but the claim stands in the way.
    await Promise.all([
      must(engine.move([first], folder, 'merge')),
      must(engine.move([second], link, 'merge')),
    ]);
    await until(async () => faults.length > 0, { what: 'one to be refused' });
    expect(faults).toEqual(['path-claimed-link']);
    const at = [(await row(first))?.savePath, (await row(second))?.savePath];
    expect(at.filter((path) => path === folder || path === link)).toHaveLength(1);
  });

  it('is refused when a removal is undone, and is not put away with the other torrent', async () => {
    const { engine, seed } = await start();
    const before = await seed(makeThing(), link);
    await must(engine.remove([before]));
    const thing = makeThing();
    await seed(thing, folder);
    expect(await engine.undoRemoval([before])).toMatchObject(refused(link));
    expect(await holds(join(folder, 'thing'), thing)).toBe(true);
  });

  it('is refused after a restart, when nobody has looked at the folders yet', async () => {
    const profileDir = await group.tempDir('profile');
    const run = () => startEngine(group, {}, profileDir);
    const first = await run();
    const thing = makeThing();
    await must(first.engine.add({ source: thing.source, savePath: folder, paused: true }));
    await first.engine.stop();
    const { engine } = await run();
    const { source } = makeThing();
    expect(await engine.add({ source, savePath: link, paused: true })).toMatchObject(refused(link));
  });
});
