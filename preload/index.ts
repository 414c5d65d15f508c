import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Api } from './contract/api.ts';
import { callChannel, calls } from './contract/calls.ts';
import { type EventName, eventChannel, events } from './contract/events.ts';

const methods = Object.fromEntries(
  Object.keys(calls).map((name) => [
    name,
    (argument: unknown) => ipcRenderer.invoke(callChannel(name), argument),
  ]),
);

function on(name: EventName, listener: (payload: unknown) => void): () => void {
  if (!Object.hasOwn(events, name)) throw new Error(`no event is called ${name}`);
  const relay = (_event: unknown, payload: unknown): void => listener(payload);
  ipcRenderer.on(eventChannel(name), relay);
  return () => {
    ipcRenderer.off(eventChannel(name), relay);
  };
}

const pathOf = (file: unknown): string =>
  file instanceof File ? webUtils.getPathForFile(file) : '';

contextBridge.exposeInMainWorld('api', { ...methods, on, pathOf } as unknown as Api);
