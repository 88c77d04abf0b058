import type { Field } from '../core/values/field';
import { choiceField, textField } from './fieldKinds';

export const mediaType = choiceField('Media Type', 'mediaType', {
	options: [
		{ name: 'Audio', value: 'audio', description: 'An audio file, not a voice note' },
		{ name: 'Document', value: 'document', description: 'Any file, sent unchanged' },
		{ name: 'Image', value: 'image' },
		{ name: 'Video', value: 'video' },
	],
	default: 'image',
	description: 'How WhatsApp shows the file',
});

/** Options of a message with a file. */
export const mediaOptions = {
	caption: textField('Caption', 'caption', {
		typeOptions: { rows: 2 },
		placeholder: 'e.g. Here is your invoice.',
		description: 'Text below the picture, video or document',
	}),
	fileName: textField('File Name', 'fileName', {
		placeholder: 'e.g. invoice.pdf',
		description:
			'Name that the recipient sees, with its extension. A document from Base64 needs it; one from a URL otherwise has the last part of the address.',
	}),
	mimeType: textField('MIME Type', 'mimeType', {
		displayOptions: { show: { '/mediaType': ['audio'] } },
		placeholder: 'e.g. audio/mp4',
		description:
			'Type of the audio file, if its name does not tell. The server then ignores File Name.',
	}),
} as const satisfies Record<string, Field>;
