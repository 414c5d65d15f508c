import { type IpcMainInvokeEvent, ipcMain } from 'electron';
import * as v from 'valibot';
import { fault, type Result } from '../../engine/api/index.ts';
import {
  type CallArgument,
  type CallName,
  type CallReply,
  callChannel,
  calls,
} from '../../preload/contract/calls.ts';

/** One handler for each call of the contract: a missing or misshapen one does not compile. */
export type Handlers = {
  readonly [K in CallName]: (
    argument: CallArgument<K>,
  ) => Result<CallReply<K>> | Promise<Result<CallReply<K>>>;
};

export interface RegisterOptions {
  isTrusted(event: IpcMainInvokeEvent): boolean;
  onRefused(name: string, why: string): void;
  onCrash(name: string, error: unknown): void;
}

type AnyHandler = (argument: unknown) => Result<unknown> | Promise<Result<unknown>>;

/** Parses the argument and runs the handler; never throws. */
export async function answer(
  name: CallName,
  handler: AnyHandler,
  raw: unknown,
  options: Pick<RegisterOptions, 'onRefused' | 'onCrash'>,
): Promise<Result<unknown>> {
  const parsed = v.safeParse(calls[name].argument, raw);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const where = v.getDotPath(issue) ?? 'argument';
    options.onRefused(name, `${where}: ${issue.message}`);
    return fault(
      'ipc-argument',
      name,
      `The window made a call (${name}) that does not fit: ${where}.`,
    );
  }
  try {
    return await handler(parsed.output);
  } catch (error) {
    options.onCrash(name, error);
    const reason = error instanceof Error ? error.message : String(error);
    return fault('internal', name, `Skein failed at “${name}”: ${reason}`);
  }
}

/** Every call checks who asks, parses what is asked, and answers with a Result. */
export function registerCalls(handlers: Handlers, options: RegisterOptions): void {
  for (const name of Object.keys(calls) as CallName[]) {
    ipcMain.handle(callChannel(name), (event, raw: unknown) => {
      if (!options.isTrusted(event)) {
        options.onRefused(name, `sender ${event.senderFrame?.url ?? 'unknown'}`);
        return fault('ipc-sender', name, 'This page may not call Skein.');
      }
      return answer(name, handlers[name] as AnyHandler, raw, options);
    });
  }
}
