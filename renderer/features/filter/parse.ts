import { foldText } from '../torrents/fold.ts';
import {
  booleanWords,
  type FieldName,
  fieldNames,
  fieldOf,
  type StatusWord,
  statusWords,
  type ValueKind,
} from './fields.ts';
import { type NumberKind, type Operator, parseRange, parseSpan, type Range } from './values.ts';

/** From `start` up to, not including, `end`: characters of the text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One text to look for, in the form in which it is compared. */
export interface Needle {
  readonly text: string;
  /** In quotation marks: a label must be exactly this. */
  readonly exact: boolean;
}

/** One condition; all of them must hold. */
export type Condition = { readonly not: boolean } & (
  | { readonly kind: 'text'; readonly field: FieldName; readonly anyOf: readonly Needle[] }
  | { readonly kind: 'range'; readonly field: FieldName; readonly range: Range }
  | { readonly kind: 'status'; readonly anyOf: readonly StatusWord[] }
  | { readonly kind: 'boolean'; readonly field: FieldName; readonly is: boolean }
  | { readonly kind: 'file'; readonly pattern: string }
);

export type MistakeCode = 'unknownField' | 'badValue' | 'badOperator';

/** What was not understood and why; that part of the text does not filter. */
export interface Mistake extends Span {
  readonly code: MistakeCode;
  readonly field: string;
  readonly value: string;
  readonly kind: ValueKind | undefined;
  /** The field that was probably meant. */
  readonly meant?: FieldName;
}

export interface Parsed {
  readonly conditions: readonly Condition[];
  readonly mistakes: readonly Mistake[];
}

