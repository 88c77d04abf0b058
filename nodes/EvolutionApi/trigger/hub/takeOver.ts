import { foreignOf, restored, switchedOff } from './foreign';
import { parseRecord, type OwnSubscriber, type WebhookRecord, type WebhookSetting } from './record';
import { bodyOf, type Talk } from './talk';

// For servers before 2.1.1: one workflow has the webhook alone, as with every other trigger.

/**
 * Puts the workflow's URL into the webhook.
 * @returns what was there before, for {@link giveBack}; null where there was none
 * @throws {RequestFailure} with the cause
 */
export async function takeOver(
	talk: Talk,
	{ url, events, base64 = false }: OwnSubscriber,
): Promise<WebhookRecord | null> {
	const before = parseRecord(bodyOf(await talk.find()));
	if (before?.url === url && before.enabled && before.base64 === base64) return before;
	await set(talk, { url, enabled: true, events, base64, byEvents: false, headers: {} });
	return before;
}

/** Puts back what was there before, unless somebody else has taken the webhook since. */
export async function giveBack(
	talk: Talk,
	url: string,
	before: WebhookRecord | null,
): Promise<void> {
	const record = parseRecord(bodyOf(await talk.find()));
	if (record?.url !== url) return;
	const mayReturn = before !== null && before.url !== url;
	await set(talk, mayReturn ? restored(foreignOf(before, { kind: 'none' })) : switchedOff(url));
}

/** 2.0 wants the values flat and under their longer names; no version minds the other form. */
async function set(talk: Talk, { headers, ...webhook }: WebhookSetting): Promise<void> {
	const { byEvents: webhookByEvents, base64: webhookBase64, ...flat } = webhook;
	const body = { ...flat, webhookByEvents, webhookBase64, webhook: { ...webhook, headers } };
	bodyOf(await talk.set(body));
}
