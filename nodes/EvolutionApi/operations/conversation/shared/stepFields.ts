import type { Field } from '../../../core/values/field';
import { choiceField, numberField } from '../../../fields/fieldKinds';
import { binaryPropertyName, mediaBase64, mediaSource, mediaUrl } from '../../../fields/media';
import { mediaOptions } from '../../../fields/mediaMessage';
import { messageText } from '../../../fields/textMessage';
import { toggle } from '../../../fields/toggle';
import { contactName, contactNumber } from '../../message/shared/contactFields';
import { address, latitude, longitude, placeName } from '../../message/shared/locationFields';
import { pollOptions, question, selectableCount } from '../../message/shared/pollFields';

// The fields of a message in a sequence, in the order of the labels, as n8n wants it.

const FILES = ['audio', 'document', 'image', 'sticker', 'video', 'videoNote', 'voiceNote'] as const;

const shownFor = <const Actions extends readonly string[]>(...action: Actions) =>
	({ show: { action } }) as const;
const shownForFile = <const Source extends string>(source: Source) =>
	({ show: { action: FILES, mediaSource: [source] } }) as const;

export const stepValues = [
	choiceField('Action', 'action', {
		noDataExpression: true,
		options: [
			{ name: 'Send Audio File', value: 'audio' },
			{ name: 'Send Contact', value: 'contact' },
			{ name: 'Send Document', value: 'document' },
			{ name: 'Send Image', value: 'image' },
			{ name: 'Send Location', value: 'location' },
			{ name: 'Send Poll', value: 'poll' },
			{ name: 'Send Sticker', value: 'sticker' },
			{ name: 'Send Text', value: 'text' },
			{ name: 'Send Video', value: 'video' },
			{ name: 'Send Video Note', value: 'videoNote' },
			{ name: 'Send Voice Note', value: 'voiceNote' },
		],
		default: 'text',
	}),
	{ ...address, displayOptions: shownFor('location') },
	{ ...mediaBase64, displayOptions: shownForFile('base64') },
	{ ...mediaOptions.caption, displayOptions: shownFor('document', 'image', 'video') },
	{ ...selectableCount, displayOptions: shownFor('poll') },
	{ ...contactName, displayOptions: shownFor('contact') },
	{ ...contactNumber, displayOptions: shownFor('contact') },
	{ ...mediaOptions.fileName, displayOptions: shownFor('audio', 'document', 'image', 'video') },
	{ ...binaryPropertyName, displayOptions: shownForFile('binary') },
	{ ...latitude, displayOptions: shownFor('location') },
	{ ...longitude, displayOptions: shownFor('location') },
	{ ...mediaSource, displayOptions: shownFor(...FILES) },
	numberField('Pause Before (Seconds)', 'pauseSeconds', {
		typeOptions: { minValue: 0, maxValue: 120 },
		description: 'How long to wait before this message is sent',
	}),
	{ ...placeName, displayOptions: shownFor('location') },
	{ ...pollOptions, displayOptions: shownFor('poll') },
	{ ...question, displayOptions: shownFor('poll') },
	toggle(
		'Show Typing',
		'showTyping',
		'Whether the recipient sees "typing…" or "recording…" during the pause',
		true,
	),
	{ ...messageText, displayOptions: shownFor('text') },
	{ ...mediaUrl, displayOptions: shownForFile('url') },
] as const satisfies readonly Field[];
