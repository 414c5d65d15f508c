import { parseSchedule } from '../core/schedule.ts';
import { parseCommand } from './command.ts';

/** One setting, declared once: validation, storage and the settings page derive from it. */
export interface SettingBase<T> {
  readonly default: T;
  readonly group: SettingGroup;
  /** English; the window translates by key. */
  readonly label: string;
  /** One sentence of help; empty when the label says it all. */
  readonly help: string;
}

export type SettingGroup =
  | 'speed'
  | 'connection'
  | 'discovery'
  | 'queue'
  | 'files'
  | 'desktop'
  | 'look'
  | 'advanced';

export interface BooleanSetting extends SettingBase<boolean> {
  readonly type: 'boolean';
}
export interface NumberSetting extends SettingBase<number> {
  readonly type: 'number';
  readonly min: number;
  readonly max: number;
  readonly unit:
    | 'bytes'
    | 'bytes/s'
    | 'seconds'
    | 'minutes'
    | 'count'
    | 'port'
    | 'percent'
    | 'ratio';
  /** What 0 means, where it means something else than zero. */
  readonly zero?: 'unlimited' | 'automatic' | 'off';
}
export interface TextSetting extends SettingBase<string> {
  readonly type: 'text';
  readonly maxLength: number;
  /** Several lines, one thing a line. */
  readonly lines?: boolean;
  /** A folder chosen with the system's dialog. */
  readonly folder?: boolean;
  /** What the text has to be; a command may be empty. */
  readonly format?: 'schedule' | 'command';
}
export interface ChoiceSetting<V extends string> extends SettingBase<V> {
  readonly type: 'choice';
  readonly options: readonly V[];
}
export type Setting = BooleanSetting | NumberSetting | TextSetting | ChoiceSetting<string>;
export type SettingSchema = Readonly<Record<string, Setting>>;

export type SettingValue<S> = S extends BooleanSetting
  ? boolean
  : S extends NumberSetting
    ? number
    : S extends ChoiceSetting<infer V>
      ? V
      : string;

export type SettingValues<S extends SettingSchema> = {
  readonly [K in keyof S]: SettingValue<S[K]>;
};

export const defineSettings = <const S extends SettingSchema>(schema: S): S => schema;

export function defaultsOf<S extends SettingSchema>(schema: S): SettingValues<S> {
  return Object.fromEntries(
    Object.entries(schema).map(([key, setting]) => [key, setting.default]),
  ) as SettingValues<S>;
}

/** True when the value may be stored under this setting. */
export function isValidSetting(setting: Setting, value: unknown): boolean {
  switch (setting.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return (
        typeof value === 'number' &&
        Number.isFinite(value) &&
        (setting.unit === 'ratio' || Number.isInteger(value)) &&
        value >= setting.min &&
        value <= setting.max
      );
    case 'text':
      return (
        typeof value === 'string' &&
        value.length <= setting.maxLength &&
        (setting.format !== 'schedule' || parseSchedule(value).ok) &&
        (setting.format !== 'command' || value.trim() === '' || parseCommand(value) !== undefined)
      );
    case 'choice':
      return typeof value === 'string' && setting.options.includes(value);
  }
}
