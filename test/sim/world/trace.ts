/**
 * A running hash over everything that happened, in order: two runs that end with the same number have
 * done the same things at the same times. The last lines are kept so that a difference can be looked at.
 */
export class Trace {
  #low = 0x811c9dc5;
  #high = 0x9dc5811c;
  readonly #kept: string[] = [];
  readonly #keep: number;
  #count = 0;

  constructor(keep = 0) {
    this.#keep = keep;
  }

  add(at: number, what: string, ...values: readonly (string | number)[]): void {
    this.#count++;
    const line = `${at.toFixed(6)} ${what} ${values.join(' ')}`;
    for (let i = 0; i < line.length; i++) this.#mix(line.charCodeAt(i));
    this.#mix(10);
    if (this.#keep === 0) return;
    this.#kept.push(line);
    if (this.#kept.length > this.#keep * 2) this.#kept.splice(0, this.#keep);
  }

  get count(): number {
    return this.#count;
  }

  /** The last lines, oldest first. */
  get lines(): readonly string[] {
    return this.#kept.slice(-this.#keep);
  }

  get hash(): string {
    return (
      (this.#high >>> 0).toString(16).padStart(8, '0') +
      (this.#low >>> 0).toString(16).padStart(8, '0')
    );
  }

  #mix(value: number): void {
    this.#low = Math.imul(this.#low ^ value, 0x01000193);
    this.#high = Math.imul(this.#high ^ value ^ (this.#low >>> 13), 0x85ebca6b);
  }
}
