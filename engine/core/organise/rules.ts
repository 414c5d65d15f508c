import type { ShareLimits } from './share-limits.ts';

/** What a torrent must be like for a rule to count; all that are given have to be met. */
export interface RuleConditions {
  /** A tracker's host, or a domain that it belongs to. */
  readonly tracker?: string;
  /** A part of the name; with * or ? a pattern of the whole name. Case does not matter. */
  readonly name?: string;
  /** Bytes; from `sizeFrom` up to and including `sizeTo`. A magnet link without a size meets neither. */
  readonly sizeFrom?: number;
  readonly sizeTo?: number;
  /** A label that came with it: the `source` in the .torrent, a watch folder's. Case does not matter. */
  readonly label?: string;
}

/** What a rule decides; absent keys are left to others. */
export interface RuleEffects {
  readonly category?: string;
  readonly tags?: readonly string[];
  readonly savePath?: string;
  /** Bytes per second. */
  readonly downLimit?: number;
  readonly upLimit?: number;
  readonly share?: ShareLimits;
}

/** One rule for torrents being added. Rules stand in an order: the first that decides something counts, tags add up. */
export interface AddRule {
  readonly name: string;
  readonly enabled: boolean;
  readonly when: RuleConditions;
  readonly decides: RuleEffects;
}

/** One thing that a rule will do, for the explanation before OK. */
export interface RuleStep {
  readonly rule: string;
  readonly effects: RuleEffects;
}

/** A sentence about rules that contradict each other or cannot be followed. Facts are for the translation. */
export interface RuleNote {
  readonly code: 'rule-overruled' | 'rule-category-missing';
  /** The rule that is not followed. */
  readonly subject: string;
  readonly message: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** What the rules make of a torrent. */
export interface RuleOutcome {
  /** Empty: none. */
  readonly category: string;
  readonly tags: readonly string[];
  /** From a rule, or else from the category; undefined: the usual folder. */
  readonly savePath: string | undefined;
  /** Bytes per second; 0: none of its own. */
  readonly downLimit: number;
  readonly upLimit: number;
  readonly share: ShareLimits;
  /** The rules that count for it, in order, each with what it decided. */
  readonly steps: readonly RuleStep[];
  readonly notes: readonly RuleNote[];
}
