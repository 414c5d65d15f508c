import { useId } from 'react';
import { useLocale } from '../../i18n/locale.tsx';
import { Select } from '../../ui/select.tsx';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  /** Several lines. */
  readonly lines?: boolean;
  onChange(value: string): void;
}

export function Field({ label, value, lines, onChange }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {lines === true ? (
        <textarea
          id={id}
          className="text-input"
          rows={3}
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <input
          id={id}
          className="text-input"
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </div>
  );
}

const KIB = 1024;
const SIZES = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];

interface PieceSizeProps {
  /** Bytes; 0: by size. */
  readonly value: number;
  onChange(value: number): void;
}

export function PieceSize({ value, onChange }: PieceSizeProps) {
  const { t, format } = useLocale();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t('create.pieceSize')}</label>
      <Select id={id} value={value} onChange={(event) => onChange(Number(event.target.value))}>
        <option value={0}>{t('create.automatic')}</option>
        {SIZES.map((size) => (
          <option key={size} value={size * KIB}>
            {format.bytes(size * KIB)}
          </option>
        ))}
      </Select>
    </div>
  );
}
