import type { EngineApi, Result } from '../engine/api/index.ts';
import type { PortDelta } from '../engine/node/client.ts';

interface Source {
  call<T>(run: (engine: EngineApi) => Promise<Result<T>>): Promise<Result<T>>;
}

/**
 * Sends deltas to the window while, and only while, somebody can see them. Each time it begins, the first
 * delta carries everything, so a window that was hidden, reloaded or cut off from a dead engine is right.
 */
export class Publisher {
  readonly #source: Source;
  readonly #send: (text: string) => void;
  #visible = false;
  #listening = false;
  #watching = false;
  /** Deltas pass only after a full one: what was under way from before is dropped. */
  #sawFull = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(source: Source, send: (text: string) => void) {
    this.#source = source;
    this.#send = send;
  }

  setVisible(visible: boolean): void {
    if (this.#visible === visible) return;
    this.#visible = visible;
    this.#update();
  }

  /** The page has started anew and knows nothing, or is gone. */
  setListening(listening: boolean): void {
    this.#listening = listening;
    this.#watch(false);
    this.#update();
  }

  /** The engine was started again: it does not know that we watch. */
  engineStarted(): void {
    this.#watching = false;
    this.#update();
  }

  delta({ full, text }: PortDelta): void {
    if (!this.#watching) return;
    if (full) this.#sawFull = true;
    if (this.#sawFull) this.#send(text);
  }

  #update(): void {
    this.#watch(this.#visible && this.#listening);
  }

  #watch(on: boolean): void {
    if (on === this.#watching) return;
    this.#watching = on;
    this.#sawFull = false;
    this.#turn = this.#turn.then(async () => {
      // Off first: only a watch that begins is answered with everything.
      await this.#source.call((engine) => engine.watch(false));
      if (on) await this.#source.call((engine) => engine.watch(true));
    });
  }
}
