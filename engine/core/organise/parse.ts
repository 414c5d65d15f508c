import type { Category } from './categories.ts';
import { checkCategoryName, checkTagName } from './names.ts';
import type { AddRule, RuleConditions, RuleEffects } from './rules.ts';
import type { ShareAction, ShareLimits } from './share-limits.ts';

/**
 * Categories, tags, rules and share limits as they come from a profile or from the window: what does not fit is
 * left out, so that one bad value costs no more than itself.
 */

const ACTIONS: readonly ShareAction[] = ['pause', 'remove', 'super-seed'];
/** A century of minutes; more would be no limit at all. */
const MAX_MINUTES = 60_000_000;
const MAX_RATIO = 1_000_000;

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const amountOf = (value: unknown, max = Number.MAX_SAFE_INTEGER): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
    ? value
    : undefined;

/** Only the keys that have a value. */
const present = <T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

export function parseShareLimits(value: unknown): ShareLimits {
  const fields = fieldsOf(value) ?? {};
  const { ratio, keepOnlySeed } = fields;
  return present<ShareLimits>({
    ratio: typeof ratio === 'number' && ratio >= 0 && ratio <= MAX_RATIO ? ratio : undefined,
    seedingMinutes: amountOf(fields['seedingMinutes'], MAX_MINUTES),
    idleMinutes: amountOf(fields['idleMinutes'], MAX_MINUTES),
    action: ACTIONS.find((action) => action === fields['action']),
    keepOnlySeed: typeof keepOnlySeed === 'boolean' ? keepOnlySeed : undefined,
  });
}

export function parseCategory(value: unknown): Category | undefined {
  const fields = fieldsOf(value);
  const name = textOf(fields?.['name']);
  if (fields === undefined || name === undefined || !checkCategoryName(name).ok) return undefined;
  return {
    name,
    savePath: textOf(fields['savePath']) ?? '',
    downLimit: amountOf(fields['downLimit']) ?? 0,
    upLimit: amountOf(fields['upLimit']) ?? 0,
    share: parseShareLimits(fields['share']),
  };
}

export function parseTags(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const tags = value.filter(
    (tag): tag is string => typeof tag === 'string' && checkTagName(tag).ok,
  );
  return [...new Set(tags)].sort();
}

export function parseRule(value: unknown): AddRule | undefined {
  const fields = fieldsOf(value);
  const name = textOf(fields?.['name']);
  const when = fieldsOf(fields?.['when']);
  const decides = fieldsOf(fields?.['decides']);
  if (name === undefined || when === undefined || decides === undefined) return undefined;
  const tags = parseTags(decides['tags']);
  const share = parseShareLimits(decides['share']);
  return {
    name,
    enabled: fields?.['enabled'] !== false,
    when: present<RuleConditions>({
      tracker: textOf(when['tracker']),
      name: textOf(when['name']),
      sizeFrom: amountOf(when['sizeFrom']),
      sizeTo: amountOf(when['sizeTo']),
      label: textOf(when['label']),
    }),
    decides: present<RuleEffects>({
      category: textOf(decides['category']),
      tags: tags.length === 0 ? undefined : tags,
      savePath: textOf(decides['savePath']),
      downLimit: amountOf(decides['downLimit']),
      upLimit: amountOf(decides['upLimit']),
      share: Object.keys(share).length === 0 ? undefined : share,
    }),
  };
}
