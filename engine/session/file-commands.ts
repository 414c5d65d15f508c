import type { RemovedFiles } from '../api/engine-api.ts';
import type {
  FileRename,
  FilesApi,
  Located,
  OnMoveConflict,
  RemovedTorrent,
} from '../api/files-api.ts';
import type { ImportApi, ImportPreview, ImportSource } from '../api/import.ts';
import type { WatchApi, WatchedFolder, WatchFolder } from '../api/watch.ts';
import type { InfoHash } from '../core/ids.ts';
import { namesOf, safePath, withNames } from '../core/metainfo/names.ts';
import type { Info } from '../core/metainfo/types.ts';
import { done, fault, ok, type Result } from '../core/result.ts';
import type { Torrent } from '../torrent/torrent.ts';
import { eachId, eachTorrent } from './each.ts';
import { OrganiseCommands, unknown } from './organise-commands.ts';

/** The part of the engine's face about where files lie, and of torrents that were removed. */
export class FileCommands extends OrganiseCommands implements FilesApi, ImportApi, WatchApi {
  async remove(
    ids: readonly InfoHash[],
    files = false,
    running: readonly InfoHash[] = [],
  ): Promise<Result<readonly RemovedFiles[]>> {
    const { torrents, removed, publisher } = this.session;
    const missing = ids.find((id) => !torrents.has(id));
    const here = [...new Set(ids)].flatMap((id) => torrents.get(id) ?? []);
    const gone = await removed.remove(here, files, new Set(running));
    publisher.soon();
    return gone.ok && missing !== undefined ? unknown(missing) : gone;
  }

  removed(): Promise<Result<readonly RemovedTorrent[]>> {
    return this.session.removed.list();
  }

  unfinishedRemovals(): Promise<Result<readonly RemovedFiles[]>> {
    return this.session.removed.unfinished();
  }

  async undoRemoval(ids: readonly InfoHash[]): Promise<Result<void>> {
    const undone = await this.session.removed.undo(ids);
    this.session.publisher.soon();
    return undone;
  }

  forgetRemoved(ids: readonly InfoHash[]): Promise<Result<void>> {
    return eachId(this.session, ids, (id) => this.session.removed.forget(id));
  }

  move(
    ids: readonly InfoHash[],
    folder: string,
    onConflict: OnMoveConflict,
  ): Promise<Result<void>> {
    return eachTorrent(this.session, ids, (torrent) =>
      this.session.moving.move(torrent, folder, onConflict),
    );
  }

  stopMove(ids: readonly InfoHash[]): Promise<Result<void>> {
    return eachTorrent(this.session, ids, async (torrent) => {
      this.session.moving.stop(torrent.id);
      return done;
    });
  }

  renameFiles(id: InfoHash, changes: readonly FileRename[]): Promise<Result<void>> {
    return eachTorrent(this.session, [id], (torrent) => this.#renameFiles(torrent, changes));
  }

  renameFolder(id: InfoHash, from: string, to: string): Promise<Result<void>> {
    return eachTorrent(this.session, [id], (torrent) => this.#renameFolder(torrent, from, to));
  }

  importSources(): Promise<Result<readonly ImportSource[]>> {
    return this.session.importing.sources();
  }

  importPreview(folder: string): Promise<Result<ImportPreview>> {
    return this.session.importing.run(folder, undefined);
  }

  importTorrents(
    folder: string,
    ids: readonly InfoHash[] | undefined,
    paused: boolean,
  ): Promise<Result<ImportPreview>> {
    return this.session.importing.run(folder, { ids, paused });
  }

  exportTorrents(folder: string): Promise<Result<void>> {
    return this.session.importing.save(folder);
  }

  async locate(id: InfoHash, folder: string): Promise<Result<Located>> {
    const torrent = this.session.torrents.get(id);
    return torrent === undefined ? unknown(id) : this.session.locating.look(torrent, folder);
  }

  takeLocated(id: InfoHash, folder: string): Promise<Result<void>> {
    return eachTorrent(this.session, [id], (torrent) => this.session.locating.use(torrent, folder));
  }

  async watchFolders(): Promise<Result<readonly WatchedFolder[]>> {
    return ok(this.session.watching.snapshots);
  }

  setWatchFolders(folders: readonly WatchFolder[], keep = true): Promise<Result<void>> {
    return this.session.watching.set(folders, keep);
  }

  setSaveFolders(folders: readonly string[]): Promise<Result<void>> {
    return this.session.watching.setSaves(folders);
  }

  async #renameFiles(torrent: Torrent, changes: readonly FileRename[]): Promise<Result<void>> {
    const info = torrent.metainfo?.info;
    if (info === undefined) return noFiles(torrent);
    const files = withNames(info, torrent.options.names).files.slice();
    for (const { file, path } of changes) {
      const before = files[file];
      if (before === undefined || before.pad)
        return fault('file-unknown', torrent.name, `“${torrent.name}” has no file ${file}.`);
      const safe = safePath(path, this.session.ports.disk.pathStyle);
      if (!safe.ok) return safe;
      files[file] = { ...before, path: safe.value };
    }
    return this.#rename(torrent, info, { ...info, files });
  }

  async #renameFolder(torrent: Torrent, from: string, to: string): Promise<Result<void>> {
    const info = torrent.metainfo?.info;
    if (info === undefined) return noFiles(torrent);
    const { pathStyle } = this.session.ports.disk;
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
    return this.session.moving.rename(torrent, namesOf(info, renamed) ?? {});
  }
}

const noFiles = (torrent: Torrent): Result<never> =>
  fault('torrent-no-metadata', torrent.name, `The files of “${torrent.name}” are not known yet.`);
