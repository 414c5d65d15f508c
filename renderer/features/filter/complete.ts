import { foldText } from '../torrents/fold.ts';
import { booleanWords, type FieldName, fieldNames, fieldOf, statusWords } from './fields.ts';
import { type Span, type Term, termsOf } from './parse.ts';

export type Suggestion = Span &
  (
    | { readonly kind: 'field'; readonly insert: string; readonly field: FieldName }
    /** `known`: how many torrents have it; undefined for an example of what may be written. */
    | {
        readonly kind: 'value';
        readonly insert: string;
        readonly field: FieldName;
        readonly value: string;
        readonly known?: number;
      }
  );

/** What is in the list: values of a field, and how many torrents have each. */
export type KnownValues = (field: FieldName) => ReadonlyMap<string, number>;

const MAX = 8;

const examples: Partial<Record<ReturnType<typeof fieldOf>['kind'], readonly string[]>> = {
  bytes: ['>1GB', '<100MB', '1GB..5GB'],
  count: ['>0', '0'],
  ratio: ['<1', '>2'],
  percent: ['<100', '>50'],
  duration: ['<1h', '>30d'],
  date: ['<1d', '<7d', '>30d'],
};

const quoted = (value: string): string => (/[\s,"]/.test(value) ? `"${value}"` : value);

function values(term: Term, name: FieldName, known: KnownValues): Suggestion[] {
  const field = fieldOf(name);
  const start = term.value.start - term.operator.length;
  const typed = foldText(`${term.operator}${term.value.text}`.replaceAll('"', ''));
  // Behind a comma the next value is typed; those before it stay.
  const comma = term.value.text.lastIndexOf(',') + 1;
  const partStart = term.operator === '' ? term.value.start + comma : start;
  const part =
    term.operator === '' ? foldText(term.value.text.slice(comma).replaceAll('"', '')) : typed;
  const at = { start: partStart, end: term.end, kind: 'value', field: name } as const;
  const word = (value: string): Suggestion => ({ ...at, insert: `${quoted(value)} `, value });
  switch (field.kind) {
    case 'status':
      return statusWords.filter((one) => one.startsWith(part)).map(word);
    case 'boolean':
      return booleanWords.filter((one) => one.startsWith(part)).map(word);
    case 'text':
    case 'label':
      return [...known(name)]
        .filter(([value]) => foldText(value).includes(part) && value !== '')
        .sort(([, a], [, b]) => b - a)
        .slice(0, MAX)
        .map(([value, count]) => ({ ...word(value), known: count }) as Suggestion);
    case 'file':
      return [];
    default:
      return (examples[field.kind] ?? [])
        .filter((one) => one.startsWith(typed) && one !== typed)
        .map(word);
  }
}

/** What may be meant at the caret, best first; empty when there is nothing to offer. */
export function suggest(text: string, caret: number, known: KnownValues): readonly Suggestion[] {
  const term = termsOf(text).find(({ start, end }) => caret > start && caret <= end);
  if (term === undefined) return [];
  const { field, value } = term;
  if (field === undefined) {
    const typed = value.text.toLowerCase();
    if (typed === '' || typed.startsWith('"')) return [];
    return fieldNames
      .filter((name) => name.startsWith(typed))
      .slice(0, MAX)
      .map((name) => ({
        kind: 'field',
        start: value.start,
        end: term.end,
        insert: `${name}:`,
        field: name,
      }));
  }
  const name = fieldNames.find((one) => one === field.text);
  if (name === undefined || caret < field.end) return [];
  const found = values(term, name, known);
  // What stands there already needs no suggestion.
  return found.filter(({ start, insert }) => text.slice(start, term.end) !== insert.trim());
}

/** The text with the suggestion in it, and where the caret is then. */
export function accept(
  text: string,
  suggestion: Suggestion,
): { readonly text: string; readonly caret: number } {
  const rest = text.slice(suggestion.end).replace(/^ /, '');
  const before = text.slice(0, suggestion.start) + suggestion.insert;
  return { text: before + rest, caret: before.length };
}
