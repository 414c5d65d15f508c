export type QueueKind = 'download' | 'seed';
/** Which limit a member waits for: its kind's, or that of all together. */
export type QueueHold = 'downloads' | 'seeds' | 'active';

/** 0 means none, everywhere. */
export interface QueueLimits {
  readonly downloads: number;
  readonly seeds: number;
  /** Both together. */
  readonly active: number;
  /** Who moves nothing for this long gives up the slot, and goes on without one. */
  readonly idleMs: number;
  /** A seed that held a slot for this long lets others have theirs first. */
  readonly turnMs: number;
}

export interface QueueWish {
  readonly kind: QueueKind;
  /** It is meant to run. */
  readonly wants: boolean;
  /** Runs beside the queue. */
  readonly forced: boolean;
}

export interface QueueDecision<Id> {
  readonly start: readonly Id[];
  readonly stop: readonly Id[];
  /** Seeds whose turn has ended; how many turns they have had is kept with them. */
  readonly turned: readonly Id[];
  /** Those of which it changed whether, or for what, they wait. */
  readonly waits: readonly Id[];
}

/** A decision while it is being made. */
export interface Draft<Id> {
  readonly start: Id[];
  readonly stop: Id[];
  readonly turned: Id[];
  readonly waits: Id[];
}

/** One of the queue, as the scheduler sees it. */
export interface Member<Id> extends QueueWish {
  readonly id: Id;
  kind: QueueKind;
  wants: boolean;
  forced: boolean;
  active: boolean;
  /** It has a slot. */
  holding: boolean;
  movedAt: number;
  /** Moving without a pause since then. */
  busySince: number | undefined;
  turns: number;
  /** It joins the seeds' round that is under way, neither before nor behind the others. */
  joins: boolean;
  /** The user wants it in front: it joins even if it had more turns than others. */
  favoured: boolean;
  /** When the slot was taken, and how long slots were held before in this turn. */
  heldSince: number;
  heldMs: number;
  hold: QueueHold | undefined;
}
