import type { AddTorrent } from '../api/engine-api.ts';
import type { RuleFacts } from '../core/organise/evaluate.ts';
import { checkTagName } from '../core/organise/names.ts';
import { fault, ok, type Result } from '../core/result.ts';
import type { TorrentOptions } from '../ports/store.ts';
import type { Organiser } from './organiser.ts';

/** Where a new torrent goes, and what is kept as its options. */
export interface AddWishes {
  readonly savePath: string;
  readonly options: TorrentOptions;
}

/** What was said counts; what was not is up to the rules, where they are asked. */
export function addWishes(
  request: AddTorrent,
  facts: RuleFacts,
  organiser: Organiser,
): Result<AddWishes> {
  const byRules = request.rules === undefined ? undefined : organiser.evaluate(facts);
  const category = request.category ?? byRules?.category ?? '';
  if (!organiser.hasCategory(category)) {
    return fault('category-unknown', category, `There is no category “${category}”.`);
  }
  const tags = [...new Set(request.tags ?? byRules?.tags ?? [])].sort();
  for (const tag of tags) {
    const checked = checkTagName(tag);
    if (!checked.ok) return checked;
  }
  const downLimit = request.downLimit ?? byRules?.downLimit ?? 0;
  const upLimit = request.upLimit ?? byRules?.upLimit ?? 0;
  const share = request.share ?? byRules?.share ?? {};
  return ok({
    savePath: savePathOf(request, byRules?.savePath, organiser),
    options: {
      ...(category === '' ? {} : { category }),
      ...(tags.length === 0 ? {} : { tags }),
      ...(downLimit === 0 ? {} : { downLimit }),
      ...(upLimit === 0 ? {} : { upLimit }),
      ...(Object.keys(share).length === 0 ? {} : { share }),
      ...(request.forced === true ? { forced: true } : {}),
    },
  });
}

/** The folder of a category that was chosen goes before that of a rule. */
function savePathOf(
  request: AddTorrent,
  byRules: string | undefined,
  organiser: Organiser,
): string {
  if (request.rules?.path !== true) return request.savePath;
  const byCategory =
    request.category === undefined ? undefined : organiser.savePathOf(request.category);
  return byCategory ?? byRules ?? request.savePath;
}
