import type { EngineSummary } from '../../engine/api/index.ts';

export type PreventSleep = 'never' | 'downloading' | 'always';

/** Electron's powerSaveBlocker. */
export interface Blocker {
  start(type: 'prevent-app-suspension'): number;
  stop(id: number): void;
}

/** The screen may go dark; the machine stays awake while there is something that the user waits for. */
export function shouldStayAwake(
  setting: PreventSleep,
  summary: EngineSummary | undefined,
): boolean {
  if (setting === 'never' || summary === undefined) return false;
  return summary.downloading > 0 || (setting === 'always' && summary.seeding > 0);
}

export class Awake {
  readonly #blocker: Blocker;
  #id: number | undefined;

  constructor(blocker: Blocker) {
    this.#blocker = blocker;
  }

  set(on: boolean): void {
    if (on === (this.#id !== undefined)) return;
    if (this.#id !== undefined) this.#blocker.stop(this.#id);
    this.#id = on ? this.#blocker.start('prevent-app-suspension') : undefined;
  }
}
