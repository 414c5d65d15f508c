import type { Result } from '../../engine/api/index.ts';
import type { CallArgument, CallName, CallReply } from './calls.ts';
import type { EventName, EventPayload } from './events.ts';

type Method<K extends CallName> =
  undefined extends CallArgument<K>
    ? () => Promise<Result<CallReply<K>>>
    : (argument: CallArgument<K>) => Promise<Result<CallReply<K>>>;

/** `window.api`: one method for each call, and `on` for the events. */
export type Api = { readonly [K in CallName]: Method<K> } & {
  /** Returns the function that ends the subscription. */
  on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): () => void;
  /** The path of a dropped file, or empty when it did not come from a disk. */
  pathOf(file: unknown): string;
};
