import { parseUrl } from '../url.ts';
import { type Category, savePathOf } from './categories.ts';
import type {
  AddRule,
  RuleConditions,
  RuleEffects,
  RuleNote,
  RuleOutcome,
  RuleStep,
} from './rules.ts';

/** What is known of a torrent when it is added. */
export interface RuleFacts {
  readonly name: string;
  /** Bytes; undefined while a magnet link waits for its metadata. */
  readonly size: number | undefined;
  readonly trackers: readonly string[];
  readonly labels: readonly string[];
}

type Single = Exclude<keyof RuleEffects, 'tags'>;
const SINGLE: readonly Single[] = ['category', 'savePath', 'downLimit', 'upLimit', 'share'];

/** What the rules make of a torrent, with the reasons. The first rule that decides something counts; tags add up. */
export function evaluateRules(
  rules: readonly AddRule[],
  facts: RuleFacts,
  categories: ReadonlyMap<string, Category>,
): RuleOutcome {
  const steps: RuleStep[] = [];
  const notes: RuleNote[] = [];
  const decided = new Map<Single, { readonly rule: string; readonly value: unknown }>();
  const tags = new Set<string>();
  for (const rule of rules) {
    if (!rule.enabled || !applies(rule.when, facts)) continue;
    const effects: Record<string, unknown> = {};
    for (const key of SINGLE) {
      const value = rule.decides[key];
      if (value === undefined) continue;
      if (key === 'category' && !categories.has(String(value))) {
        notes.push(categoryMissing(rule.name, String(value)));
        continue;
      }
      const before = decided.get(key);
      if (before === undefined) {
        decided.set(key, { rule: rule.name, value });
        effects[key] = value;
      } else if (!isSame(before.value, value)) {
        notes.push(overruled(rule.name, before.rule, key));
      }
    }
    const added = (rule.decides.tags ?? []).filter((tag) => !tags.has(tag));
    for (const tag of added) tags.add(tag);
    if (added.length > 0) effects['tags'] = added;
    steps.push({ rule: rule.name, effects });
  }
  const value = (key: Single): unknown => decided.get(key)?.value;
  const category = (value('category') as string | undefined) ?? '';
  return {
    category,
    tags: [...tags].sort(),
    savePath: (value('savePath') as string | undefined) ?? savePathOf(categories, category),
    downLimit: (value('downLimit') as number | undefined) ?? 0,
    upLimit: (value('upLimit') as number | undefined) ?? 0,
    share: (value('share') as RuleEffects['share']) ?? {},
    steps,
    notes,
  };
}

function applies(when: RuleConditions, facts: RuleFacts): boolean {
  const { tracker, name, sizeFrom, sizeTo, label } = when;
  if (tracker !== undefined && !facts.trackers.some((url) => isOf(url, tracker))) return false;
  if (name !== undefined && !fits(facts.name, name)) return false;
  if (sizeFrom !== undefined && (facts.size === undefined || facts.size < sizeFrom)) return false;
  if (sizeTo !== undefined && (facts.size === undefined || facts.size > sizeTo)) return false;
  return (
    label === undefined || facts.labels.some((one) => one.toLowerCase() === label.toLowerCase())
  );
}

function isOf(url: string, domain: string): boolean {
  const host = parseUrl(url)?.host;
  const wanted = domain.toLowerCase();
  return host !== undefined && (host === wanted || host.endsWith(`.${wanted}`));
}

/** Part of the text, or with * and ? a pattern of the whole. Takes steps in proportion to both lengths at the worst. */
export function fits(text: string, pattern: string): boolean {
  const name = text.toLowerCase();
  const wanted = pattern.toLowerCase();
  return /[*?]/.test(wanted) ? isMatch(name, wanted) : name.includes(wanted);
}

function isMatch(text: string, pattern: string): boolean {
  let at = 0;
  let star = -1;
  let mark = 0;
  let index = 0;
  while (index < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      mark = index;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[index])) {
      at++;
      index++;
    } else if (star !== -1) {
      at = star + 1;
      index = ++mark;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const WORDS: Readonly<Record<Single, string>> = {
  category: 'the category',
  savePath: 'the folder',
  downLimit: 'the download limit',
  upLimit: 'the upload limit',
  share: 'the share limits',
};

const overruled = (rule: string, by: string, key: Single): RuleNote => ({
  code: 'rule-overruled',
  subject: rule,
  message: `“${by}” and “${rule}” disagree about ${WORDS[key]}: “${by}” stands first and counts.`,
  facts: { rule, by, key },
});

const categoryMissing = (rule: string, category: string): RuleNote => ({
  code: 'rule-category-missing',
  subject: rule,
  message: `“${rule}” puts it in the category “${category}”, which does not exist any more.`,
  facts: { rule, category },
});
