import { join } from 'node:path';
import { done, ok, type Result } from '../../engine/api/index.ts';
import type { LinkHandling } from '../../preload/contract/index.ts';
import { desktopEntry, ENTRY_NAME, entryValue, execLine, MIME_TYPES } from './desktop-entry.ts';
import { findEntry, ownEntryPath, readText, writeWhole } from './entry-files.ts';
import type { LinkHandler } from './link-handler.ts';
import { dataHome, type Environment, runTool } from './xdg.ts';

export interface LinuxLinksOptions {
  /** The program as it is started now, for instance the AppImage. */
  readonly command: readonly string[];
  readonly env: Environment;
  /** PNG, 256 × 256. */
  readonly icon: () => Uint8Array;
}

const DATABASE_TOOL = 'update-desktop-database';

/**
 * Desktop entries and the xdg-mime tool that every desktop has. A package brings an entry of its own; an
 * AppImage or an unpacked folder writes one into the user's folder when asked to become the default.
 */
export class LinuxLinks implements LinkHandler {
  readonly #options: LinuxLinksOptions;

  constructor(options: LinuxLinksOptions) {
    this.#options = options;
  }

  async state(): Promise<LinkHandling> {
    const { env } = this.#options;
    const [entry, magnet, torrent] = await Promise.all([
      findEntry(env, ENTRY_NAME),
      ...MIME_TYPES.map((type) => runTool('xdg-mime', ['query', 'default', type], env)),
    ] as const);
    if (magnet === undefined || torrent === undefined || !magnet.ok || !torrent.ok)
      return { magnet: 'unknown', torrent: 'unknown', change: 'here' };
    const ours = entry !== undefined && this.#starts(entry.text);
    const who = (answer: string): 'skein' | 'other' =>
      answer === ENTRY_NAME && ours ? 'skein' : 'other';
    return { magnet: who(magnet.value), torrent: who(torrent.value), change: 'here' };
  }

  async claim(): Promise<Result<LinkHandling>> {
    const { env } = this.#options;
    const written = await this.#writeEntry();
    if (!written.ok) return written;
    for (const type of MIME_TYPES) {
      const set = await runTool('xdg-mime', ['default', ENTRY_NAME, type], env);
      if (!set.ok) return set;
    }
    return ok(await this.state());
  }

  async repair(): Promise<Result<void>> {
    const own = await readText(ownEntryPath(this.#options.env, ENTRY_NAME));
    return own === undefined || this.#starts(own) ? done : this.#writeEntry();
  }

  #starts(entry: string): boolean {
    return entryValue(entry, 'Exec') === execLine(this.#options.command, true);
  }

  /** A package's entry stays as it is when it starts this very program. */
  async #writeEntry(): Promise<Result<void>> {
    const { env, command, icon } = this.#options;
    const there = await findEntry(env, ENTRY_NAME);
    if (there !== undefined && this.#starts(there.text)) return done;
    const iconPath = join(dataHome(env), 'icons', 'hicolor', '256x256', 'apps', 'skein.png');
    const drawn = await writeWhole(iconPath, icon());
    if (!drawn.ok) return drawn;
    const entry = desktopEntry({ command, takesLinks: true, icon: iconPath, autostart: false });
    const path = ownEntryPath(env, ENTRY_NAME);
    const written = await writeWhole(path, entry);
    if (!written.ok) return written;
    // Some desktops look the types up in this cache; those without the tool read the entries themselves.
    await runTool(DATABASE_TOOL, [join(dataHome(env), 'applications')], env);
    return done;
  }
}
