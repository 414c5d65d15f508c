import { resolve } from 'node:path';
import type { EngineApi } from '../api/engine-api.ts';
import type { InfoHash } from '../core/ids.ts';
import { fault, ok, type Result } from '../core/result.ts';
import type { CliOptions } from './options.ts';
import type { Output } from './output.ts';

/**
 * `import`: all that can be taken over from the folder of another client, or, with --preview, what would become of
 * each. Tells of every torrent; returns those that are in the list now.
 */
export async function importFolder(
  engine: EngineApi,
  { inputs, preview }: CliOptions,
  output: Output,
): Promise<Result<readonly InfoHash[]>> {
  const folder = resolve(inputs[0] ?? '.');
  const read = preview
    ? await engine.importPreview(folder)
    : await engine.importTorrents(folder, undefined, false);
  if (!read.ok) return read;
  const { torrents, faults } = read.value;
  for (const one of faults) output.fault(one);
  if (torrents.length === 0) return fault('import-empty', folder, `${folder} has no torrents.`);
  for (const { id, name, savePath, outcome, done, paused, fault: why } of torrents) {
    output.emit({
      event: preview ? 'importable' : 'imported',
      infoHash: id,
      name,
      folder: savePath,
      outcome,
      done,
      paused,
      ...(why === undefined ? {} : { reason: why.message }),
    });
  }
  const listed = torrents.filter(({ outcome }) => outcome !== 'refused');
  return ok(preview ? [] : listed.map(({ id }) => id));
}
