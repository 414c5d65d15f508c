export interface FolderHints {
  close(): void;
}

/** Hints that something has come into a folder, or left it. They may be missed: whoever needs to know looks. */
export interface FolderWatch {
  /**
   * Undefined where the system gives none (some network drives, too many watches). `ended` once, when there will
   * be no more, as when the folder went; not after `close`.
   */
  open(folder: string, changed: () => void, ended: () => void): FolderHints | undefined;
}
