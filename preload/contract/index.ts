export type * from '../../engine/api/index.ts';
export type { EngineSettings } from '../../engine/settings/schema.ts';
export type { About, LogEntry, LogLevel } from './about-calls.ts';
export type { Api } from './api.ts';
export type { CallArgument, CallName, CallReply } from './calls.ts';
export type { DesktopSettings } from './desktop-settings.ts';
export type { EventName, EventPayload } from './events.ts';
export type * from './types.ts';
export type { ViewState } from './view-state.ts';
