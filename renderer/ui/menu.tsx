import './menu.css';
import { ContextMenu, DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';

interface MenuContentProps {
  readonly kind: 'context' | 'dropdown';
  readonly align?: 'start' | 'end';
  readonly children: ReactNode;
}

/** The floating part of a menu, the same for both kinds. */
export function MenuContent({ kind, align = 'start', children }: MenuContentProps) {
  if (kind === 'context') {
    return (
      <ContextMenu.Portal>
        <ContextMenu.Content className="menu" collisionPadding={8}>
          {children}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    );
  }
  return (
    <DropdownMenu.Portal>
      <DropdownMenu.Content className="menu" align={align} sideOffset={4} collisionPadding={8}>
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  );
}
