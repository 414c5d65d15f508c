import { encodeBencode } from '../../../engine/core/bencode/encode.ts';
import type { World } from '../world/world.ts';

export interface TrackerEvent {
  readonly at: number;
  readonly from: string;
  readonly event: string;
  readonly left: number;
}

interface Member {
  readonly host: string;
  readonly port: number;
  left: number;
}

/** An HTTP tracker with a name, which knows whoever announced and did not stop. */
export class SimTracker {
  readonly events: TrackerEvent[] = [];
  readonly members = new Map<string, Member>();
  /** Seconds. */
  interval = 1800;
  /** Answers nothing while true. */
  isDown = false;

  constructor(world: World, name: string) {
    const host = world.addHost({ name, latencyMs: 5 });
    world.names.set(name, [host.addresses[0] as string]);
    world.web.set(`${host.addresses[0]}:80`, ({ url, from }) => {
      if (this.isDown) return 'hang';
      const query = url.searchParams;
      const port = Number(query.get('port'));
      const left = Number(query.get('left'));
      const event = query.get('event') ?? '';
      this.events.push({ at: world.now, from, event, left });
      if (event === 'stopped') this.members.delete(from);
      else this.members.set(from, { host: from, port, left });
      const others = [...this.members.values()].filter((member) => member.host !== from);
      const wanted = Number(query.get('numwant') ?? 50);
      while (others.length > wanted) others.splice(world.random.below(others.length), 1);
      return {
        status: 200,
        body: encodeBencode({
          interval: this.interval,
          complete: [...this.members.values()].filter((member) => member.left === 0).length,
          incomplete: [...this.members.values()].filter((member) => member.left > 0).length,
          peers: compact(others),
        }),
      };
    });
  }
}

/** BEP 23. */
function compact(members: readonly Member[]): Uint8Array {
  const bytes = new Uint8Array(members.length * 6);
  for (const [i, { host, port }] of members.entries()) {
    bytes.set([...host.split('.').map(Number), port >> 8, port & 255], i * 6);
  }
  return bytes;
}