export interface ParseOptions {
  /** What a lone K, M, G counts in. */
  readonly base: 1000 | 1024;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A piece of the text between blanks; quotation marks keep blanks in. */
export interface Term extends Span {
  readonly not: boolean;
  /** Before the colon; undefined for plain words. */
  readonly field: (Span & { readonly text: string }) | undefined;
  readonly operator: Operator;
  /** As written, quotation marks included. */
  readonly value: Span & { readonly text: string };
}

const TERM = /-?(?:[^\s"]+|"[^"]*(?:"|$))+/gu;
const FIELD = /^(-?)([\p{L}]+)(:[<>]?=?|[<>]=?)(.*)$/su;

/** Takes the text apart; whatever it is, every character that is no blank belongs to a term. */
export function termsOf(text: string): Term[] {
  return [...text.matchAll(TERM)].map((match) => {
    const [written] = match;
    const start = match.index;
    const end = start + written.length;
    const parts = FIELD.exec(written);
    const name = parts?.[2]?.toLowerCase() ?? '';
    // Without a colon ("size>3GB") only what is a field is one: "a>b" is a word.
    if (parts !== null && (parts[3]?.startsWith(':') || isField(name))) {
      const [, minus = '', , sign = '', rest = ''] = parts;
      const fieldStart = start + minus.length;
      return {
        start,
        end,
        not: minus !== '',
        field: { start: fieldStart, end: fieldStart + name.length, text: name },
        operator: sign.replace(':', '') as Operator,
        value: { start: end - rest.length, end, text: rest },
      };
    }
    const not = written.startsWith('-') && written.length > 1;
    const valueStart = start + (not ? 1 : 0);
    const value = { start: valueStart, end, text: written.slice(not ? 1 : 0) };
    return { start, end, not, field: undefined, operator: '', value };
  });
}

const isField = (name: string): name is FieldName =>
  (fieldNames as readonly string[]).includes(name);

/** The values between commas; quotation marks keep commas in, and say that it is meant exactly. */
function needlesOf(text: string): Needle[] {
  return [...text.matchAll(/[^,"]*(?:"[^"]*(?:"|$)[^,"]*)*/g)]
    .map(([part]) => ({
      text: foldText(part.replaceAll('"', '').trim()),
      exact: part.includes('"'),
    }))
    .filter((needle) => needle.text !== '');
}

/** How many letters have to be changed, added or left out. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

function nearest(name: string): FieldName | undefined {
  const prefixed = fieldNames.find((one) => one.startsWith(name) || name.startsWith(one));
  if (prefixed !== undefined && name.length > 1) return prefixed;
  const near = fieldNames
    .map((one) => [distance(name, one), one] as const)
    .sort(([a], [b]) => a - b);
  const [found] = near;
  return found !== undefined && found[0] <= Math.min(2, name.length - 1) ? found[1] : undefined;
}

type Outcome = Condition | Mistake | undefined;

const isMistake = (outcome: Condition | Mistake): outcome is Mistake => 'code' in outcome;

const unquoted = (text: string): string => text.replaceAll('"', '').trim();

function numberCondition(term: Term, field: FieldName, options: ParseOptions): Outcome {
  const kind = fieldOf(field).kind as NumberKind;
  const value = unquoted(term.value.text);
  const range =
    parseSpan(kind, value, options.base, options.now) ??
    parseRange(kind, term.operator, value, options.base, options.now);
  return range === undefined
    ? { ...term.value, code: 'badValue', field, value, kind }
    : { kind: 'range', not: term.not, field, range };
}

function wordCondition(term: Term, field: FieldName, kind: ValueKind): Outcome {
  const words = unquoted(term.value.text)
    .toLowerCase()
    .split(',')
    .filter((word) => word !== '');
  const allowed: readonly string[] = kind === 'status' ? statusWords : booleanWords;
  const wrong = words.find((word) => !allowed.includes(word));
  if (wrong !== undefined) {
    return { ...term.value, code: 'badValue', field, value: wrong, kind };
  }
  if (kind === 'status') {
    return { kind: 'status', not: term.not, anyOf: words as readonly StatusWord[] };
  }
  return { kind: 'boolean', not: term.not, field, is: words[0] === 'yes' };
}

function fieldCondition(term: Term, name: string, options: ParseOptions): Outcome {
  if (!isField(name)) {
    const meant = nearest(name);
    const at = term.field as Span;
    return {
      start: at.start,
      end: at.end,
      code: 'unknownField',
      field: name,
      value: '',
      kind: undefined,
      ...(meant === undefined ? {} : { meant }),
    };
  }
  // Nothing behind the colon yet: it is still being typed.
  if (unquoted(term.value.text) === '') return undefined;
  const { kind } = fieldOf(name);
  const takesOperator = !['text', 'label', 'file', 'status', 'boolean'].includes(kind);
  if (takesOperator) return numberCondition(term, name, options);
  if (term.operator !== '' && term.operator !== '=') {
    const start = (term.field as Span).end;
    return {
      start,
      end: term.value.end,
      code: 'badOperator',
      field: name,
      value: term.operator,
      kind,
    };
  }
  if (kind === 'file') return { kind: 'file', not: term.not, pattern: unquoted(term.value.text) };
  if (kind === 'status' || kind === 'boolean') return wordCondition(term, name, kind);
  const anyOf = needlesOf(term.value.text);
  return anyOf.length === 0 ? undefined : { kind: 'text', not: term.not, field: name, anyOf };
}

/** Reads the filter box. Never fails: what is not understood is named with its place, and the rest filters. */
export function parseFilter(text: string, options: ParseOptions): Parsed {
  const conditions: Condition[] = [];
  const mistakes: Mistake[] = [];
  for (const term of termsOf(text)) {
    const outcome =
      term.field === undefined
        ? plainCondition(term)
        : fieldCondition(term, term.field.text, options);
    if (outcome === undefined) continue;
    if (isMistake(outcome)) mistakes.push(outcome);
    else conditions.push(outcome);
  }
  return { conditions, mistakes };
}

function plainCondition(term: Term): Outcome {
  const text = foldText(unquoted(term.value.text));
  if (text === '') return undefined;
  return { kind: 'text', not: term.not, field: 'name', anyOf: [{ text, exact: false }] };
}
