import { emptyIfNotFound } from '../../core/failures/failure';
import { defineOperation } from '../../core/table/defineOperation';
import { recordsIn } from '../../core/values/answer';
import { collectionInput, listFilters } from '../../fields/collections';
import { textField } from '../../fields/fieldKinds';
import { optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { simplify } from '../../fields/simplify';
import { messageKeyOf, simplifyMedia } from './shared/storedMedia';

/**
 * `POST /s3/getMedia/{instance}`. The server's own filter by message expects a whole number, although IDs are texts, so
 * this filter works here.
 */
export const getMany = defineOperation({
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
			messageId: optionalText,
		}),
	},
	example: { filters: { storedType: 'image' } },
	body: ({ filters }) => ({ id: filters?.mediaId, type: filters?.storedType }),
	output: ({ data }, { filters }) => {
		const rows = recordsIn(data);
		const wanted = filters?.messageId;
		return wanted === undefined ? rows : rows.filter((row) => messageKeyOf(row).id === wanted);
	},
	run: async (_input, { ask }) => await ask().catch(emptyIfNotFound),
	simplify: simplifyMedia,
});
