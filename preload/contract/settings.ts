import { type EngineSettings, engineSettings } from '../../engine/settings/schema.ts';
import { type DesktopSettings, desktopSettings } from './desktop-settings.ts';

export { type Command, parseCommand } from '../../engine/settings/command.ts';
export type { Setting, SettingGroup } from '../../engine/settings/define.ts';
export { isValidSetting } from '../../engine/settings/define.ts';
export {
  DAY,
  formatSchedule,
  parseSchedule,
  type WeekSchedule,
} from '../../engine/settings/schedule.ts';
export { desktopSettings, engineSettings };

/** All there is to set, for the settings page. */
export type AllSettings = DesktopSettings & EngineSettings;
