import { z } from 'zod';

import { reportProblem } from '../core/input/inputProblem';
import { splitByWhatsapp } from '../server/ask/numbers';
import { asRecord } from '../core/values/answer';
import { defineOperation, type ItemContext, type Resource } from '../table/operation';
import { bulkSendingWithoutRecipients } from '../fields/bulkSending';
import { choiceField, textField } from '../fields/fieldKinds';
import { choice, integer } from '../core/input/checks';
import { optionalColor, optionalText } from '../fields/inputs';
import { instanceField } from '../fields/instance';
import {
	binaryPropertyName,
	mediaBase64,
	mediaShape,
	mediaSource,
	mediaUrl,
	readMedia,
	textOf,
	type MediaInput,
} from '../fields/media';
import { listedPeople } from '../fields/recipient';
import { simplifySentMessage } from '../server/ask/messages';

const shownForMedia = { statusType: ['audio', 'image', 'video'] } as const;

const shownForSource = <const Source extends string>(source: Source) =>
	({ show: { ...shownForMedia, mediaSource: [source] } }) as const;

/** `POST /message/sendStatus/{instance}`. The route accepts a file as a URL or Base64, not as multipart. */
const sendStatus = defineOperation({
	name: 'Send',
	value: 'send',
	action: 'Send a WhatsApp status',
	description: 'Publish a text, picture, video or audio as a status for 24 hours',
	request: { method: 'POST', path: '/message/sendStatus/{instance}', idempotent: false },
	fields: [
		instanceField,
		choiceField('Status Type', 'statusType', {
			options: [
				{ name: 'Audio', value: 'audio' },
				{ name: 'Image', value: 'image' },
				{ name: 'Text', value: 'text' },
				{ name: 'Video', value: 'video' },
			],
			default: 'text',
		}),
		textField('Text', 'text', {
			typeOptions: { rows: 4 },
			displayOptions: { show: { statusType: ['text'] } },
			required: true,
			placeholder: 'e.g. We are open until 8 pm today!',
			description: 'What the status says, as plain text',
		}),
		{
			displayName: 'Background Color',
			name: 'backgroundColor',
			type: 'color',
			displayOptions: { show: { statusType: ['text'] } },
			default: '#0e9f6e',
			required: true,
		},
		choiceField('Font', 'font', {
			displayOptions: { show: { statusType: ['text'] } },
			options: [
				{ name: 'Bebas Neue', value: 4 },
				{ name: 'Bryndan Write', value: 3 },
				{ name: 'Norican', value: 2 },
				{ name: 'Oswald Heavy', value: 5 },
				{ name: 'Serif', value: 1 },
			],
			default: 1,
		}),
		{ ...mediaSource, displayOptions: { show: shownForMedia } },
		{ ...mediaUrl, displayOptions: shownForSource('url') },
		{ ...mediaBase64, displayOptions: shownForSource('base64') },
		{ ...binaryPropertyName, displayOptions: shownForSource('binary') },
		textField('Caption', 'caption', {
			mayBeEmpty: true,
			displayOptions: { show: { statusType: ['image', 'video'] } },
			placeholder: 'e.g. New in our shop',
			description: 'Text below the picture or video',
		}),
		choiceField('Audience', 'audience', {
			options: [
				{ name: 'All Contacts', value: 'allContacts' },
				{ name: 'Chosen People', value: 'chosen' },
			],
			default: 'allContacts',
			description: 'Who can see the status',
		}),
		textField('People', 'people', {
			displayOptions: { show: { audience: ['chosen'] } },
			required: true,
			placeholder: 'e.g. 5511988887777, 5511977776666',
			description:
				'Numbers or JIDs of those who can see the status, separated by commas or line breaks',
		}),
		bulkSendingWithoutRecipients,
	],
	input: z
		.object({
			statusType: choice('audio', 'image', 'text', 'video'),
			text: optionalText,
			backgroundColor: optionalColor,
			font: integer(1, 5).optional(),
			...mediaShape,
			mediaSource: mediaShape.mediaSource.default(mediaSource.default),
			caption: optionalText,
			audience: choice('allContacts', 'chosen'),
			people: listedPeople.optional(),
		})
		.superRefine(({ statusType, text, audience, people }, context) => {
			if (statusType === 'text' && text === undefined) {
				reportProblem(context, 'is empty', 'Enter the text of the status.', ['text']);
			}
			if (audience === 'chosen' && (people ?? []).length === 0) {
				reportProblem(context, 'is empty', 'Enter numbers, or choose All Contacts.', ['people']);
			}
		}),
	example: {
		statusType: 'text',
		text: 'Open on Sunday, too!',
		backgroundColor: '#0e9f6e',
		font: 1,
		audience: 'chosen',
		people: '5511988887777',
	},
	body: async (
		{ statusType: type, text, backgroundColor, font, caption, audience, people, ...source },
		item,
	) => ({
		type,
		content: type === 'text' ? text : await contentOf(type, source, item),
		backgroundColor,
		font,
		caption,
		...(audience === 'allContacts' ? { allContacts: true } : { statusJidList: people }),
	}),
	isOneRequest: ({ audience }) => audience === 'allContacts',
	async run(input, call) {
		// If the server can't limit the audience (Evolution Go), its adapter refuses a list of people.
		if (call.connection.server.statusesAreForAll) return await call.ask();
		const { people, missing } = await splitByWhatsapp(call, input.people ?? [], ['people']);
		return { ...asRecord(await call.ask({ input: { ...input, people } })), missing };
	},
	locate: () => ({ recipient: 'status@broadcast' }),
	output: (item) => ({
		...simplifySentMessage(item),
		...(item.missing === undefined ? {} : { missing: item.missing }),
	}),
});

/** The server needs the Base64 of pictures and videos in a data URI. */
async function contentOf(
	type: 'audio' | 'image' | 'video',
	source: MediaInput,
	item: ItemContext,
): Promise<string> {
	const media = await readMedia(item, source, type);
	const text = await textOf(media);
	if (media.file === undefined && media.isUrl) return text;
	return type === 'audio' ? text : `data:${type}/*;base64,${text}`;
}

export const status: Resource = {
	name: 'Status (Story)',
	value: 'status',
	description: 'Publish a status for 24 hours',
	operations: [sendStatus],
};
