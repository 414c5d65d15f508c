import { Search } from 'lucide-react';
import { useLocale } from '../../../i18n/locale.tsx';

interface SearchBoxProps {
  readonly text: string;
  setText(text: string): void;
}

/** Finds files; Escape empties it first, before it closes anything. */
export function FileSearch({ text, setText }: SearchBoxProps) {
  const { t } = useLocale();
  return (
    <div className="filter file-search">
      <Search className="filter-icon" size={14} aria-hidden="true" />
      <input
        type="text"
        className="filter-input"
        placeholder={t('tree.search')}
        aria-label={t('tree.search')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          // Enter would answer the dialog that the box is in.
          if (event.key === 'Enter') event.preventDefault();
          if (event.key !== 'Escape' || text === '') return;
          event.preventDefault();
          event.stopPropagation();
          setText('');
        }}
      />
    </div>
  );
}
