/**
 * Errors are values. A failure carries a stable code for programs, a sentence for people, the name of
 * the thing it is about (a file, a tracker, a torrent) and the numbers that explain it.
 */
export interface Fault<C extends string = string> {
  readonly ok: false;
  readonly code: C;
  /** One sentence in plain English that names the thing and the cause. */
  readonly message: string;
  /** The thing the fault is about: a path, a URL, a torrent's name. Empty when there is none. */
  readonly subject: string;
  readonly facts?: Readonly<Record<string, number | string>>;
}

export interface Success<T> {
  readonly ok: true;
  readonly value: T;
}

export type Result<T, C extends string = string> = Success<T> | Fault<C>;

export const ok = <T>(value: T): Success<T> => ({ ok: true, value });

export const done: Success<void> = { ok: true, value: undefined };

export function fault<C extends string>(
  code: C,
  subject: string,
  message: string,
  facts?: Readonly<Record<string, number | string>>,
): Fault<C> {
  return facts === undefined
    ? { ok: false, code, subject, message }
    : { ok: false, code, subject, message, facts };
}
