import { DateTime, IANAZone } from 'luxon';

/** Hours of each day in which nothing is sent. */
export interface QuietHours {
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

/** The end of the quiet hours that a moment is in; the moment itself if it is in none. */
export function afterQuiet(now: Date, hours: QuietHours): Date {
	if (!isQuiet(now, hours)) return now;
	const { to, timeZone } = hours;
	return nextTimeOfDay(now, to, timeZone);
}

/** When the clock says so next. @param minutes after midnight; @param timeZone IANA name */
export function nextTimeOfDay(now: Date, minutes: number, timeZone: string): Date {
	const local = DateTime.fromJSDate(now, { zone: timeZone });
	const [hour, minute] = [Math.floor(minutes / 60), minutes % 60];
	const today = local.set({ hour, minute, second: 0, millisecond: 0 });
	return (today > local ? today : today.plus({ days: 1 })).toJSDate();
}

export function isQuiet(now: Date, { from, to, timeZone }: QuietHours): boolean {
	const { hour, minute } = DateTime.fromJSDate(now, { zone: timeZone });
	const time = hour * 60 + minute;
	return from < to ? time >= from && time < to : time >= from || time < to;
}
