/** What a file of a watch folder was when it was last dealt with. */
export interface Seen {
  readonly size: number;
  readonly mtimeMs: number;
  /** Its torrent is in the list, and it still lies there; or it is none, and is left alone until it changes. */
  readonly outcome: 'taken' | 'broken';
}

type Stored = Readonly<Record<string, readonly [number, number, Seen['outcome']]>>;

/** Files that are there and not to be taken again, of one watch folder; kept over restarts. */
export class SeenFiles {
  readonly #files = new Map<string, Seen>();
  isDirty = false;

  constructor(stored: unknown) {
    if (typeof stored !== 'object' || stored === null) return;
    for (const [name, value] of Object.entries(stored)) {
      if (!Array.isArray(value)) continue;
      const [size, mtimeMs, outcome] = value as unknown[];
      if (typeof size !== 'number' || typeof mtimeMs !== 'number') continue;
      if (outcome === 'taken' || outcome === 'broken')
        this.#files.set(name, { size, mtimeMs, outcome });
    }
  }

  get(name: string): Seen | undefined {
    return this.#files.get(name);
  }

  set(name: string, seen: Seen): void {
    this.#files.set(name, seen);
    this.isDirty = true;
  }

  /** It went, or is another one now. */
  forget(name: string): void {
    if (this.#files.delete(name)) this.isDirty = true;
  }

  /** The folder was seen as a whole: what is not in it any more is forgotten. */
  keepOnly(names: { has(name: string): boolean }): void {
    for (const name of [...this.#files.keys()]) if (!names.has(name)) this.forget(name);
  }

  get broken(): number {
    let count = 0;
    for (const { outcome } of this.#files.values()) if (outcome === 'broken') count++;
    return count;
  }

  toStored(): Stored {
    return Object.fromEntries(
      [...this.#files].map(([name, { size, mtimeMs, outcome }]) => [
        name,
        [size, mtimeMs, outcome] as const,
      ]),
    );
  }
}
