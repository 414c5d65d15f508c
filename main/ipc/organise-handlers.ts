import type { organiseCalls } from '../../preload/contract/organise-calls.ts';
import type { EngineSupervisor } from '../engine-supervisor.ts';
import type { Intake } from '../intake.ts';
import type { Handlers } from './register.ts';

/** Queue, share limits, categories, tags and rules: the engine does all of it. */
export function organiseHandlers(
  supervisor: EngineSupervisor,
  intake: Intake,
): Pick<Handlers, keyof typeof organiseCalls> {
  return {
    moveInQueue: ({ ids, to }) => supervisor.call((engine) => engine.moveInQueue(ids, to)),
    setForced: ({ ids, forced }) => supervisor.call((engine) => engine.setForced(ids, forced)),
    setShareLimits: ({ ids, limits }) =>
      supervisor.call((engine) => engine.setShareLimits(ids, limits)),
    setCategory: ({ ids, category }) =>
      supervisor.call((engine) => engine.setCategory(ids, category)),
    setTags: ({ ids, ...change }) => supervisor.call((engine) => engine.setTags(ids, change)),
    saveCategory: ({ category, was }) =>
      supervisor.call((engine) => engine.saveCategory(category, was)),
    removeCategory: ({ name }) => supervisor.call((engine) => engine.removeCategory(name)),
    createTag: ({ tag }) => supervisor.call((engine) => engine.createTag(tag)),
    renameTag: ({ tag, to }) => supervisor.call((engine) => engine.renameTag(tag, to)),
    removeTag: ({ tag }) => supervisor.call((engine) => engine.removeTag(tag)),
    saveRules: ({ rules }) => supervisor.call((engine) => engine.saveRules(rules)),
    previewRules: ({ offer }) => intake.previewRules(offer),
  };
}
