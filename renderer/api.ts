import type { Api } from '../preload/contract/index.ts';

declare global {
  interface Window {
    readonly api?: Api;
  }
}

/** The bridge to main; in a plain browser a mock that behaves like it. */
async function connect(): Promise<Api> {
  if (window.api !== undefined) return window.api;
  if (import.meta.env.DEV) return (await import('./mock-api.ts')).createMockApi();
  throw new Error('This page runs in Skein only.');
}

export const api: Api = await connect();
