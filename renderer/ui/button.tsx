import './button.css';
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Tooltip } from './tooltip.tsx';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'plain' | 'primary' | 'danger';
  readonly icon?: ReactNode;
  /** It has been pressed and cannot be again yet. Not `disabled`: that would take the keyboard from it. */
  readonly busy?: boolean;
}

export function Button({
  look = 'plain',
  icon,
  busy = false,
  children,
  className,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={`button button-${look} ${className ?? ''}`}
      {...(busy ? { 'aria-disabled': true } : {})}
      onClick={(event) => {
        // A submit button's click is what sends the form, by Enter in a field, too.
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
      {...rest}
    >
      {icon}
      {children !== undefined && <span className="cut">{children}</span>}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly label: string;
  /** Shown behind the label in the tooltip. */
  readonly keys?: string;
  readonly pressed?: boolean;
}

/** A button that is only a picture: its name is read aloud and shown on hover. */
export function IconButton({
  label,
  keys,
  pressed,
  className,
  children,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <button
        type="button"
        className={`icon-button ${className ?? ''}`}
        aria-label={label}
        aria-pressed={pressed}
        {...rest}
      >
        {children}
      </button>
    </Tooltip>
  );
}
