import * as v from 'valibot';
import type { RuleOutcome } from '../../engine/api/index.ts';
import { call } from './call.ts';
import * as s from './schemas.ts';

const MAX_NAME = 1000;
const name = s.text(MAX_NAME);
const bytes = s.count(Number.MAX_SAFE_INTEGER);

const shareLimits = v.strictObject({
  ratio: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1_000_000))),
  seedingMinutes: v.exactOptional(s.count(60_000_000)),
  idleMinutes: v.exactOptional(s.count(60_000_000)),
  action: v.exactOptional(v.picklist(['pause', 'remove', 'super-seed'])),
  keepOnlySeed: v.exactOptional(v.boolean()),
});

const category = v.strictObject({
  name,
  savePath: s.text(4096),
  downLimit: bytes,
  upLimit: bytes,
  share: shareLimits,
});

const tags = v.pipe(v.array(name), v.maxLength(1000), v.readonly());

const rule = v.strictObject({
  name,
  enabled: v.boolean(),
  when: v.strictObject({
    tracker: v.exactOptional(name),
    name: v.exactOptional(name),
    sizeFrom: v.exactOptional(bytes),
    sizeTo: v.exactOptional(bytes),
    label: v.exactOptional(name),
  }),
  decides: v.strictObject({
    category: v.exactOptional(name),
    tags: v.exactOptional(tags),
    savePath: v.exactOptional(s.path),
    downLimit: v.exactOptional(bytes),
    upLimit: v.exactOptional(bytes),
    share: v.exactOptional(shareLimits),
  }),
});

const queueMove = v.union([
  v.picklist(['up', 'down', 'top', 'bottom']),
  v.strictObject({ position: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  v.strictObject({ before: s.infoHash }),
  v.strictObject({ after: s.infoHash }),
]);

/** What a torrent can be given when it is added, beside its folder and files. */
export const organiseWishes = {
  category: v.exactOptional(name),
  tags: v.exactOptional(tags),
  downLimit: v.exactOptional(bytes),
  upLimit: v.exactOptional(bytes),
  share: v.exactOptional(shareLimits),
  first: v.exactOptional(v.boolean()),
  forced: v.exactOptional(v.boolean()),
};

/** Queue, share limits, categories, tags, rules. What they are comes with the deltas. */
export const organiseCalls = {
  moveInQueue: call(v.strictObject({ ids: s.infoHashes, to: queueMove })).returns<void>(),
  setForced: call(v.strictObject({ ids: s.infoHashes, forced: v.boolean() })).returns<void>(),
  setShareLimits: call(v.strictObject({ ids: s.infoHashes, limits: shareLimits })).returns<void>(),
  setCategory: call(v.strictObject({ ids: s.infoHashes, category: name })).returns<void>(),
  setTags: call(
    v.strictObject({
      ids: s.infoHashes,
      add: v.exactOptional(tags),
      remove: v.exactOptional(tags),
    }),
  ).returns<void>(),
  saveCategory: call(v.strictObject({ category, was: v.exactOptional(name) })).returns<void>(),
  removeCategory: call(v.strictObject({ name })).returns<void>(),
  createTag: call(v.strictObject({ tag: name })).returns<void>(),
  renameTag: call(v.strictObject({ tag: name, to: name })).returns<void>(),
  removeTag: call(v.strictObject({ tag: name })).returns<void>(),
  saveRules: call(
    v.strictObject({ rules: v.pipe(v.array(rule), v.maxLength(10_000)) }),
  ).returns<void>(),
  /** What the rules will make of a torrent that was opened. */
  previewRules: call(v.strictObject({ offer: s.token })).returns<RuleOutcome>(),
} as const;
