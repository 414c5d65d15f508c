import { basename } from 'node:path';
import {
  type AddedTorrent,
  done,
  type EngineApi,
  fault,
  type InfoHash,
  type Result,
  type RuleOutcome,
  type TorrentPreview,
  type TorrentSource,
} from '../engine/api/index.ts';
import type { CallArgument, Notice, Offer } from '../preload/contract/index.ts';
import { checkSaveFolder } from './folders.ts';
import { readTorrentFile, type TorrentFile } from './read-torrent.ts';

interface Source {
  call<T>(run: (engine: EngineApi) => Promise<Result<T>>): Promise<Result<T>>;
}

export interface IntakeOptions {
  readonly source: Source;
  /** Where to add without asking, or undefined to ask. */
  silentFolder(): string | undefined;
  startPaused(): boolean;
  /** Brings back a torrent whose removal can still be undone; false when there is none. */
  revive(id: InfoHash): Promise<boolean>;
  onOffers(offers: readonly Offer[]): void;
  onNotice(notice: Notice): void;
  onSaved(folder: string): void;
}

type Accepted = CallArgument<'acceptOffers'>[number];

/** Files are read this many at a time. */
const AT_ONCE = 4;

/**
 * The one door for torrents: command line, second start, file dialog, drop and paste all end here. A
 * torrent becomes an offer that the user decides on, or is added at once when the user said so.
 */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #offers = new Map<string, { offer: Offer; readonly source: TorrentSource }>();
  #next = 1;
  /** Calls of `open` that are under way, and whether there is something to tell after them. */
  #opening = 0;
  #untold = false;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  get offers(): readonly Offer[] {
    return [...this.#offers.values()].map((held) => held.offer);
  }

  /** Magnet links and paths. `saveTo` adds without asking. */
  async open(links: readonly string[], saveTo?: string): Promise<void> {
    this.#opening++;
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let link = links[next++]; link !== undefined; link = links[next++]) {
        await this.#openLink(link, saveTo);
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, links.length) }, worker));
    } finally {
      this.#opening--;
      if (this.#untold) this.#tellOffers();
    }
  }

  openBytes(file: TorrentFile): Promise<void> {
    return this.#consider(
      { kind: 'metainfo', bytes: file.bytes, fileName: file.fileName },
      file.fileName,
      undefined,
    );
  }

  /** Fails as a whole, and changes nothing, when one of the folders cannot be written. */
  async accept(accepted: readonly Accepted[]): Promise<Result<void>> {
    for (const folder of new Set(accepted.map((one) => one.savePath))) {
      const usable = await checkSaveFolder(folder);
      if (!usable.ok) return usable;
    }
    let first: Result<void> = done;
    for (const choice of accepted) {
      const held = this.#offers.get(choice.offer);
      if (held === undefined) continue;
      const { offer, ...wishes } = choice;
      const added = await this.#add(held.source, wishes);
      if (added.ok) this.#offers.delete(offer);
      else if (first.ok) first = added;
    }
    this.#tellOffers();
    return first;
  }

  /** The metadata of a link has come: its offer has files now. */
  peeked(preview: TorrentPreview): void {
    for (const held of this.#offers.values()) {
      if (held.offer.preview.id !== preview.id) continue;
      held.offer = { ...held.offer, preview };
      this.#tellOffers();
    }
  }

  dismiss(tokens: readonly string[]): void {
    for (const token of tokens) {
      const held = this.#offers.get(token);
      if (held?.source.kind === 'magnet') {
        const { id } = held.offer.preview;
        void this.#options.source.call((engine) => engine.unpeek(id));
      }
      this.#offers.delete(token);
    }
    this.#tellOffers();
  }

  /** What the rules will make of an offer, and why. */
  async previewRules(token: string): Promise<Result<RuleOutcome>> {
    const held = this.#offers.get(token);
    if (held === undefined)
      return fault('offer-unknown', token, 'This torrent was decided on already.');
    return this.#options.source.call((engine) => engine.previewRules(held.source));
  }

  /** All of them at once: a thousand files must not be told a thousand times. */
  #tellOffers(): void {
    this.#untold = this.#opening > 0;
    if (!this.#untold) this.#options.onOffers(this.offers);
  }

  async #openLink(link: string, saveTo: string | undefined): Promise<void> {
    if (/^magnet:/i.test(link)) {
      await this.#consider({ kind: 'magnet', uri: link }, link, saveTo);
      return;
    }
    const file = await readTorrentFile(link);
    if (!file.ok) {
      this.#options.onNotice({ kind: 'fault', fault: file });
      return;
    }
    const { bytes, fileName } = file.value;
    await this.#consider({ kind: 'metainfo', bytes, fileName }, basename(link), saveTo);
  }

  async #consider(source: TorrentSource, name: string, saveTo: string | undefined): Promise<void> {
    const seen = await this.#options.source.call((engine) => engine.preview(source));
    if (!seen.ok) {
      const subject = seen.subject === '' ? name : seen.subject;
      this.#options.onNotice({ kind: 'fault', fault: { ...seen, subject } });
      return;
    }
    const preview = seen.value;
    if (preview.present) {
      const revived = await this.#options.revive(preview.id);
      const { id, name: title, newTrackers } = preview;
      this.#options.onNotice(
        revived
          ? { kind: 'added', id, name: title }
          : { kind: 'present', id, name: title, newTrackers },
      );
      return;
    }
    if (this.offers.some((offer) => offer.preview.id === preview.id)) {
      this.#tellOffers();
      return;
    }
    const offer: Offer = { offer: `offer-${this.#next++}`, source: name, preview };
    const folder = saveTo ?? this.#options.silentFolder();
    if (folder === undefined) {
      this.#offers.set(offer.offer, { offer, source });
      this.#tellOffers();
      // Its files are shown as soon as they are known; when they cannot be, it is added without.
      if (source.kind === 'magnet') {
        await this.#options.source.call((engine) => engine.peek(source.uri));
      }
      return;
    }
    const added = await this.#addSilently(source, folder, saveTo !== undefined);
    if (!added.ok) this.#options.onNotice({ kind: 'fault', fault: added });
  }

  /** Rules decide what nobody was asked; the folder only where nobody chose it. */
  async #addSilently(
    source: TorrentSource,
    savePath: string,
    isChosen: boolean,
  ): Promise<Result<void>> {
    const usable = await checkSaveFolder(savePath);
    if (!usable.ok) return usable;
    const added = await this.#add(
      source,
      { savePath, paused: this.#options.startPaused() },
      { path: !isChosen },
    );
    // Nobody was asked, so somebody is told.
    if (added.ok) this.#options.onNotice({ kind: 'added', ...added.value });
    return added.ok ? done : added;
  }

  async #add(
    source: TorrentSource,
    choice: Omit<Accepted, 'offer'>,
    rules?: { readonly path: boolean },
  ): Promise<Result<AddedTorrent>> {
    const { savePath, paused, sequential, skipCheck, priorities, ...wishes } = choice;
    const added = await this.#options.source.call((engine) =>
      engine.add({
        source,
        savePath,
        paused,
        ...(sequential === undefined ? {} : { sequential }),
        ...(skipCheck === undefined ? {} : { skipCheck }),
        ...(priorities === undefined ? {} : { priorities }),
        ...(rules === undefined ? {} : { rules }),
        ...wishes,
      }),
    );
    if (!added.ok) return added;
    this.#options.onSaved(savePath);
    return added;
  }
}

/** Pasted text: magnet links and full paths of .torrent files, one a line. */
export function linksOfText(text: string): Result<readonly string[]> {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const links = lines.filter(
    (line) => /^magnet:\?/i.test(line) || /^(\/|[a-z]:\\).*\.torrent$/i.test(line),
  );
  if (links.length > 0) return { ok: true, value: links };
  return fault('nothing-to-add', '', 'There is no magnet link and no .torrent file in that text.');
}
