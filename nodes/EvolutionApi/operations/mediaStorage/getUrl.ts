import { mustBe, reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput, optionsField } from '../../fields/collections';
import { concurrency } from '../../fields/concurrency';
import { numberField, textField } from '../../fields/fieldKinds';
import { integer, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { simplify } from '../../fields/simplify';
import { simplifyMedia } from './shared/storedMedia';

/** S3 signs addresses for at most a week. */
const LONGEST_SECONDS = 604_800;

const mediaId = text.superRefine((value, context) => {
	// The server refuses other IDs with the text of a regular expression.
	if (value.trim() === '' || /\d/.test(value)) return;
	reportProblem(
		context,
		mustBe('the ID of a stored file', value),
		'Take it from "mediaId" in the output of Media Storage → Get Many.',
	);
});

/** `POST /s3/getMediaUrl/{instance}`: an address that works for a limited time. The server expects the duration as a text. */
export const getUrl = defineOperation({
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
		mediaId,
		options: collectionInput({ expiry: integer(1, LONGEST_SECONDS) }),
	},
	example: { mediaId: 'cmwomv4s104h1f47dgxkh0hbo', options: { expiry: 3600 } },
	body: ({ mediaId: id, options }) => ({ id, expiry: options?.expiry?.toString() }),
	simplify: simplifyMedia,
});
