import type {
  CallArgument,
  Category,
  Offer,
  RuleOutcome,
} from '../../../preload/contract/index.ts';

/** What the user decides for all torrents of one dialog; what is undefined is left to the rules. */
export interface Choices {
  /** Shown in the field from the start, by rule or habit. */
  readonly folder: string;
  /** The user wrote it himself: rules and categories do not change it any more. */
  readonly ownFolder: boolean;
  readonly category: string | undefined;
  readonly tags: readonly string[] | undefined;
  readonly paused: boolean;
  readonly first: boolean;
  readonly sequential: boolean;
  readonly skipCheck: boolean;
}

/** By offer: the priorities of its files, by row. Absent: all as usual. */
export type Picked = ReadonlyMap<string, Uint8Array>;
/** By offer: what the rules make of it. */
export type Outcomes = ReadonlyMap<string, RuleOutcome>;

type Accepted = CallArgument<'acceptOffers'>[number];

/** Where a category's torrents go: its own folder, or that of the nearest one above it that has one. */
export function folderOfCategory(categories: readonly Category[], name: string): string {
  for (let at = name; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const path = categories.find((category) => category.name === at)?.savePath ?? '';
    if (path !== '') return path;
  }
  return '';
}

/** The folder of one torrent: typed, or of the category chosen, or by rule, or the usual one. */
export function folderFor(
  choices: Choices,
  outcome: RuleOutcome | undefined,
  categories: readonly Category[],
): string {
  if (choices.ownFolder) return choices.folder;
  const chosen =
    choices.category === undefined ? '' : folderOfCategory(categories, choices.category);
  return chosen || (outcome?.savePath ?? choices.folder);
}

/** Tags as they are typed: parted by commas. */
export const tagsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ),
];

/** Priorities by file number, as the engine takes them; undefined when nothing was changed. */
export function byNumber(
  offer: Offer,
  rows: Uint8Array | undefined,
): Uint8Array<ArrayBuffer> | undefined {
  if (rows === undefined || rows.every((priority) => priority === 4)) return undefined;
  const { numbers } = offer.preview.files;
  // Between the numbers lie pad files, which nobody chooses.
  const priorities = new Uint8Array((numbers.at(-1) ?? -1) + 1).fill(4);
  numbers.forEach((number, row) => {
    priorities[number] = rows[row] as number;
  });
  return priorities;
}

/** What is sent for each offer. */
export function accepted(
  offers: readonly Offer[],
  choices: Choices,
  picked: Picked,
  outcomes: Outcomes = new Map(),
  categories: readonly Category[] = [],
): readonly Accepted[] {
  return offers.map((offer) => {
    const priorities = byNumber(offer, picked.get(offer.offer));
    const outcome = outcomes.get(offer.offer);
    const category = choices.category ?? outcome?.category ?? '';
    const tags = choices.tags ?? outcome?.tags ?? [];
    return {
      offer: offer.offer,
      savePath: folderFor(choices, outcome, categories),
      paused: choices.paused,
      ...(category === '' ? {} : { category }),
      ...(tags.length === 0 ? {} : { tags: [...tags] }),
      ...(outcome === undefined || outcome.downLimit === 0 ? {} : { downLimit: outcome.downLimit }),
      ...(outcome === undefined || outcome.upLimit === 0 ? {} : { upLimit: outcome.upLimit }),
      ...(outcome === undefined ? {} : { share: outcome.share }),
      ...(choices.first ? { first: true } : {}),
      ...(choices.sequential ? { sequential: true } : {}),
      ...(choices.skipCheck ? { skipCheck: true } : {}),
      ...(priorities === undefined ? {} : { priorities }),
    };
  });
}
