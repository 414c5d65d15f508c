import './select.css';
import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';

interface SelectProps extends Omit<ComponentProps<'select'>, 'className'> {
  /** `plain`: without a frame, in a table. */
  readonly look?: 'field' | 'plain';
}

/** The system's own list of choices, with an arrow of the one set of icons. */
export const Select = ({ look = 'field', ...rest }: SelectProps) => (
  <span className={`select-box select-${look}`}>
    <select className={look === 'field' ? 'text-input select' : 'select'} {...rest} />
    <ChevronDown className="select-arrow" size={14} aria-hidden="true" />
  </span>
);
