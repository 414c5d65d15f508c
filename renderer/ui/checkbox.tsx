import './checkbox.css';
import { useId } from 'react';

interface CheckboxProps {
  readonly checked: boolean;
  onChange(checked: boolean): void;
  readonly children: string;
}

/** The platform's own check box, in our colour: it is known to every screen reader. */
export function Checkbox({ checked, onChange, children }: CheckboxProps) {
  const id = useId();
  return (
    <label className="checkbox" htmlFor={id}>
      <input
        id={id}
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{children}</span>
    </label>
  );
}
