// Times in the browser's own zone, and sizes.

const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
export const clockTime = (date) => time.format(date);
export const dayName = (date) => day.format(date);
export const fullTime = (date) => full.format(date);
export const dayAndTime = (date) => `${dayName(date)}, ${clockTime(date)}`;

export function fileSize(bytes = 0) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
