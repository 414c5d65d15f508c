import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { StoreStart } from '../node/store/store.ts';
import type { CliOptions } from './options.ts';

/** Where a run keeps its state: the folder that was asked for, or one of its own that goes with it. */
export class Profile {
  readonly folder: string;
  /** Its thread needs as long as our own modules, so both start together. Nothing is made where nothing was. */
  readonly store: StoreStart | undefined;
  readonly #isTemporary: boolean;

  constructor({ state }: Pick<CliOptions, 'state'>) {
    this.#isTemporary = state === undefined;
    this.folder = resolve(state ?? mkdtempSync(join(tmpdir(), 'skein-')));
    if (this.#isTemporary || existsSync(join(this.folder, 'skein.db')))
      this.store = new StoreStart(this.folder);
  }

  /** After the engine, or instead of it. */
  async close(): Promise<void> {
    await this.store?.close();
    if (this.#isTemporary) await rm(this.folder, { recursive: true, force: true });
  }
}
