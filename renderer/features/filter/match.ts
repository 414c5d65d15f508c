import type { InfoHash, TorrentSnapshot } from '../../../preload/contract/index.ts';
import { foldText } from '../torrents/fold.ts';
import { fits, type StatusFilter, statusFilters, statusOf } from '../torrents/status.ts';
import { type Field, fieldOf, filterFields, type StatusWord } from './fields.ts';
import type { Condition, Needle } from './parse.ts';

/** What the engine found for a `file:`; undefined while it is looking. */
export type FileHits = (pattern: string) => ReadonlySet<InfoHash> | undefined;

export interface Matcher {
  test(row: TorrentSnapshot, now: number): boolean;
  /** The fields whose change can change the answer. */
  readonly fields: ReadonlySet<keyof TorrentSnapshot>;
  /** The files that it has to know of. */
  readonly patterns: readonly string[];
}

type Test = (row: TorrentSnapshot, now: number) => boolean;

const isFilter = (word: StatusWord): word is StatusWord & StatusFilter =>
  (statusFilters as readonly string[]).includes(word);

function hasStatus(row: TorrentSnapshot, word: StatusWord): boolean {
  if (isFilter(word)) return fits(row, word);
  return statusOf(row) === word;
}

/** A label's beginning is enough while it is typed; "films" holds "films/new" in any case. */
function isLabelled(label: string, { text, exact }: Needle): boolean {
  return exact ? label === text || label.startsWith(`${text}/`) : label.startsWith(text);
}

/** `tracker:none`: it has none. In quotation marks it is a name like any other. */
const isNone = ({ text, exact }: Needle): boolean => text === 'none' && !exact;

function textTest(field: Field, anyOf: readonly Needle[]): Test {
  if (field.kind === 'label') {
    return (row) => {
      const labels = field.read(row);
      return anyOf.some((needle) =>
        labels.length === 0
          ? isNone(needle)
          : labels.some((label) => isLabelled(foldText(label), needle)),
      );
    };
  }
  if (field.kind !== 'text') return () => true;
  const only = anyOf[0];
  if (field === filterFields.name && anyOf.length === 1 && only !== undefined) {
    return (row) => foldText(row.name).includes(only.text);
  }
  return (row) => {
    const texts = field.read(row);
    if (texts.length === 0) return anyOf.some(isNone);
    return anyOf.some(({ text }) => texts.some((one) => foldText(one).includes(text)));
  };
}

function testOf(condition: Condition, hits: FileHits): Test {
  switch (condition.kind) {
    case 'text':
      return textTest(fieldOf(condition.field), condition.anyOf);
    case 'status':
      return (row) => condition.anyOf.some((word) => hasStatus(row, word));
    case 'boolean': {
      const field = fieldOf(condition.field);
      return field.kind === 'boolean' ? (row) => field.read(row) === condition.is : () => true;
    }
    case 'range': {
      const field = fieldOf(condition.field);
      const { min, max } = condition.range;
      if (!('read' in field)) return () => true;
      return (row, now) => {
        const value = field.read(row, now);
        return typeof value === 'number' && value >= min && value <= max;
      };
    }
    case 'file': {
      const found = hits(condition.pattern);
      return (row) => found?.has(row.id) ?? false;
    }
  }
}

const fieldNameOf = (condition: Condition) =>
  condition.kind === 'status' || condition.kind === 'file' ? condition.kind : condition.field;

/** One test out of all conditions. */
export function compileFilter(conditions: readonly Condition[], hits: FileHits): Matcher {
  const tests = conditions.map((condition) => {
    const test = testOf(condition, hits);
    return condition.not ? (row: TorrentSnapshot, now: number) => !test(row, now) : test;
  });
  return {
    test: (row, now) => {
      for (const test of tests) if (!test(row, now)) return false;
      return true;
    },
    fields: new Set(conditions.flatMap((condition) => fieldOf(fieldNameOf(condition)).fields)),
    patterns: [...new Set(conditions.flatMap((one) => (one.kind === 'file' ? [one.pattern] : [])))],
  };
}
