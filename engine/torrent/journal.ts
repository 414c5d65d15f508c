import type { JournalCode, JournalEntry } from '../api/details.ts';
import type { TorrentFault } from '../api/torrent.ts';

/** A torrent has a few dozen of these in its life; one in trouble must not have thousands. */
const LINES = 200;

/** What happened to one torrent, the newest lines; the first line costs the array. */
export class Journal {
  #lines: JournalEntry[] | undefined;
  /** Grows with each line. */
  version = 0;

  /** `subject`: whom or what it is about, in a word; `fault` where there is one to tell. */
  write(
    at: number,
    level: JournalEntry['level'],
    code: JournalCode,
    subject = '',
    fault?: TorrentFault,
  ): void {
    this.#lines ??= [];
    // The same again and again is one line, with the time of the last.
    const before = this.#lines.at(-1);
    if (before?.code === code && before.subject === subject) this.#lines.pop();
    this.#lines.push({ at, level, code, subject, fault });
    if (this.#lines.length > LINES) this.#lines.splice(0, LINES / 4);
    this.version++;
  }

  get lines(): readonly JournalEntry[] {
    return this.#lines ?? [];
  }
}
