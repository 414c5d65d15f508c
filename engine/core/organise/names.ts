import { utf8Encode } from '../bytes/text.ts';
import { done, fault, type Result } from '../result.ts';

const MAX_NAME = 100;
const MAX_PATH = 400;

/** Control characters, and those that turn or hide text. */
const isOdd = (text: string): boolean => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text);

/** Nobody who makes a folder of a name gets out of his own with it. */
const isName = (text: string): boolean =>
  !['', '.', '..'].includes(text) &&
  text.trim() === text &&
  !isOdd(text) &&
  utf8Encode(text).length <= MAX_NAME;

/** A category is one name or several with slashes between. */
export function checkCategoryName(name: string): Result<void, 'category-name'> {
  if (utf8Encode(name).length <= MAX_PATH && name.split('/').every(isName)) return done;
  return fault(
    'category-name',
    name,
    `“${name}” cannot be the name of a category: between slashes there are 1 to ${MAX_NAME} letters, with no space at either end.`,
  );
}

/** Commas separate tags wherever several are written in one line. */
export function checkTagName(tag: string): Result<void, 'tag-name'> {
  if (isName(tag) && !tag.includes(',')) return done;
  return fault(
    'tag-name',
    tag,
    `“${tag}” cannot be a tag: it has 1 to ${MAX_NAME} letters, no comma, and no space at either end.`,
  );
}
