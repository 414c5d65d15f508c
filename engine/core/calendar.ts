const MINUTE_MS = 60_000;

/** "2026-03-31": the day at a moment (ms since 1970) where local time is `offset` minutes ahead of UTC. */
export const dayOf = (wallMs: number, offset: number): string =>
  new Date(wallMs + offset * MINUTE_MS).toISOString().slice(0, 10);
