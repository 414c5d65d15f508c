import type { EngineStatus } from '../api/engine-api.ts';
import type { TrackerSnapshot } from '../api/torrent.ts';
import type { InfoHash } from '../core/ids.ts';
import type { Fault } from '../core/result.ts';
import { createTrackers, type TrackerService } from '../discovery/trackers/index.ts';
import type { EngineSettings } from '../settings/schema.ts';
import type { Torrent } from '../torrent/torrent.ts';
import type { Session } from './session.ts';
