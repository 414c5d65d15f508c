import './filter.css';
import { Search, TriangleAlert, X } from 'lucide-react';
import { type KeyboardEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { type Locale, useLocale } from '../../i18n/locale.tsx';
import { useApp } from '../../stores/app.ts';
import { filter, unitBase, useView } from '../../stores/view.ts';
import { accept, type Suggestion, suggest } from './complete.ts';
import { knownNow } from './known.ts';
import { type Mistake, parseFilter } from './parse.ts';

const MAX_TEXT = 500;

const goToList = (): void => document.getElementById('torrents')?.focus();

function mistakeText(mistake: Mistake, { t }: Locale): string {
  const { code, field, value, kind, meant } = mistake;
  switch (code) {
    case 'unknownField':
      return meant === undefined
        ? t('filter.unknownField', { field })
        : t('filter.unknownFieldMeant', { field, meant });
    case 'badOperator':
      return t('filter.badOperator', { field, value });
    case 'badValue':
      return t(`filterKind.${kind ?? 'text'}`, { value });
  }
}

/** The text once more behind the input, with a line under what was not understood. */
function Marks({
  text,
  mistakes,
  scrolled,
}: {
  readonly text: string;
  readonly mistakes: readonly Mistake[];
  readonly scrolled: number;
}) {
  const parts = [];
  let at = 0;
  for (const { start, end } of mistakes) {
    parts.push(text.slice(at, start), <u key={start}>{text.slice(start, end)}</u>);
    at = end;
  }
  return (
    <div className="filter-marks" aria-hidden="true">
      <span style={{ transform: `translateX(${-scrolled}px)` }}>{parts}</span>
    </div>
  );
}

function Option({
  suggestion,
  id,
  active,
  onPick,
}: {
  readonly suggestion: Suggestion;
  readonly id: string;
  readonly active: boolean;
  onPick(): void;
}) {
  const { t, format } = useLocale();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input takes the keys
    <div
      id={id}
      role="option"
      aria-selected={active}
      className="filter-option"
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPick}
    >
      <span className="cut">
        {suggestion.kind === 'field' ? suggestion.insert : suggestion.value}
      </span>
      <span className="filter-hint cut">
        {suggestion.kind === 'field'
          ? t(`filterField.${suggestion.field}`)
          : suggestion.known !== undefined && format.count(suggestion.known)}
      </span>
    </div>
  );
}

const LIST = 'filter-list';

/** The filter's text with its small language: completion as one types, mistakes explained where they stand. */
export function FilterBox() {
  const locale = useLocale();
  const { t } = locale;
  const text = useView((view) => view.text);
  const units = useApp((state) => state.desktop.units);
  const input = useRef<HTMLInputElement>(null);
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const wanted = useRef<number | undefined>(undefined);
  const [scrolled, setScrolled] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are read in the window's units
  const mistakes = useMemo(
    () => parseFilter(text, { base: unitBase(), now: Date.now() }).mistakes,
    [text, units],
  );
  const suggestions = useMemo(
    () => (open ? suggest(text, caret, knownNow) : []),
    [open, text, caret],
  );
  const [mistake] = mistakes;
  const listOpen = suggestions.length > 0;

  const follow = (): void => {
    setCaret(input.current?.selectionStart ?? 0);
    setScrolled(input.current?.scrollLeft ?? 0);
  };
  // Before the next key arrives: who types on must find the caret in its place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of the text
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    input.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = undefined;
    follow();
  }, [text]);
  const pick = (suggestion: Suggestion): void => {
    const next = accept(text, suggestion);
    filter({ text: next.text });
    setCaret(next.caret);
    setActive(-1);
    wanted.current = next.caret;
  };
  const close = (): void => {
    setOpen(false);
    setActive(-1);
  };

  const onKey = (event: KeyboardEvent): void => {
    const chosen = suggestions[active];
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        event.preventDefault();
        const step = event.key === 'ArrowDown' ? 1 : -1;
        // One place more than there are suggestions: the text as it is typed.
        const places = suggestions.length + 1;
        if (listOpen) setActive(((active + 1 + step + places) % places) - 1);
        else if (step === 1) goToList();
        break;
      }
      case 'Enter':
      case 'Tab':
        if (listOpen && chosen !== undefined && !event.shiftKey) {
          event.preventDefault();
          pick(chosen);
        } else if (event.key === 'Enter') {
          event.preventDefault();
          close();
          goToList();
        }
        break;
      case 'Escape':
        event.preventDefault();
        if (listOpen) close();
        else {
          filter({ text: '' });
          goToList();
        }
        break;
    }
  };

  return (
    <div className="filter" role="search">
      <Search className="filter-icon" size={14} aria-hidden="true" />
      <Marks text={text} mistakes={mistakes} scrolled={scrolled} />
      <input
        ref={input}
        id="filter"
        type="text"
        className="filter-input"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        maxLength={MAX_TEXT}
        placeholder={t('filter.placeholder')}
        aria-label={t('filter.label')}
        aria-autocomplete="list"
        aria-expanded={listOpen}
        aria-controls={LIST}
        aria-activedescendant={active >= 0 ? `${LIST}-${active}` : undefined}
        aria-invalid={mistake !== undefined}
        aria-describedby="filter-mistake"
        value={text}
        onChange={(event) => {
          filter({ text: event.target.value });
          setOpen(true);
          setActive(-1);
          follow();
        }}
        onSelect={follow}
        onScroll={follow}
        onBlur={close}
        onKeyDown={onKey}
      />
      {text !== '' && (
        <button
          type="button"
          className="filter-clear"
          aria-label={t('filter.clear')}
          onClick={() => filter({ text: '' })}
        >
          <X size={13} />
        </button>
      )}
      <div className="filter-pop" hidden={!listOpen && mistake === undefined}>
        <p id="filter-mistake" className="filter-mistake" role="status">
          {mistake !== undefined && (
            <>
              <TriangleAlert size={14} aria-hidden="true" />
              <span>{mistakeText(mistake, locale)}</span>
            </>
          )}
        </p>
        <div id={LIST} role="listbox" aria-label={t('filter.suggestions')}>
          {suggestions.map((suggestion, index) => (
            <Option
              key={suggestion.insert}
              id={`${LIST}-${index}`}
              suggestion={suggestion}
              active={index === active}
              onPick={() => pick(suggestion)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
