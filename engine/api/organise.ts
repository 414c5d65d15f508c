import type { InfoHash } from '../core/ids.ts';
import type { Category } from '../core/organise/categories.ts';
import type { AddRule, RuleOutcome } from '../core/organise/rules.ts';
import type { ShareLimits } from '../core/organise/share-limits.ts';
import type { Result } from '../core/result.ts';
import type { TorrentSource } from './engine-api.ts';

export type { Category } from '../core/organise/categories.ts';
export type {
  AddRule,
  RuleConditions,
  RuleEffects,
  RuleNote,
  RuleOutcome,
  RuleStep,
} from '../core/organise/rules.ts';
export type { ShareAction, ShareLimits, ShareReason } from '../core/organise/share-limits.ts';

/** All that torrents are sorted by. Comes with a delta whenever any of it changed, as a whole. */
export interface Organisation {
  /** Sorted by name; a parent is always there. */
  readonly categories: readonly Category[];
  /** Sorted; those that no torrent has, too. */
  readonly tags: readonly string[];
  readonly rules: readonly AddRule[];
}

/**
 * Where torrents go in the queue, keeping their order among each other: one place up or down (past the next
 * one of their kind: downloads among downloads, complete ones among complete ones), to an end, to a position
 * (1 is the first), or next to another torrent.
 */
export type QueueMove =
  | 'up'
  | 'down'
  | 'top'
  | 'bottom'
  | { readonly position: number }
  | { readonly before: InfoHash }
  | { readonly after: InfoHash };

/** Why nothing runs that is not forced: the computer is on battery, or pays for what it transfers. */
export type HoldReason = 'battery' | 'metered';

/** Which limit a queued torrent waits for: its kind's, or that of all together; or what holds it otherwise. */
export type QueueReason = 'downloads' | 'seeds' | 'active' | 'disk-low' | HoldReason;

/** Queue, share limits, categories, tags, rules. Every change is committed when its promise resolves. */
export interface OrganiseApi {
  organisation(): Promise<Result<Organisation>>;

  moveInQueue(ids: readonly InfoHash[], to: QueueMove): Promise<Result<void>>;
  /** Everything rests until it is called again with undefined. Holds for this run; no torrent's wish is touched. */
  hold(reason: HoldReason | undefined): Promise<Result<void>>;
  /** A forced torrent runs beside the queue: it needs no slot and takes none. Forcing resumes. */
  setForced(ids: readonly InfoHash[], forced: boolean): Promise<Result<void>>;
  /** Replaces the torrents' own limits; an empty object inherits all. */
  setShareLimits(ids: readonly InfoHash[], limits: ShareLimits): Promise<Result<void>>;
  /** Empty takes it away. Fault `category-unknown`. Files stay where they are. */
  setCategory(ids: readonly InfoHash[], category: string): Promise<Result<void>>;
  /** Tags that are new become known. */
  setTags(
    ids: readonly InfoHash[],
    change: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
  ): Promise<Result<void>>;

  /**
   * Creates it (and those above it), or replaces what is known under `was`, which renames it with its
   * subcategories, on torrents and in rules. Faults `category-name`, `category-exists`, `category-unknown`,
   * `category-path`.
   */
  saveCategory(category: Category, was?: string): Promise<Result<void>>;
  /** With its subcategories; their torrents have none afterwards, their files stay. */
  removeCategory(name: string): Promise<Result<void>>;
  /** Faults `tag-name`; one that is there already is no fault. */
  createTag(tag: string): Promise<Result<void>>;
  /** Onto a tag that exists: both become one. */
  renameTag(tag: string, to: string): Promise<Result<void>>;
  removeTag(tag: string): Promise<Result<void>>;

  /** Replaces all. A rule that contradicts itself is refused, and nothing is changed: `rule-…`. */
  saveRules(rules: readonly AddRule[]): Promise<Result<void>>;
  /** What the rules will make of a torrent; changes nothing. */
  previewRules(source: TorrentSource, labels?: readonly string[]): Promise<Result<RuleOutcome>>;
}
