import { join } from 'node:path';
import { type LoopbackNode, openNodes, seedByDht } from '../support/dht-nodes.ts';
import { sha256 } from '../support/payload.ts';
import { requirements } from '../support/requirements.ts';
import { expect, test } from './support/skein.ts';
import { complete } from './support/swarm.ts';

const { missing } = requirements('qbittorrent-nox', 'mktorrent');

test.skip(missing !== undefined, missing);

test('a magnet link without a tracker finds qBittorrent through the DHT', async ({
  launch,
  group,
  dir,
}) => {
  test.setTimeout(240_000);
  const nodes: LoopbackNode[] = [];
  try {
    const router = await openNodes(20, nodes);
    const { magnet, name, sha256: expected } = await seedByDht(group, dir, nodes);
    const saved = join(dir, 'saved');
    const skein = await launch({
      args: [
        ...['--set', 'dht=true', '--set', `dhtRouters=${router}`, '--set', 'pex=false'],
        ...['--save-to', saved, magnet],
      ],
    });
    await complete(skein, name, 150_000);
    expect(await sha256(join(saved, name))).toBe(expected);
    expect(skein.pageErrors).toEqual([]);
  } finally {
    for (const node of nodes) node.close();
  }
});
