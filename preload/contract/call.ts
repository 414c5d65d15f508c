import type * as v from 'valibot';

/** One call from the window to main: how its argument is parsed, and what comes back. */
export interface Call<S extends v.GenericSchema, R> {
  readonly argument: S;
  /** Only a type; never set. */
  readonly reply?: R;
}

export const call = <S extends v.GenericSchema>(argument: S) => ({
  returns: <R>(): Call<S, R> => ({ argument }),
});
