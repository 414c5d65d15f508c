/** The part of better-sqlite3's interface that the store uses; the package carries no types. */
declare module 'better-sqlite3' {
  export type SqlValue = string | number | bigint | Uint8Array | null;
  export type Row = Record<string, SqlValue>;

  export interface Statement {
    run(...values: readonly SqlValue[]): { readonly changes: number };
    get(...values: readonly SqlValue[]): Row | undefined;
    all(...values: readonly SqlValue[]): Row[];
    iterate(...values: readonly SqlValue[]): IterableIterator<Row>;
  }

  export default class Database {
    constructor(
      path: string,
      options?: { readonly?: boolean; fileMustExist?: boolean; timeout?: number },
    );
    readonly inTransaction: boolean;
    prepare(sql: string): Statement;
    exec(sql: string): this;
    pragma(text: string, options?: { simple?: boolean }): unknown;
    close(): this;
  }
}
