import type { App, Session, WebContents } from 'electron';

export interface Guard {
  /** The one origin whose pages may be shown and may call. */
  readonly origin: string;
  onDenied(what: string): void;
}

const originOf = (url: string): string => {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}`;
  } catch {
    return '';
  }
};

export const isOurs = (url: string, origin: string): boolean => originOf(url) === origin;

function guardContents(contents: WebContents, guard: Guard): void {
  const deny = (what: string, url: string, event: { preventDefault(): void }): void => {
    event.preventDefault();
    guard.onDenied(`${what} ${url}`);
  };
  contents.on('will-navigate', (event) => {
    if (!isOurs(event.url, guard.origin)) deny('navigation to', event.url, event);
  });
  contents.on('will-redirect', (event) => {
    if (!isOurs(event.url, guard.origin)) deny('redirect to', event.url, event);
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) deny('frame', event.url, event);
  });
  contents.on('will-attach-webview', (event) => deny('webview', '', event));
  contents.setWindowOpenHandler(({ url }) => {
    guard.onDenied(`new window ${url}`);
    return { action: 'deny' };
  });
}

/** Navigation, new windows, embedded pages, permissions and downloads: all denied. */
export function harden(app: App, session: Session, guard: Guard): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    guard.onDenied(`permission ${permission}`);
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    event.preventDefault();
    guard.onDenied(`download ${item.getURL()}`);
  });
  app.on('web-contents-created', (_event, contents) => guardContents(contents, guard));
}
