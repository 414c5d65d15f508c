import type { DesktopSettings } from './desktop-settings.ts';
import type { DoneCountdown, EngineState, Notice, Offer, Removal } from './types.ts';
import type { UpdateState } from './update-calls.ts';
import type { ViewState } from './view-state.ts';

interface Event<T> {
  /** Only a type; never set. */
  readonly payload?: T;
}
const event = <T>(): Event<T> => ({});

/** Everything main tells the window unasked. */
export const events = {
  /** As `encodeDelta` writes it: `decodeDelta` makes it a `WindowDelta` again. */
  delta: event<string>(),
  engine: event<EngineState>(),
  desktop: event<DesktopSettings>(),
  /** The desktop's accent colour is another one now. */
  accent: event<string | undefined>(),
  /** The arrangement of the window, when it was read too late for `start`. */
  view: event<ViewState>(),
  offers: event<readonly Offer[]>(),
  removals: event<readonly Removal[]>(),
  notice: event<Notice>(),
  update: event<UpdateState>(),
  /** Undefined: it is over. */
  whenDone: event<DoneCountdown | undefined>(),
  /** The user closed the window and has not said yet what that means. */
  closeAsked: event<null>(),
} as const;

export type Events = typeof events;
export type EventName = keyof Events;
export type EventPayload<K extends EventName> = Events[K] extends Event<infer T> ? T : never;

export const eventChannel = (name: string): string => `event:${name}`;
