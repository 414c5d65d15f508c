import type { AddRule } from '../../../preload/contract/index.ts';
import {
  bytesOf,
  bytesText,
  isAmount,
  isShareText,
  type ShareText,
  shareOfText,
  shareText,
  tagsOfText,
} from './typed.ts';

const KiB = 1024;
const MiB = 1024 * KiB;

/** A rule as it stands in the form. */
export interface RuleText {
  /** Stays the same while the rule is edited and moved. */
  readonly key: number;
  readonly name: string;
  readonly enabled: boolean;
  readonly tracker: string;
  readonly contains: string;
  readonly sizeFrom: string;
  readonly sizeTo: string;
  readonly label: string;
  readonly category: string;
  readonly tags: string;
  readonly savePath: string;
  readonly down: string;
  readonly up: string;
  readonly share: ShareText;
}

let nextKey = 1;

export const ruleText = ({ name, enabled, when, decides }: AddRule): RuleText => ({
  key: nextKey++,
  name,
  enabled,
  tracker: when.tracker ?? '',
  contains: when.name ?? '',
  sizeFrom: bytesText(when.sizeFrom, MiB),
  sizeTo: bytesText(when.sizeTo, MiB),
  label: when.label ?? '',
  category: decides.category ?? '',
  tags: (decides.tags ?? []).join(', '),
  savePath: decides.savePath ?? '',
  down: bytesText(decides.downLimit, KiB),
  up: bytesText(decides.upLimit, KiB),
  share: shareText(decides.share ?? {}),
});

export const emptyRule = (name: string): RuleText =>
  ruleText({ name, enabled: true, when: {}, decides: {} });

export const isRuleText = ({ sizeFrom, sizeTo, down, up, share }: RuleText): boolean =>
  [sizeFrom, sizeTo, down, up].every(isAmount) && isShareText(share);

/** What is empty is no condition, and decides nothing. */
export function ruleOfText(text: RuleText): AddRule {
  const typed = <K extends string>(key: K, value: string): Partial<Record<K, string>> =>
    value.trim() === '' ? {} : ({ [key]: value.trim() } as Record<K, string>);
  const bytes = <K extends string>(
    key: K,
    value: string,
    factor: number,
  ): Partial<Record<K, number>> => {
    const amount = bytesOf(value, factor);
    return amount === undefined ? {} : ({ [key]: amount } as Record<K, number>);
  };
  const tags = tagsOfText(text.tags);
  const share = shareOfText(text.share);
  return {
    name: text.name.trim(),
    enabled: text.enabled,
    when: {
      ...typed('tracker', text.tracker),
      ...typed('name', text.contains),
      ...bytes('sizeFrom', text.sizeFrom, MiB),
      ...bytes('sizeTo', text.sizeTo, MiB),
      ...typed('label', text.label),
    },
    decides: {
      ...typed('category', text.category),
      ...(tags.length === 0 ? {} : { tags }),
      ...typed('savePath', text.savePath),
      ...bytes('downLimit', text.down, KiB),
      ...bytes('upLimit', text.up, KiB),
      ...(Object.keys(share).length === 0 ? {} : { share }),
    },
  };
}
