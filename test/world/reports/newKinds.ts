import { has, type Report } from './report';

/** Message types that were recently added to WhatsApp's protocol. None of them may be returned as an unknown, empty message. */
export const newKinds: Report[] = [
	newerKind('a question', {
		field: 'questionMessage',
		content: { message: { extendedTextMessage: { text: 'What do you think?' } } },
		right: { kind: 'text', text: 'What do you think?' },
	}),
	newerKind('the answer to a question', {
		field: 'questionResponseMessage',
		content: { key: { id: 'ORIG1' }, text: 'my answer' },
		right: { kind: 'text', text: 'my answer', targetMessageId: 'ORIG1' },
	}),
	newerKind('the answer to a question in a story', {
		field: 'statusQuestionAnswerMessage',
		content: { key: { id: 'ORIG1' }, text: 'on Monday' },
		right: { kind: 'text', text: 'on Monday' },
	}),
	newerKind('what somebody writes about a story', {
		field: 'statusQuotedMessage',
		content: { type: 1, text: 'where is that?' },
		right: { kind: 'text', text: 'where is that?' },
	}),
	newerKind('a text behind a spoiler', {
		field: 'spoilerMessage',
		content: { message: { conversation: 'he did it' } },
		right: { kind: 'text', text: 'he did it' },
	}),
	newerKind('a text in a chat that limits sharing', {
		field: 'limitSharingMessage',
		content: { message: { conversation: 'between us' } },
		right: { kind: 'text', text: 'between us' },
	}),
	newerKind('what somebody adds to a chain of stories', {
		field: 'statusAddYours',
		content: { message: { imageMessage: { mimetype: 'image/jpeg', caption: 'my dog' } } },
		right: { kind: 'image', text: 'my dog' },
	}),
	newerKind('a comment', {
		field: 'commentMessage',
		content: {
			message: { extendedTextMessage: { text: 'so do I' } },
			targetMessageKey: { id: 'ORIG1' },
		},
		right: { kind: 'text', text: 'so do I', targetMessageId: 'ORIG1' },
	}),
	newerKind('an invitation to pay', {
		field: 'paymentInviteMessage',
		content: { serviceType: 3, expiryTimestamp: '1795760000' },
		right: { kind: 'payment', chatInput: has('payment') },
	}),
	newerKind('a pack of stickers', {
		field: 'stickerPackMessage',
		content: { name: 'Cats', publisher: 'Ana' },
		right: { kind: 'stickerPack', chatInput: has('Cats') },
	}),
	newerKind('an invitation to follow a channel', {
		field: 'newsletterFollowerInviteMessageV2',
		content: { newsletterJid: '120363000000000099@newsletter', newsletterName: 'Offers' },
		right: { kind: 'channelInvite', chatInput: has('Offers') },
	}),
	newerKind('a poll whose version only a newer program knows', {
		field: 'pollCreationMessageV9',
		content: { name: 'Tea?', options: [{ optionName: 'yes' }, { optionName: 'no' }] },
		right: { kind: 'poll', text: 'Tea?', chatInput: has('yes') },
	}),
	newerKind('an event whose version only a newer program knows', {
		field: 'eventMessageV2',
		content: { name: 'Dinner', description: 'At mine', startTime: '1795760000' },
		right: { kind: 'event', text: 'Dinner', chatInput: has('At mine') },
	}),
	newerKind('a picture whose version only a newer program knows', {
		field: 'imageMessageV2',
		content: { mimetype: 'image/jpeg', url: 'https://mmg.whatsapp.net/x' },
		right: { kind: 'image' },
	}),
	newerKind('the result of a poll', {
		field: 'pollResultSnapshotMessageV3',
		content: { name: 'Tea?', pollVotes: [{ optionName: 'yes', optionVoteCount: '3' }] },
		right: { kind: 'pollResult', chatInput: has('yes') },
	}),
	newerKind('a planned call', {
		field: 'scheduledCallCreationMessage',
		content: { title: 'Weekly call', scheduledTimestampMs: '1795760000000' },
		right: { chatInput: has('Weekly call') },
	}),
	newerKind('a text for a bot task', {
		field: 'botTaskMessage',
		content: { message: { conversation: 'remind me' } },
		right: { kind: 'text', text: 'remind me' },
	}),
];

function newerKind(
	what: string,
	{ field, content, right }: { field: string; content: object; right: object },
): Report {
	return {
		source: 'WhiskeySockets/Baileys WAProto, fazer-ai/chatwoot#392, botonic',
		saw: `${what} is an unknown message without a text`,
		message: { [field]: { ...content } },
		messageType: field,
		right: { ...right },
	};
}
