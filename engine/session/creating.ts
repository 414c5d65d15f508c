import type { CreatedTorrent, CreateTorrent } from '../api/create.ts';
import type { AddedTorrent, AddTorrent } from '../api/engine-api.ts';
import { infoHashOf } from '../core/ids.ts';
import { encodeInfo, encodeMetainfo } from '../core/metainfo/build.ts';
import { done, fault, ok, type Result } from '../core/result.ts';
import { cleanUrl } from '../core/url.ts';
import { hashContent } from '../storage/create.ts';
import type { Session } from './session.ts';

/** Makes a .torrent of what lies on the disk, one at a time. */
export class Creating {
  readonly #session: Session;
  readonly #add: (torrent: AddTorrent) => Promise<Result<AddedTorrent>>;
  #progress: { readonly done: number; readonly total: number } | undefined;
  #stopped = false;

  constructor(session: Session, add: (torrent: AddTorrent) => Promise<Result<AddedTorrent>>) {
    this.#session = session;
    this.#add = add;
  }

  get progress(): { readonly done: number; readonly total: number } | undefined {
    return this.#progress;
  }

  stop(): void {
    this.#stopped = true;
  }

  async run(request: CreateTorrent): Promise<Result<CreatedTorrent>> {
    if (this.#progress !== undefined)
      return fault('create-busy', request.path, 'Another torrent is being made.');
    this.#progress = { done: 0, total: 0 };
    this.#stopped = false;
    try {
      return await this.#run(request);
    } finally {
      this.#progress = undefined;
    }
  }

  async #run(request: CreateTorrent): Promise<Result<CreatedTorrent>> {
    const { disk, hasher, clock, sha1 } = this.#session.ports;
    const refused = await this.#refused(request);
    if (!refused.ok) return refused;
    const parent = disk.above(request.path);
    const name = lastElement(request.path);
    const hashed = await hashContent(
      { disk, hasher },
      parent,
      name,
      request.pieceLength,
      (done, total) => {
        this.#progress = { done, total };
      },
      () => this.#stopped,
      request.leaveOut,
    );
    if (!hashed.ok) return hashed;
    const { content, pieceLength, pieceHashes } = hashed.value;
    const info = encodeInfo({
      name,
      pieceLength,
      pieceHashes,
      content,
      private: request.private,
      source: request.source || undefined,
    });
    const bytes = encodeMetainfo(info, {
      trackers: request.trackers,
      webSeeds: request.webSeeds,
      comment: request.comment || undefined,
      createdBy: `Skein ${this.#session.version}`,
      creationDate: Math.floor(clock.wallTime() / 1000),
    });
    const written = await this.#write(request.saveAs, bytes);
    if (!written.ok) return written;
    const id = infoHashOf(sha1.digest(info));
    if (!request.seed) return ok({ id, file: request.saveAs });
    const added = await this.#add({
      source: { kind: 'metainfo', bytes, fileName: lastElement(request.saveAs) },
      savePath: parent,
      paused: false,
      skipCheck: true,
    });
    return added.ok ? ok({ id, file: request.saveAs }) : added;
  }

  /** Before anything is read: what would fail in the end. */
  async #refused(request: CreateTorrent): Promise<Result<void>> {
    const { disk } = this.#session.ports;
    for (const url of request.trackers.flat()) {
      if (cleanUrl(url, ['http', 'https', 'udp']) === undefined)
        return fault('create-tracker', url, `“${url}” is not the address of a tracker.`);
    }
    for (const url of request.webSeeds) {
      if (cleanUrl(url, ['http', 'https']) === undefined)
        return fault('create-web-seed', url, `“${url}” is not a web address.`);
    }
    const there = await disk.stat(request.saveAs);
    if (there.ok) {
      const message = `${request.saveAs} exists already.`;
      return fault('disk-exists', request.saveAs, message);
    }
    const writable = await disk.probe(disk.above(request.saveAs));
    return writable.ok ? done : writable;
  }

  async #write(path: string, bytes: Uint8Array): Promise<Result<void>> {
    const { disk } = this.#session.ports;
    const folder = disk.above(path);
    const made = await disk.makeFolder(folder, folder);
    if (!made.ok) return made;
    const file = await disk.open(folder, path, 'write');
    if (!file.ok) return file;
    try {
      const written = await file.value.write([bytes], 0);
      return written.ok ? await file.value.sync() : written;
    } finally {
      await file.value.close();
    }
  }
}

const lastElement = (path: string): string => path.split(/[/\\]/).filter(Boolean).at(-1) ?? path;
