import type { ImportPreview } from '../../../preload/contract/index.ts';
import { useLocale } from '../../i18n/locale.tsx';

/** Rows that are shown; all are counted. */
const SHOWN = 500;

/** What becomes of each torrent, and which files cannot be read. */
export function ImportRows({ preview }: { readonly preview: ImportPreview }) {
  const { t, format, fault: tell } = useLocale();
  return (
    <>
      {preview.faults.length > 0 && (
        <ul className="import-faults" aria-label={t('import.unreadable')}>
          {preview.faults.slice(0, SHOWN).map((fault) => (
            <li key={`${fault.code} ${fault.subject}`} className="selectable">
              {tell(fault)}
            </li>
          ))}
        </ul>
      )}
      <ul
        className="import-rows"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        aria-label={t('import.title')}
      >
        {preview.torrents.slice(0, SHOWN).map((row) => (
          <li key={row.id}>
            <span className="cut" title={row.name}>
              {row.name}
            </span>
            <span>{format.bytes(row.size)}</span>
            <span className="cut" title={row.savePath}>
              {row.savePath}
            </span>
            <span className={`import-${row.outcome}`}>
              {row.fault === undefined ? t(`import.outcome.${row.outcome}`) : tell(row.fault)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
