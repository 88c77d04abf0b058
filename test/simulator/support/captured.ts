import type { Collector } from './collector';
import { deliveryOf } from '../../support/facts';
import { differences } from '../../../dev/conformance/shape';

/** Intended differences from the captured deliveries, each with its reason. The key is the captured file. */
const EXCEPTIONS: Record<string, { reason: string; only: RegExp }> = {
	'messages.upsert.image': {
		reason: 'thumbnail and size came and went in the captured ones',
		only: /imageMessage\.(height|width|jpegThumbnail)/,
	},
	'messages.upsert.extendedText-quote': {
		reason: 'a device list that only a real phone sends',
		only: /messageContextInfo/,
	},
	'messages.upsert.interactiveResponse': {
		reason: 'phones quote the message, the stub did not',
		only: /contextInfo\.(participant|quotedMessage)/,
	},
	'messages.upsert.listResponse': {
		reason: 'phones quote the message, the stub did not',
		only: /contextInfo\.(participant|quotedMessage)/,
	},
};

/** Only real phones send these keys, and timestamps as objects. The captured deliveries come from a simulated WhatsApp. */
const ADDED_BY_PHONES =
	/\.(key|data)\.(addressingMode|participant): not in the captured one|\.(senderTimestampMs|timestampMs): number expected, got object/;

const isLike = (expected: unknown, got: unknown) => {
	const typeOf = (data: unknown) => (data as { messageType?: string } | null)?.messageType;
	return typeOf(expected) === undefined || typeOf(expected) === typeOf(got);
};

export async function expectCaptured(
	hook: Collector,
	file: string,
	isIt?: (data: never) => boolean,
): Promise<void> {
	const { body, headers } = deliveryOf(file);
	const delivery = await hook.wait(String(body.event), ({ body: got }) =>
		isIt ? isIt(got.data as never) : isLike(body.data, got.data),
	);
	const exception = EXCEPTIONS[file] as (typeof EXCEPTIONS)[string] | undefined;
	const found = differences(body, delivery.body).filter(
		(line) => !ADDED_BY_PHONES.test(line) && !exception?.only.test(line),
	);
	expect({ file, found }).toEqual({ file, found: [] });
	const names = Object.keys(headers).filter((name) => name !== 'connection');
	expect(Object.keys(delivery.headers)).toEqual(expect.arrayContaining(names));
}
