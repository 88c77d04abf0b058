import type { IDataObject } from 'n8n-workflow';

import { emptyIfNotFound } from '../errors/failure';
import { mustBe, reportProblem } from '../core/input/inputProblem';
import { readMessageKeys } from '../server/words/keys';
import { defineOperation, type Resource } from '../table/operation';
import { asRecord, asRecords, textOrNull } from '../core/values/answer';
import {
	collectionInput,
	listFilters,
	optionsField,
	numberField,
	textField,
} from '../fields/fieldKinds';
import { concurrency, listFields, simplify } from '../fields/reads';
import { integer } from '../core/input/checks';
import { optionalText, text } from '../fields/inputs';
import { optionalMessageId } from '../fields/messageKey';
import { instanceField } from '../fields/instance';

/**
 * `POST /s3/getMedia/{instance}`. The server's own filter by message expects a whole number, but message IDs are texts, so the
 * node applies this filter itself.
 */
const getMany = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many stored WhatsApp media files',
	description:
		'Get the media files in the S3 or MinIO storage of the server. Returns nothing if the storage is off.',
	request: { method: 'POST', path: '/s3/getMedia/{instance}', reads: true },
	fields: [
		instanceField,
		...listFields,
		listFilters(
			textField('Media ID', 'mediaId', {
				placeholder: 'e.g. cmwomv48e04gwf47dnhpimt1h',
				description: 'Only the file with this ID',
			}),
			textField('Media Type', 'storedType', {
				placeholder: 'e.g. image',
				description: 'Only files of this type, as "type" in the output',
			}),
			textField('Message ID', 'messageId', {
				placeholder: 'e.g. 3EB0A1B2C3D4E5F60718',
				description: 'Only the file of the message with this ID',
			}),
		),
		simplify,
	],
	input: {
		filters: collectionInput({
			mediaId: optionalText,
			storedType: optionalText,
			messageId: optionalMessageId,
		}),
	},
	example: { filters: { storedType: 'image' } },
	body: ({ filters }) => ({ id: filters?.mediaId, type: filters?.storedType }),
	output: ({ data }, { filters }) => {
		const rows = asRecords(data);
		const id = filters?.messageId;
		return id === undefined ? rows : rows.filter((row) => readStoredKeys(row).id === id);
	},
	run: async (_input, { ask }) => await ask().catch(emptyIfNotFound),
	simplify: simplifyMedia,
});

/** S3 signs addresses for at most a week. */
const LONGEST_SECONDS = 604_800;

const mediaIdInput = text.superRefine((value, context) => {
	// The server refuses an ID without a digit, and its error only shows a regular expression.
	if (value.trim() === '' || /\d/.test(value)) return;
	reportProblem(
		context,
		mustBe('the ID of a stored file', value),
		'Copy it from "mediaId" in the output of Media Storage → Get Many.',
	);
});

/** `POST /s3/getMediaUrl/{instance}`: returns a temporary URL of a file. The server expects `expiry` (seconds) as a string. */
const getUrl = defineOperation({
	name: 'Get URL',
	value: 'getUrl',
	action: 'Get the URL of a stored WhatsApp media file',
	description: 'Get a download URL for a file in the S3 or MinIO storage',
	request: { method: 'POST', path: '/s3/getMediaUrl/{instance}', reads: true },
	fields: [
		instanceField,
		textField('Media ID', 'mediaId', {
			required: true,
			placeholder: 'e.g. cmwomv48e04gwf47dnhpimt1h',
			description: 'ID of the file, as "mediaId" in the output of Get Many',
		}),
		optionsField(
			concurrency,
			numberField('Valid For (Seconds)', 'expiry', {
				typeOptions: { minValue: 1, maxValue: 604800 },
				default: 3600,
				description: 'How long the URL is valid: 604800 seconds (a week) at most',
			}),
		),
		simplify,
	],
	input: {
		mediaId: mediaIdInput,
		options: collectionInput({ expiry: integer(1, LONGEST_SECONDS) }),
	},
	example: { mediaId: 'cmwomv4s104h1f47dgxkh0hbo', options: { expiry: 3600 } },
	body: ({ mediaId: id, options }) => ({ id, expiry: options?.expiry?.toString() }),
	simplify: simplifyMedia,
});

const readStoredKeys = (row: IDataObject) => readMessageKeys(asRecord(row.Message));

function simplifyMedia(row: IDataObject): IDataObject {
	const { id, chat } = readStoredKeys(row);
	return {
		mediaId: textOrNull(row.id),
		...(row.mediaUrl === undefined ? {} : { mediaUrl: row.mediaUrl }),
		type: textOrNull(row.type),
		mimeType: textOrNull(row.mimetype),
		fileName: textOrNull(row.fileName),
		messageId: textOrNull(id),
		chat: textOrNull(chat),
		createdAt: textOrNull(row.createdAt),
	};
}

export const mediaStorage: Resource = {
	name: 'Media Storage',
	value: 'mediaStorage',
	description: 'Get files of messages from the S3 or MinIO storage of the server',
	operations: [getMany, getUrl],
};
