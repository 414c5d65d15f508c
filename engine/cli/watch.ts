import { resolve } from 'node:path';
import type { EngineApi } from '../api/engine-api.ts';
import type { TakenFiles } from '../api/watch.ts';
import type { InfoHash } from '../core/ids.ts';
import type { Result } from '../core/result.ts';
import type { CliOptions } from './options.ts';
import type { Output } from './output.ts';

/** `watch`: for this run alone, whatever the state watches otherwise. */
export function watchFolders(engine: EngineApi, options: CliOptions): Promise<Result<void>> {
  const { inputs, dir, category = '', tags, subfolders } = options;
  const folders = inputs.map((path) => ({
    path: resolve(path),
    savePath: resolve(dir),
    byRules: false,
    category,
    tags,
    paused: false,
    subfolders,
    taken: 'mark' as const,
  }));
  return engine.setWatchFolders(folders, false);
}

/** Says what was taken; returns the torrents that are new. */
export function tellTaken({ folder, added, present }: TakenFiles, output: Output): InfoHash[] {
  for (const { id, name } of added)
    output.emit({ event: 'taken', infoHash: id, name, folder, present: false });
  for (const { id, name } of present)
    output.emit({ event: 'taken', infoHash: id, name, folder, present: true });
  return added.map(({ id }) => id);
}
