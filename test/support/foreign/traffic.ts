import { join } from 'node:path';
import type { ProcessGroup } from '../process-group.ts';
import { EXIT, QUIET, startSkein } from '../skein-cli.ts';
import { until } from '../wait.ts';
import type { Item, Shelf } from './shelf.ts';

/** A running client that is about to be left. */
export interface Source {
  readonly host: string;
  readonly port: number;
  /** It has all that it wants of the torrent. */
  isComplete(hash: string): Promise<boolean>;
}

/** Some torrents come to the client over the network, and some go from there: only so it has totals. */
export async function moveTraffic(group: ProcessGroup, shelf: Shelf, source: Source) {
  const peer = ['--peer', `${source.host}:${source.port}`, '--encryption', 'off', ...QUIET];
  const of = (traffic: Item['traffic']): Item[] =>
    shelf.items.filter((item) => item.traffic === traffic);
  const incoming = of('in');
  const files = incoming.map(({ file }) => file);
  const seed = startSkein(['seed', ...files, '--dir', shelf.source, ...peer], { group });
  for (const { hash, name } of incoming) {
    await until(() => source.isComplete(hash), {
      timeout: 60_000,
      interval: 100,
      what: () => `the client to fetch ${name}: ${seed.process.tail()}`,
    });
  }
  await seed.kill('SIGTERM');
  for (const { file, name } of of('out')) {
    const dir = join(shelf.dir, 'fetched', name);
    const cli = startSkein(['download', file, '--dir', dir, ...peer], { group });
    const { code } = await cli.ended(60_000);
    if (code !== EXIT.done) throw new Error(`Nobody gives ${name}: ${cli.process.tail()}`);
  }
}
