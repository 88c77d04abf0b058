import { simplifyStoredMessage } from '../../../../nodes/EvolutionApi/operations/message/stored';
import { body, GROUP, itemOf, messageBody, PERSON } from './support/deliveries';
import { MESSAGES } from './support/samples';

const LID = '123456789012345@lid';

const inputOf = (kind: string) =>
	itemOf(messageBody(MESSAGES.find(([name]) => name === kind)?.[1])).chatInput;

const keyed = (key: object) => itemOf(messageBody({ conversation: 'Hi' }, { key }));

describe('chatInput, which the trigger makes for AI agents,', () => {
	it.each(MESSAGES)('has a text for a message of the kind %s', (_kind, message) => {
		expect(itemOf(messageBody(message)).chatInput).toMatch(/\S/);
	});

	it('has a text for a message that cannot be read', () => {
		expect(itemOf(messageBody(null)).chatInput).toBe('[message that cannot be read]');
		expect(itemOf(messageBody({ conversation: '  ' })).chatInput).toBe('[text]');
	});

	it.each([
		['text', 'hello'],
		['image', '[picture] pic'],
		['voice', '[voice note]'],
		['sticker', '[sticker]'],
		['document', '[document: a.pdf]'],
		['location', '[location: SP, Av 1 at -23.5, -46.6]'],
	])('for a message of the kind %s is %s', (kind, expected) => {
		expect(inputOf(kind)).toBe(expected);
	});

	it('of a voice note is its transcript, where the server transcribes', () => {
		const message = { audioMessage: { ptt: true }, speechToText: 'I need two cakes' };
		expect(itemOf(messageBody(message)).chatInput).toBe('I need two cakes');
	});

	const PDF = { mimetype: 'application/pdf', fileName: 'invoice-7.pdf', caption: 'Is this paid?' };

	it.each<[what: string, message: object, expected: string]>([
		[
			'a document',
			{ documentWithCaptionMessage: { message: { documentMessage: PDF } } },
			'[document: invoice-7.pdf] Is this paid?',
		],
		['a video', { videoMessage: { caption: 'Look' } }, '[video] Look'],
		['a GIF', { videoMessage: { caption: 'Ha', gifPlayback: true } }, '[video] Ha'],
		[
			'a view-once picture',
			{ viewOnceMessageV2: { message: { imageMessage: { caption: 'Mine' } } } },
			'[picture] Mine',
		],
		[
			'an answer to a picture',
			{
				extendedTextMessage: {
					text: 'In blue?',
					contextInfo: { stanzaId: '1', quotedMessage: { imageMessage: { caption: 'Size M' } } },
				},
			},
			'> [picture] Size M\n\nIn blue?',
		],
		[
			'an answer to a document',
			{
				extendedTextMessage: {
					text: 'Yes',
					contextInfo: { stanzaId: '1', quotedMessage: { documentMessage: PDF } },
				},
			},
			'> [document: invoice-7.pdf] Is this paid?\n\nYes',
		],
	])('names the file of the caption of %s', (_what, message, expected) => {
		expect(itemOf(messageBody(message)).chatInput).toBe(expected);
	});

	it('describes a reaction', () => {
		expect(inputOf('reaction')).toMatch(/^\[reaction: .+\]$/);
	});

	it('of a reply has the quoted text above the answer', () => {
		const contextInfo = { stanzaId: '1', quotedMessage: { conversation: 'Which size?\nS or L?' } };
		const item = itemOf(messageBody({ extendedTextMessage: { text: 'L', contextInfo } }));
		expect(item.chatInput).toBe('> Which size?\n> S or L?\n\nL');
	});
});

describe('sessionId, which the trigger makes for AI agents,', () => {
	it('is the same whether WhatsApp names the chat by number or by LID', () => {
		const ids = [
			{ remoteJid: PERSON, id: '1' },
			{ remoteJid: LID, remoteJidAlt: PERSON, id: '2' },
			{ remoteJid: PERSON, remoteJidAlt: LID, id: '3' },
		].map((key) => keyed(key).sessionId);
		expect(new Set(ids).size).toBe(1);
		expect(ids[0]).toMatch(/^shop\/\d+$/);
	});

	it('is the same in both spellings of a Brazilian number', () => {
		const [one, other] = ['5511988887777', '551188887777'].map(
			(number) => keyed({ remoteJid: `${number}@s.whatsapp.net`, id: '1' }).sessionId,
		);
		expect(one).toBe(other);
	});

	it('differs for another chat and for another instance', () => {
		const { sessionId } = keyed({ remoteJid: PERSON, id: '1' });
		expect(keyed({ remoteJid: GROUP, participant: PERSON, id: '1' }).sessionId).not.toBe(sessionId);
		const message = messageBody({ conversation: 'Hi' }, { key: { remoteJid: PERSON, id: '1' } });
		expect(itemOf({ ...message, instance: 'bakery' }).sessionId).not.toBe(sessionId);
	});
});

describe('role, which the trigger makes for AI agents,', () => {
	const own = {
		key: { remoteJid: PERSON, fromMe: true, id: '1' },
		message: { conversation: 'Hi' },
	};

	it.each([
		['user', 'messages.upsert', false],
		['user', 'messages.edited', false],
		['human', 'messages.upsert', true],
		['assistant', 'send.message', true],
		['assistant', 'messages.set', true],
	])('is %s for %s (written by the account itself: %s)', (role, event, fromMe) => {
		const data = { ...own, key: { ...own.key, fromMe } };
		expect(itemOf(body(event, data)).role).toBe(role);
	});

	it.each([
		['android', 'human'],
		['web', 'assistant'],
		[undefined, 'assistant'],
	])('of a stored message of the account, with the source %s, is %s', (source, role) => {
		expect(simplifyStoredMessage({ ...own, source }, 'demo').role).toBe(role);
	});
});
