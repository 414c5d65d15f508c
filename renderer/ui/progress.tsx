import './progress.css';

export type ProgressLook = 'down' | 'good' | 'idle' | 'check' | 'bad';

interface ProgressProps {
  /** 0 … 1 */
  readonly fraction: number;
  readonly look: ProgressLook;
  readonly text: string;
}

/** The bar of a row. The number beside it is what a screen reader reads. */
export function Progress({ fraction, look, text }: ProgressProps) {
  const width = `${Math.min(1, Math.max(0, fraction)) * 100}%`;
  return (
    <span className="progress">
      <span className="progress-track" aria-hidden="true">
        <span className={`progress-fill progress-${look}`} style={{ width }} />
      </span>
      <span className="progress-text numbers">{text}</span>
    </span>
  );
}
