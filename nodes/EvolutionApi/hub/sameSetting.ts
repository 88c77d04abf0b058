import type { WebhookRecord, WebhookSetting } from './record';

/** For values that were made in the same way. */
export const sameJson = (left: unknown, right: unknown) =>
	JSON.stringify(left) === JSON.stringify(right);

/** All but the headers. */
export const sameSetting = (
	record: WebhookRecord,
	setting: WebhookSetting,
	sameEvents: (current: readonly string[], wanted: readonly string[]) => boolean,
) =>
	record.url === setting.url &&
	record.enabled === setting.enabled &&
	record.byEvents === setting.byEvents &&
	record.base64 === setting.base64 &&
	sameEvents(record.events, setting.events);
