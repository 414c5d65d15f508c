import { Bitfield } from '../core/bitfield.ts';
import { PART_SUFFIX } from '../core/metainfo/part-names.ts';
import { done, type Fault, fault, ok, type Result } from '../core/result.ts';
import type { DiskCode } from '../ports/disk.ts';
import type { Torrent } from './torrent.ts';

/**
 * Decides which files of a torrent are called incomplete (`storage/file-names.ts` calls them so): with the setting,
 * those that lack a piece; a file loses the suffix when all of it is on the disk, and gets it back when a check
 * finds a piece of it bad. Before the first is renamed the store knows that it may be: only of such torrents
 * both names are looked for.
 */
export class PartNames {
  readonly #torrent: Torrent;
  /** Files that could not be renamed, and that was told. */
  #told: Set<number> | undefined;

  constructor(torrent: Torrent) {
    this.#torrent = torrent;
  }

  /** Files of it may carry the suffix. */
  get inUse(): boolean {
    return this.#torrent.options.suffix !== undefined;
  }

  /** Before its files are looked at: from here on they may be called otherwise. */
  async begin(): Promise<Result<void>> {
    const { host, transfer } = this.#torrent;
    const wants = host.settings().partSuffix && transfer?.have.hasAll === false;
    return wants ? this.use(true) : done;
  }

  async use(on: boolean): Promise<Result<void>> {
    if (this.inUse === on) return done;
    const torrent = this.#torrent;
    const { suffix: _was, ...others } = torrent.options;
    torrent.options = on
      ? { ...others, suffix: torrent.storage?.names.suffix ?? PART_SUFFIX }
      : others;
    return torrent.host.ports.store.updateTorrent(torrent.id, { options: torrent.options });
  }

  /** Those that carry it now, where nobody has looked since the start, too. */
  async carrying(): Promise<Result<readonly number[], DiskCode>> {
    const { storage, transfer, life } = this.#torrent;
    if (!this.inUse || storage === undefined || transfer === undefined) return ok([]);
    const looked = life.isOpened
      ? done
      : await storage.names.look(transfer.have, life.durable.stamps);
    return looked.ok ? ok(storage.names.carrying) : looked;
  }

  /** Calls the files (all of them where none are given) what they should be called. One step of the torrent's life. */
  async settle(files?: Iterable<number>): Promise<void> {
    const { storage, transfer, host } = this.#torrent;
    if (!this.inUse || storage === undefined || transfer === undefined) return;
    const { names } = storage;
    // Another client's suffix stays until the file is whole: who goes back there finds it.
    const wanted = host.settings().partSuffix || names.suffix !== PART_SUFFIX;
    const { safe } = this.#torrent.life.durable;
    const failed: [number, Fault<DiskCode>][] = [];
    for (const file of files ?? transfer.info.files.keys()) {
      if (!names.may(file)) continue;
      const isWhole = names.isWhole(file, transfer.have);
      // Whole, but not safe yet: it keeps what it has.
      if (isWhole && safe !== undefined && !names.isWhole(file, safe)) continue;
      const carry = !isWhole && wanted;
      if (carry === names.carries(file)) continue;
      const renamed = await names.rename(file, carry);
      if (renamed.ok) this.#told?.delete(file);
      else failed.push([file, renamed]);
    }
    this.#tell(failed);
    if (names.count === 0 && (!wanted || transfer.have.hasAll)) await this.use(false);
  }

  /** These bits are true after a power cut, too: whole files are called so. */
  synced(before: Uint8Array | undefined, now: Uint8Array): void {
    const { storage, transfer, life } = this.#torrent;
    if (!this.inUse || storage === undefined || transfer === undefined) return;
    const { names } = storage;
    if (names.count === 0) return;
    const safe = new Bitfield(transfer.have.size, now);
    const ready = new Set<number>();
    for (const piece of freshBits(before, now)) {
      for (const file of names.filesOf(piece))
        if (names.carries(file) && !ready.has(file) && names.isWhole(file, safe)) ready.add(file);
    }
    if (ready.size > 0) void life.rename(ready);
  }

  /** A name that cannot be had is no reason to stop: it is tried again when the next files are renamed. */
  #tell(failed: readonly [number, Fault<DiskCode>][]): void {
    const { host, id, info } = this.#torrent;
    const fresh = failed.filter(([file]) => this.#told?.has(file) !== true);
    for (const [file, why] of fresh) {
      this.#told ??= new Set();
      this.#told.add(file);
      host.ports.log.write('warn', id, why.message, why);
    }
    const [first] = fresh;
    if (first === undefined) return;
    const [file, why] = first;
    const name = info?.files[file]?.path.join('/') ?? '';
    const more = fresh.length > 1 ? ` and ${fresh.length - 1} more` : '';
    const message = `“${name}”${more} cannot be renamed on the disk: ${why.message}`;
    host.news({ kind: 'fault', id, fault: fault('part-name', name, message, { why: why.code }) });
  }
}

function* freshBits(before: Uint8Array | undefined, now: Uint8Array): Generator<number> {
  for (let at = 0; at < now.length; at++) {
    const fresh = (now[at] as number) & ~(before?.[at] ?? 0);
    for (let bit = 0; fresh !== 0 && bit < 8; bit++)
      if ((fresh & (0x80 >>> bit)) !== 0) yield at * 8 + bit;
  }
}
