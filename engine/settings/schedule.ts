/** The text of the setting `slowSchedule`, for those who draw it. */
export { DAY, formatSchedule, parseSchedule, type WeekSchedule } from '../core/schedule.ts';
