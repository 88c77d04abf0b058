import { itemOf, messageBody, PERSON } from './support/deliveries';
import { MESSAGES } from './support/samples';

const PHONE = '5511988887777';

const of = (kind: string) => itemOf(messageBody(MESSAGES.find(([name]) => name === kind)?.[1]));

describe('a broken message', () => {
	it('without any content is output with its chat', () => {
		expect(itemOf(messageBody(null))).toMatchObject({ kind: 'unknown', text: null, chat: PERSON });
		expect(itemOf(messageBody({}, { key: null }))).toMatchObject({ messageId: null, chat: null });
	});

	it('with parts of another type is output without them', () => {
		const message = { imageMessage: 'no', contextInfo: 5 };
		const item = itemOf(
			messageBody(message, { contextInfo: [], messageTimestamp: 'soon', pushName: {} }),
		);
		expect(item).toMatchObject({ kind: 'image', text: null, senderName: null, quoted: null });
		expect(item.timestamp).toBe('2026-11-20T07:04:49.191Z');
	});

	it('with an answer that is not JSON keeps its text', () => {
		const flow = { body: { text: 'Yes' }, nativeFlowResponseMessage: { paramsJson: '{"id":' } };
		expect(itemOf(messageBody({ interactiveResponseMessage: flow }))).toMatchObject({
			text: 'Yes',
			buttonId: null,
			answer: { name: null, parameters: {} },
		});
	});
});

it.each(MESSAGES)('a message of the kind %s is recognized', (kind, message) => {
	expect(itemOf(messageBody(message)).kind).toBe(kind);
});

it('the keys of a simplified message begin with what people use most', () => {
	const keys = Object.keys(of('text'));
	expect(keys.slice(0, 5)).toEqual(['text', 'senderName', 'chat', 'kind', 'timestamp']);
	expect(keys.slice(-3)).toEqual(['event', 'instance', 'eventId']);
});

it('a simplified message leaves out keys that do not apply to its type', () => {
	const item = of('text');
	for (const key of ['buttonId', 'rowId', 'selectedOptions', 'targetMessageId', 'adReferral'])
		expect(item).not.toHaveProperty(key);
	// Every message has the keys that conditions in workflows often use.
	expect(item).toMatchObject({ quoted: null, media: null, mentions: [], phoneNumber: PHONE });
	expect(of('sticker').media).toEqual({
		mimeType: 'image/webp',
		size: 2048,
		isVoice: false,
		isGif: false,
		hasBase64: false,
	});
});

it('a simplified message has the ID of its Chatwoot conversation, which servers from 2.2.0 on send', () => {
	const ids = { chatwootMessageId: 108, chatwootInboxId: 5, chatwootConversationId: 107 };
	expect(itemOf(messageBody({ conversation: 'Help!' }, ids)).chatwootConversationId).toBe(107);
	for (const other of [undefined, null, 'soon', {}]) {
		const item = itemOf(messageBody({ conversation: 'a' }, { chatwootConversationId: other }));
		expect(item).not.toHaveProperty('chatwootConversationId');
	}
});

it('simplified messages of all kinds share the same keys, besides those of their kind', () => {
	const own =
		/^(targetMessageId|buttonId|rowId|rowDescription|offer|selectedOptions|location|contacts|pin|poll|pollResults|reaction|answer|order|product|groupInvite|calendarEvent|album|buttons|list|payment|flow|channelInvite)$/;
	const keys = MESSAGES.map(([, message]) =>
		Object.keys(itemOf(messageBody(message)))
			.filter((key) => !own.test(key))
			.join(),
	);
	expect(new Set(keys).size).toBe(1);
});

describe('"text" of a message', () => {
	it.each([
		['image', 'pic'],
		['liveLocation', 'here'],
		['poll', 'Q?'],
		['pollVote', 'B'],
		['reaction', '👍'],
		['buttonAnswer', 'Yes'],
		['templateAnswer', 'Yes'],
		['listAnswer', 'R1'],
		['interactiveAnswer', 'Yes'],
		['buttons', 'Choose'],
		['list', 'L\nChoose one'],
		['template', 'Hi'],
		['edited', 'new'],
		['order', 'please'],
		['event', 'Party'],
		['sticker', null],
	])('of a message of the kind %s is %s', (kind, text) => {
		expect(of(kind).text).toBe(text);
	});

	const inner = { extendedTextMessage: { text: 'inside' } };
	it.each([
		'ephemeralMessage',
		'viewOnceMessage',
		'viewOnceMessageV2',
		'viewOnceMessageV2Extension',
		'documentWithCaptionMessage',
		'editedMessage',
		'deviceSentMessage',
		'groupMentionedMessage',
	])('is read from within the wrapper %s', (wrapper) => {
		const item = itemOf(messageBody({ [wrapper]: { message: inner } }));
		expect(item).toMatchObject({ text: 'inside', messageType: wrapper });
		expect(item.isViewOnce).toBe(wrapper.startsWith('viewOnce'));
	});

	it('is read from within several nested wrappers', () => {
		const message = { ephemeralMessage: { message: { viewOnceMessageV2: { message: inner } } } };
		expect(itemOf(messageBody(message))).toMatchObject({ text: 'inside', isViewOnce: true });
	});

	it('of a voice note is the transcript of the server', () => {
		const message = { audioMessage: { ptt: true }, speechToText: '[audio] hello' };
		expect(itemOf(messageBody(message))).toMatchObject({ kind: 'voice', text: 'hello' });
	});

	it('of a document is its caption, and "media" describes the file', () => {
		// A workflow might write the file to disk under this name, so the name must not lead into another folder.
		const fileName = '../../root/.ssh/a\u202e.pdf';
		const documentMessage = { mimetype: 'application/pdf', fileName, caption: 'look' };
		const message = { documentWithCaptionMessage: { message: { documentMessage } } };
		expect(itemOf(messageBody(message))).toMatchObject({
			kind: 'document',
			text: 'look',
			media: { fileName: 'a.pdf', mimeType: 'application/pdf', caption: 'look' },
		});
	});
});

describe('"calendarEvent" of an appointment', () => {
	const placeOf = (location: object | null | undefined) =>
		itemOf(messageBody({ eventMessage: { name: 'Party', location } })).calendarEvent;

	it.each([[undefined], [null], [{}]])('without a place has the location null (%j)', (location) => {
		expect(placeOf(location)).toMatchObject({ location: null });
	});

	it('with a place has the name of the place as its location', () => {
		expect(placeOf({ name: 'Here' })).toMatchObject({ location: { name: 'Here', latitude: null } });
	});
});
