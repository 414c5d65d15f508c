import type { FileRename, OnMoveConflict } from '../api/files-api.ts';
import { namesOf, safePath, withNames } from '../core/metainfo/names.ts';
import type { Info } from '../core/metainfo/types.ts';
import { fault, type Result } from '../core/result.ts';
import type { Torrent } from '../torrent/torrent.ts';
import type { Session } from './session.ts';

/** The commands on the files of one torrent: reads what the user typed, hands it on. */
export class FileCommands {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async move(torrent: Torrent, folder: string, onConflict: OnMoveConflict): Promise<Result<void>> {
    return this.#session.moving.move(torrent, folder, onConflict);
  }

  async renameFiles(torrent: Torrent, changes: readonly FileRename[]): Promise<Result<void>> {
    const info = torrent.metainfo?.info;
    if (info === undefined) return noFiles(torrent);
    const files = withNames(info, torrent.options.names).files.slice();
    for (const { file, path } of changes) {
      const before = files[file];
      if (before === undefined || before.pad)
        return fault('file-unknown', torrent.name, `“${torrent.name}” has no file ${file}.`);
      const safe = safePath(path, this.#session.ports.disk.pathStyle);
      if (!safe.ok) return safe;
      files[file] = { ...before, path: safe.value };
    }
    return this.#rename(torrent, info, { ...info, files });
  }

  async renameFolder(torrent: Torrent, from: string, to: string): Promise<Result<void>> {
    const info = torrent.metainfo?.info;
    if (info === undefined) return noFiles(torrent);
    const { pathStyle } = this.#session.ports.disk;
    const [old, now] = [safePath(from, pathStyle), safePath(to, pathStyle)];
    if (!old.ok) return old;
    if (!now.ok) return now;
    const depth = old.value.length;
    let found = false;
    const files = withNames(info, torrent.options.names).files.map((file) => {
      const isIn = file.path.length > depth && old.value.every((part, i) => file.path[i] === part);
      if (file.pad || !isIn) return file;
      found = true;
      return { ...file, path: [...now.value, ...file.path.slice(depth)] };
    });
    if (!found) return fault('folder-unknown', from, `“${torrent.name}” has no folder “${from}”.`);
    return this.#rename(torrent, info, { ...info, files });
  }

  #rename(torrent: Torrent, info: Info, renamed: Info): Promise<Result<void>> {
    return this.#session.moving.rename(torrent, namesOf(info, renamed) ?? {});
  }
}

const noFiles = (torrent: Torrent): Result<never> =>
  fault('torrent-no-metadata', torrent.name, `The files of “${torrent.name}” are not known yet.`);
