import { entries, inSeconds, lines, type Rule } from '../rule';

const FROM = 'messages-api';
const to = { remoteJid: 'recipient' };
const delay = { 'options_message.delay': inSeconds('options.typingIndicator.values.seconds') };
const quoted = {
	'options_message.quoted.messageQuoted.messageId': 'options.replyTo.values.messageId',
};
const MENTIONS = 'options_message.mentions.mentionsSettings';
const options = {
	...delay,
	...quoted,
	[`${MENTIONS}.mentionsEveryOne`]: {
		to: 'options.mentions.values.mention',
		convert: (all: unknown) =>
			typeof all === 'boolean' ? (all ? 'everyone' : 'members') : undefined,
	},
	[`${MENTIONS}.mentioned`]: 'options.mentions.values.members',
};
const media = { ...to, media: 'mediaUrl' };
/** Default file names, because the server takes a file's type from its name. */
const FILE_NAMES = { image: 'image.jpg', video: 'video.mp4', document: 'document.pdf' };

export const messages: readonly Rule[] = [
	{
		from: [FROM, 'send-text'],
		to: ['message', 'sendText'],
		fields: {
			...to,
			messageText: 'text',
			...options,
			'options_message.linkPreview': 'options.linkPreview',
		},
	},
	...(['image', 'video', 'document'] as const).map(
		(mediaType): Rule => ({
			from: [FROM, `send-${mediaType}`],
			to: ['message', 'sendMedia'],
			fields: {
				...media,
				caption: 'options.caption',
				fileName: 'options.fileName',
				...options,
			},
			set: { mediaType, mediaSource: 'url' },
			defaults: { fileName: FILE_NAMES[mediaType] },
		}),
	),
	{
		from: [FROM, 'send-audio'],
		to: ['message', 'sendVoiceNote'],
		fields: { ...media, ...delay, ...quoted },
		set: { mediaSource: 'url' },
	},
	{
		from: [FROM, 'send-poll'],
		to: ['message', 'sendPoll'],
		fields: {
			...to,
			caption: 'question',
			'options_display.metadataValues': { to: 'pollOptions', convert: lines('optionValue') },
			...delay,
			...quoted,
		},
	},
	{
		from: [FROM, 'send-contact'],
		to: ['message', 'sendContact'],
		fields: {
			...to,
			'contacts.contactValues': {
				to: 'contacts.contact',
				convert: entries({
					fullName: 'fullName',
					phoneNumber: 'phoneNumber',
					organization: 'organization',
					email: 'email',
					url: 'url',
				}),
			},
		},
		note: 'The WhatsApp ID of a contact (wuid) is made from the phone number.',
	},
	{
		from: [FROM, 'send-list'],
		to: ['message', 'sendList'],
		fields: {
			...to,
			title: 'title',
			description: 'description',
			buttonText: 'buttonText',
			footerText: 'footer',
			'sections.sectionValues': {
				to: 'sections.section',
				convert: entries({
					title: 'title',
					rows: {
						to: 'rows',
						convert: (rows) => ({
							row: rowsOf(rows).flatMap(
								entries({ title: 'title', description: 'description', rowId: 'rowId' }),
							),
						}),
					},
				}),
			},
			...options,
		},
		defaults: { buttonText: 'Ver Opções' },
		note: 'The footer is sent now; the old node left it out.',
	},
	{
		from: [FROM, 'send-buttons'],
		to: ['message', 'sendButtons'],
		fields: {
			...to,
			title: 'title',
			description: 'description',
			footer: 'options.footer',
			'buttons.buttonValues': {
				to: 'buttons.button',
				convert: entries({
					type: 'type',
					displayText: 'displayText',
					id: 'id',
					copyCode: 'copyCode',
					url: 'url',
					phoneNumber: 'phoneNumber',
				}),
			},
			...delay,
			...quoted,
		},
	},
	{
		from: [FROM, 'send-pix'],
		to: ['message', 'sendButtons'],
		fields: {
			...to,
			name: 'buttons.button.0.name',
			key: 'buttons.button.0.key',
			keyType: 'buttons.button.0.keyType',
		},
		set: { 'buttons.button.0.type': 'pix', 'buttons.button.0.currency': 'BRL' },
		defaults: { keyType: 'email' },
	},
	{
		from: [FROM, 'send-stories'],
		when: ['type', 'text'],
		to: ['status', 'send'],
		fields: { content: 'text', ...statusFields() },
		defaults: { backgroundColor: '#000000', allContacts: false },
	},
	...(['image', 'video', 'audio'] as const).map(
		(type): Rule => ({
			from: [FROM, 'send-stories'],
			when: ['type', type],
			to: ['status', 'send'],
			fields: { content: 'mediaUrl', caption: 'caption', ...statusFields() },
			set: { statusType: type, mediaSource: 'url' },
			defaults: { allContacts: false },
		}),
	),
	{
		from: [FROM, 'send-reaction'],
		to: ['message', 'sendReaction'],
		fields: { ...to, messageId: 'messageId', fromMe: 'fromMe', reaction: 'emoji' },
		defaults: { fromMe: true, reaction: '👍' },
	},
];

function statusFields(): Rule['fields'] {
	return {
		backgroundColor: 'backgroundColor',
		font: 'font',
		allContacts: {
			to: 'audience',
			convert: (all) => (typeof all === 'boolean' ? (all ? 'allContacts' : 'chosen') : undefined),
		},
		statusJidList: 'people',
	};
}

function rowsOf(rows: unknown): unknown[] {
	const values = Object(rows).rowValues;
	return Array.isArray(values) ? values : [];
}
