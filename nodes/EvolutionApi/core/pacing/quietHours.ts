import { DateTime, IANAZone } from 'luxon';

/** Hours of each day in which nothing is sent. */
interface QuietHours {
	/** Minutes after midnight. If `to` is smaller, the quiet hours go on past midnight. */
	readonly from: number;
	readonly to: number;
	/** IANA name, such as `America/Sao_Paulo`. */
	readonly timeZone: string;
}

/** `21:30` → 1290; undefined if it is not a time of day. */
export function minutesOf(text: string): number | undefined {
	const [, hours, minutes] = /^\s*(\d{1,2}):(\d{2})\s*$/.exec(text) ?? [];
	if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined;
	return Number(hours) * 60 + Number(minutes);
}

/** 1290 → `21:30` */
export const timeOf = (minutes: number) =>
	[Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

export const isTimeZone = (name: string) => IANAZone.isValidZone(name);

export function isQuiet(now: Date, { from, to, timeZone }: QuietHours): boolean {
	const { hour, minute } = DateTime.fromJSDate(now, { zone: timeZone });
	const time = hour * 60 + minute;
	return from < to ? time >= from && time < to : time >= from || time < to;
}
