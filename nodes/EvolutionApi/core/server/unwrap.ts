import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf } from '../values/answer';

/** Messages that only hold another one, as `{ message }`. */
const WRAPPERS = [
	'ephemeralMessage',
	'viewOnceMessage',
	'viewOnceMessageV2',
	'viewOnceMessageV2Extension',
	'documentWithCaptionMessage',
	'editedMessage',
	'deviceSentMessage',
	'lottieStickerMessage',
	'associatedChildMessage',
	'groupMentionedMessage',
	'botInvokeMessage',
	'groupStatusMessage',
	'groupStatusMessageV2',
	'pollCreationMessageV4',
];

/** WhatsApp never nests them this deep. */
const MOST_WRAPPERS = 10;

interface Unwrapped {
	/** The innermost message. */
	readonly message: IDataObject;
	readonly isViewOnce: boolean;
}

/** Unwraps a message: disappearing, view-once (all versions), edited, document with caption … */
export function unwrap(outer: unknown): Unwrapped {
	let message = recordOf(outer);
	let isViewOnce = false;
	for (let level = 0; level < MOST_WRAPPERS; level++) {
		const found = WRAPPERS.find((name) => isRecord(insideOf(message, name)));
		if (found === undefined) break;
		isViewOnce ||= found.startsWith('viewOnce');
		message = insideOf(message, found) as IDataObject;
	}
	return { message, isViewOnce };
}

const insideOf = (message: IDataObject, name: string): unknown => recordOf(message[name]).message;
