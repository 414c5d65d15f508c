declare module 'k-rpc' {
  import type { EventEmitter } from 'node:events';

  namespace krpc {
    interface Node {
      readonly id?: Buffer;
      readonly host: string;
      readonly port: number;
    }
    interface Reply {
      id?: Buffer;
      token?: Buffer;
      values?: Buffer[];
    }
    interface Rpc extends EventEmitter {
      readonly id: Buffer;
      bootstrap: Node[];
      readonly nodes: {
        closest(id: Buffer, count: number): Node[];
        toArray(): (Node & { readonly id: Buffer })[];
        count(): number;
      };
      response(
        node: object,
        query: object,
        reply: Reply,
        nodes?: Node[] | null,
        done?: () => void,
      ): void;
      populate(
        target: Buffer,
        message: object,
        done: (error: Error | null, answered?: number) => void,
      ): void;
    }
    interface Options {
      readonly id: Buffer;
      readonly socket: EventEmitter;
      readonly bootstrap: false;
      readonly timeout?: number;
      readonly concurrency?: number;
      isIP?(text: string): number;
    }
  }
  function krpc(options: krpc.Options): krpc.Rpc;
  export = krpc;
}

declare module 'bittorrent-dht' {
  import { EventEmitter } from 'node:events';

  interface Options {
    readonly krpc: import('k-rpc').Rpc;
    readonly bootstrap: false;
    readonly maxAge: number;
    readonly maxPeers: number;
    readonly maxValues: number;
    readonly maxTables: number;
  }
  export class Client extends EventEmitter {
    constructor(options: Options);
    addNode(node: { readonly host: string; readonly port: number; readonly id?: Buffer }): void;
    lookup(infoHash: Buffer, done: (error: Error | null, answered?: number) => void): () => void;
    announce(
      infoHash: Buffer,
      port: number,
      done: (error: Error | null, told?: number) => void,
    ): void;
    destroy(done?: () => void): void;
  }
}
