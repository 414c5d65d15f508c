import type { ConnectionEvents, NetCode } from '../ports/net.ts';

/** A connection changes hands (greeting, then peer) while its transport keeps one listener: this one. */
export class Relay implements ConnectionEvents {
  target: ConnectionEvents | undefined;

  opened(): void {
    this.target?.opened();
  }
  received(chunk: Uint8Array): void {
    this.target?.received(chunk);
  }
  drained(): void {
    this.target?.drained();
  }
  closed(code?: NetCode): void {
    this.target?.closed(code);
  }
}
