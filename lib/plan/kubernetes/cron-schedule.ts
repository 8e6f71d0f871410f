import { cronFields, cronNumbers, splitSchedule } from '../../cron';

/** Whether Kubernetes takes a schedule: five fields, or one of its words. Source: robfig/cron v3, parser.go. */
export const isSchedule = (schedule: string): boolean => {
  if (/^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every \S+)$/.test(schedule)) return true;
  const parts = splitSchedule(schedule.replace(/^(TZ|CRON_TZ)=\S+\s+/, ''));
  return (
    parts.length === cronFields.length &&
    cronFields.every((field, index) => parts[index] === '?' || cronNumbers(parts[index] ?? '', field) !== undefined)
  );
};
