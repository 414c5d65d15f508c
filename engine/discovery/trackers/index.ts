import { HttpTrackerClient } from './http-client.ts';
import { Trackers } from './service.ts';
import type { TrackerHost, TrackerOptions, TrackerPorts, TrackerService } from './types.ts';
import { UdpTrackerClient } from './udp-client.ts';

export type {
  TrackerFacts,
  TrackerHost,
  TrackerOptions,
  TrackerPorts,
  TrackerService,
  TrackerSetup,
} from './types.ts';

export function createTrackers(
  ports: TrackerPorts,
  host: TrackerHost,
  options: TrackerOptions,
): TrackerService {
  return new Trackers(ports, host, {
    http: new HttpTrackerClient(ports.http, options),
    udp: new UdpTrackerClient(ports),
  });
}
