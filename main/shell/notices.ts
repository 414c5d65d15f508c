import type { InfoHash } from '../../engine/api/index.ts';
import type { Texts } from './texts.ts';

export interface SystemNotice {
  readonly title: string;
  readonly body: string;
  /** What a click goes to; undefined: just the window. */
  readonly id: InfoHash | undefined;
}

export interface NoticesOptions {
  texts(): Texts;
  show(notice: SystemNotice): void;
  /** Somebody looks at the window, which says it itself. */
  isWatched(): boolean;
  isWanted(kind: Kind): boolean;
}

type Kind = 'finished' | 'problem';
interface Line {
  readonly id: InfoHash | undefined;
  readonly text: string;
}

/** What happens within this time is one notification, not twenty. */
const TOGETHER_MS = 1500;
const NAMES = 3;

/** Notifications of the system: finished downloads and problems, each kind grouped. */
export class Notices {
  readonly #options: NoticesOptions;
  readonly #waiting = new Map<Kind, { readonly lines: Line[]; readonly timer: NodeJS.Timeout }>();

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  finished(id: InfoHash, name: string): void {
    this.#add('finished', { id, text: name });
  }

  problem(id: InfoHash | undefined, message: string): void {
    this.#add('problem', { id, text: message });
  }

  close(): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  #add(kind: Kind, line: Line): void {
    const { isWanted, isWatched } = this.#options;
    if (!isWanted(kind) || isWatched()) return;
    const waiting = this.#waiting.get(kind);
    if (waiting !== undefined) {
      waiting.lines.push(line);
      return;
    }
    const timer = setTimeout(() => this.#tell(kind), TOGETHER_MS);
    this.#waiting.set(kind, { lines: [line], timer });
  }

  #tell(kind: Kind): void {
    const lines = this.#waiting.get(kind)?.lines ?? [];
    this.#waiting.delete(kind);
    const texts = this.#options.texts();
    const only = lines.length === 1;
    const [one, many] =
      kind === 'finished' ? [texts.finished, texts.finishedMany] : [texts.problem, texts.problems];
    const named = lines.slice(0, NAMES).map((line) => line.text);
    const rest = lines.length - named.length;
    this.#options.show({
      title: only ? one : many(lines.length),
      body: [...named, ...(rest > 0 ? [texts.more(rest)] : [])].join('\n'),
      id: only ? lines[0]?.id : undefined,
    });
  }
}
