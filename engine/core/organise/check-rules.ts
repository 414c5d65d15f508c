import type { PathStyle } from '../paths/element.ts';
import { done, fault, type Result } from '../result.ts';
import type { Category } from './categories.ts';
import { checkTagName } from './names.ts';
import type { AddRule } from './rules.ts';

const MAX_RULES = 500;
const MAX_TEXT = 1000;

type RuleCode =
  | 'rule-name'
  | 'rule-idle'
  | 'rule-sizes'
  | 'rule-text'
  | 'rule-path'
  | 'rule-category'
  | 'rule-number'
  | 'rules-too-many'
  | 'tag-name';

/** The first rule that contradicts itself or can do nothing; its name is the fault's subject. */
export function checkRules(
  rules: readonly AddRule[],
  categories: ReadonlyMap<string, Category>,
  style: PathStyle,
): Result<void, RuleCode> {
  if (rules.length > MAX_RULES) {
    return fault('rules-too-many', '', `There can be ${MAX_RULES} rules, not ${rules.length}.`);
  }
  const names = new Set<string>();
  for (const rule of rules) {
    const { name } = rule;
    if (name.trim() === '' || name.length > MAX_TEXT || names.has(name)) {
      return fault('rule-name', name, `Each rule needs a name of its own: “${name}” is not one.`);
    }
    names.add(name);
    const checked = checkRule(rule, categories, style);
    if (!checked.ok) return checked;
  }
  return done;
}

function checkRule(
  { name, when, decides }: AddRule,
  categories: ReadonlyMap<string, Category>,
  style: PathStyle,
): Result<void, RuleCode> {
  if (Object.keys(decides).length === 0 || decides.tags?.length === 0) {
    return fault('rule-idle', name, `The rule “${name}” does nothing: say what it decides.`);
  }
  const texts = [when.tracker, when.name, when.label];
  if (texts.some((text) => text !== undefined && (text.trim() === '' || text.length > MAX_TEXT))) {
    return fault('rule-text', name, `The rule “${name}” has a condition with nothing in it.`);
  }
  const { sizeFrom = 0, sizeTo = Number.MAX_SAFE_INTEGER } = when;
  if (sizeFrom > sizeTo) {
    return fault(
      'rule-sizes',
      name,
      `The rule “${name}” can never apply: nothing has at least ${sizeFrom} and at most ${sizeTo} bytes.`,
      { sizeFrom, sizeTo },
    );
  }
  const numbers = [sizeFrom, sizeTo, decides.downLimit ?? 0, decides.upLimit ?? 0];
  if (numbers.some((value) => !Number.isSafeInteger(value) || value < 0)) {
    return fault(
      'rule-number',
      name,
      `A size or limit in the rule “${name}” is not a number of bytes.`,
    );
  }
  if (decides.category !== undefined && !categories.has(decides.category)) {
    return fault(
      'rule-category',
      name,
      `The rule “${name}” puts torrents in the category “${decides.category}”, which does not exist.`,
      { category: decides.category },
    );
  }
  if (decides.savePath !== undefined && !isWholePath(decides.savePath, style)) {
    return fault(
      'rule-path',
      name,
      `The rule “${name}” saves in “${decides.savePath}”, which is not a whole path.`,
      { path: decides.savePath },
    );
  }
  for (const tag of decides.tags ?? []) {
    const checked = checkTagName(tag);
    if (!checked.ok) return checked;
  }
  return done;
}

export const isWholePath = (path: string, style: PathStyle): boolean =>
  !path.includes('\0') &&
  (style === 'windows' ? /^([A-Za-z]:[\\/]|\\\\[^\\])/.test(path) : path.startsWith('/'));
