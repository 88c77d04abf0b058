import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';

import { fileItem } from '../../support/binary';
import { SAMPLE_FILES } from '../../support/sampleFiles';

export interface SentReport {
	readonly source: string;
	readonly saw: string;
	readonly operation: 'edit' | 'sendMedia' | 'sendTemplate' | 'sendText';
	readonly values: IDataObject;
	readonly item: { readonly json: IDataObject; readonly binary?: IBinaryKeyData };
	/** Keys that the body for the server must have, or the expected error. With an error, the server must get no request. */
	readonly right: IDataObject | RegExp;
}

export const ANA = '5511988887777';

/** Returns a report about a text sent to `to`. @param right the expected digits, or the expected error */
export const number = (
	source: string,
	saw: string,
	to: string,
	right: string | RegExp,
): SentReport => ({
	source,
	saw,
	operation: 'sendText',
	values: { recipient: '={{ $json.to }}', text: 'Hi' },
	item: { json: { to } },
	right: typeof right === 'string' ? { number: right } : right,
});

export const markdown = (source: string, saw: string, text: string, right: string): SentReport => ({
	source,
	saw,
	operation: 'sendText',
	values: { recipient: ANA, text: '={{ $json.text }}', options: { textFormat: 'markdown' } },
	item: { json: { text } },
	right: { text: right },
});

export const file = (
	source: string,
	saw: string,
	mediaType: string,
	given: { readonly content: Buffer | string; readonly type: string; readonly name?: string },
	right: IDataObject | RegExp,
): SentReport => ({
	source,
	saw,
	operation: 'sendMedia',
	values: { recipient: ANA, mediaType, mediaSource: 'binary' },
	item: fileItem(Buffer.from(given.content as string, 'latin1'), given.type, given.name),
	right,
});

export const base64 = (
	source: string,
	saw: string,
	values: IDataObject,
	right: IDataObject | RegExp,
): SentReport => ({
	source,
	saw,
	operation: 'sendMedia',
	values: { recipient: ANA, mediaSource: 'base64', ...values },
	item: { json: {} },
	right,
});

export const sample = (kind: keyof typeof SAMPLE_FILES) =>
	Buffer.from(SAMPLE_FILES[kind], 'base64');
export const ZIP = 'PK\x03\x04\x14\0\0\0\x08\0\0\0';
export const OFFICE = 'application/vnd.openxmlformats-officedocument';
