/** Chokes and changes of interest in one second; with small pieces on a fast line there may be one a piece. */
const MAX_CHANGES = 5_000;

/** How often a peer changed its mind this second. */
export class Changes {
  #count = 0;

  /** False: it does so without end. `weight`: what the change costs, in chokes. */
  mayAdd(weight: number): boolean {
    this.#count += weight;
    return this.#count <= MAX_CHANGES;
  }

  /** Once a second. */
  forget(): void {
    this.#count = 0;
  }
}
