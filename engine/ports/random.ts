export interface Random {
  /** A uniformly distributed integer in [0, bound). `bound` is 1 … 2^32. */
  below(bound: number): number;
  /** Fills the view with unpredictable bytes and returns it. */
  fill<B extends Uint8Array>(bytes: B): B;
}
