import type { ReactNode } from 'react';
import type { SettingGroup } from '../../../preload/contract/settings.ts';
import { openDialog } from '../../stores/app.ts';
import { Tooltip } from '../../ui/tooltip.tsx';

interface StatusButtonProps {
  /** What there is to say beyond what stands there: by pointer and by keyboard. */
  readonly hint: string;
  /** The settings that decide on it. */
  readonly settings: SettingGroup;
  readonly className?: string;
  readonly children: ReactNode;
}

/** Something of the status bar: its hint on hover and focus, its settings on a press. */
export const StatusButton = ({ hint, settings, className = '', children }: StatusButtonProps) => (
  <Tooltip text={hint}>
    <button
      type="button"
      className={`status-item status-button numbers ${className}`}
      onClick={() => openDialog({ kind: 'settings', group: settings })}
    >
      {children}
    </button>
  </Tooltip>
);
