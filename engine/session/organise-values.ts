import { type Category, withCategory } from '../core/organise/categories.ts';
import { parseCategory, parseRule, parseTags } from '../core/organise/parse.ts';
import type { AddRule } from '../core/organise/rules.ts';

/** The parts as the profile has them; what is damaged is left out. */

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function categoriesOf(value: unknown): ReadonlyMap<string, Category> {
  let categories: ReadonlyMap<string, Category> = new Map();
  for (const one of listOf(value)) {
    const category = parseCategory(one);
    if (category !== undefined) categories = withCategory(categories, category);
  }
  return categories;
}

export const tagsOf = (value: unknown): readonly string[] => parseTags(value);

export const rulesOf = (value: unknown): readonly AddRule[] =>
  listOf(value).flatMap((one) => parseRule(one) ?? []);
