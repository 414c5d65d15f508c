import { type Content, MARK, PAGE } from './content.ts';

/** A page in memory, or as the content function says, or (absent) zeros. */
type Page = Uint8Array | 'generated';

interface Durable {
  readonly size: number;
  readonly mtimeMs: number;
}

/** Pages by number. That a page is generated is one bit: a swarm of complete files takes no memory. */
class Pages {
  readonly #held = new Map<number, Uint8Array>();
  #generated = new Uint8Array(64);

  get(page: number): Page | undefined {
    const bits = this.#generated[page >>> 3] ?? 0;
    return (bits & (1 << (page & 7))) !== 0 ? 'generated' : this.#held.get(page);
  }

  set(page: number, value: Page): void {
    this.delete(page);
    if (value !== 'generated') {
      this.#held.set(page, value);
      return;
    }
    const at = page >>> 3;
    if (at >= this.#generated.length) {
      const more = new Uint8Array(Math.max(at + 1, this.#generated.length * 2));
      more.set(this.#generated);
      this.#generated = more;
    }
    this.#generated[at] = (this.#generated[at] as number) | (1 << (page & 7));
  }

  delete(page: number): void {
    this.#held.delete(page);
    const at = page >>> 3;
    if (at < this.#generated.length) {
      this.#generated[at] = (this.#generated[at] as number) & ~(1 << (page & 7));
    }
  }

  /** Bytes of pages that are held in memory. */
  get bytes(): number {
    return this.#held.size * PAGE;
  }
}

/**
 * One file, sparse. It knows what a power cut would leave of it: pages, size and name as they were at the
 * last sync. Pages whose bytes are what `content` makes are remembered as such and take no memory.
 */
export class FakeFile {
  size = 0;
  mtimeMs: number;
  readonly #pages = new Pages();
  /** What dirty pages were at the last sync. */
  readonly #before = new Map<number, Page | undefined>();
  #durable: Durable | undefined;
  readonly #content: ((offset: number, into: Uint8Array) => void) | undefined;
  readonly #scratch = new Uint8Array(PAGE);

  constructor(path: string, mtimeMs: number, content: Content | undefined) {
    this.mtimeMs = mtimeMs;
    this.#content = content && ((offset, into) => content(path, offset, into));
  }

  /** Full of what the content function makes, and on the disk. */
  fill(size: number): void {
    for (let page = 0; page * PAGE < size; page++) this.#pages.set(page, 'generated');
    this.size = size;
    this.sync();
  }

  read(into: Uint8Array, offset: number): number {
    const length = Math.max(0, Math.min(into.length, this.size - offset));
    for (let at = 0; at < length; ) {
      const page = Math.floor((offset + at) / PAGE);
      const from = offset + at - page * PAGE;
      const step = Math.min(PAGE - from, length - at);
      this.#readPage(page, from, into.subarray(at, at + step));
      at += step;
    }
    return length;
  }

  write(bytes: Uint8Array, offset: number): void {
    for (let at = 0; at < bytes.length; ) {
      const page = Math.floor((offset + at) / PAGE);
      const from = offset + at - page * PAGE;
      const step = Math.min(PAGE - from, bytes.length - at);
      this.#writePage(page, from, bytes.subarray(at, at + step));
      at += step;
    }
    this.size = Math.max(this.size, offset + bytes.length);
  }

  truncate(size: number): void {
    for (let page = Math.floor(size / PAGE); page * PAGE < this.size; page++) {
      const kept = Math.max(0, size - page * PAGE);
      if (this.#pages.get(page) === undefined) continue;
      this.#keep(page);
      if (kept === 0) this.#pages.delete(page);
      else {
        const cut = new Uint8Array(PAGE);
        this.#readPage(page, 0, cut.subarray(0, kept));
        this.#pages.set(page, cut);
      }
    }
    this.size = size;
  }

  /** Bytes of memory that the content takes. */
  get memory(): number {
    return this.#pages.bytes;
  }

  sync(): void {
    this.#before.clear();
    this.#durable = { size: this.size, mtimeMs: this.mtimeMs };
  }

  /** What the power cut leaves; false when not even the name. */
  crash(): boolean {
    if (this.#durable === undefined) return false;
    for (const [page, before] of this.#before) {
      if (before === undefined) this.#pages.delete(page);
      else this.#pages.set(page, before);
    }
    this.#before.clear();
    this.size = this.#durable.size;
    this.mtimeMs = this.#durable.mtimeMs;
    return true;
  }

  #readPage(page: number, from: number, into: Uint8Array): void {
    const held = this.#pages.get(page);
    if (held === undefined) into.fill(0);
    else if (held === 'generated') this.#content?.(page * PAGE + from, into);
    else into.set(held.subarray(from, from + into.length));
  }

  #writePage(page: number, from: number, bytes: Uint8Array): void {
    this.#keep(page);
    const held = this.#pages.get(page);
    if (
      this.#isGenerated(page, from, bytes) &&
      (held === 'generated' || bytes.length === PAGE || held === undefined)
    ) {
      // A shorter write of the right bytes: the rest of the page is taken as coming too.
      this.#pages.set(page, 'generated');
      return;
    }
    const changed = new Uint8Array(PAGE);
    this.#readPage(page, 0, changed);
    changed.set(bytes, from);
    this.#pages.set(page, changed);
  }

  /** The block's own mark and its filling tell it: comparing every byte would cost what the function saves. */
  #isGenerated(page: number, from: number, bytes: Uint8Array): boolean {
    if (this.#content === undefined) return false;
    const length = Math.min(bytes.length, MARK + 1);
    const expected = this.#scratch.subarray(0, length);
    this.#content(page * PAGE + from, expected);
    for (let i = 0; i < length; i++) if (expected[i] !== bytes[i]) return false;
    const last = this.#scratch.subarray(0, 1);
    this.#content(page * PAGE + from + bytes.length - 1, last);
    return last[0] === bytes[bytes.length - 1];
  }

  #keep(page: number): void {
    if (!this.#before.has(page)) this.#before.set(page, this.#pages.get(page));
  }
}
