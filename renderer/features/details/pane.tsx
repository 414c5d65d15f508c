import type { ReactNode } from 'react';

/** A tab with a bar of its own above what scrolls. */
export function Pane({ bar, children }: { readonly bar: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="pane">
      <div className="pane-bar">{bar}</div>
      <div className="pane-body">{children}</div>
    </div>
  );
}
