import { compileFilters } from '../../../../nodes/EvolutionApi/events/filters';
import { body, delivery, messageBody, PERSON, type Body } from './support/deliveries';

const passes = (filters: unknown, given: Body) => compileFilters({ filters })(delivery(given));
const text = (conversation: string) => messageBody({ conversation });
const words = (match: string, value: unknown) => ({ text: { values: { match, value } } });

describe('filter Message Types of the trigger', () => {
	it('lets a reaction through only where Reaction or All Types is chosen', () => {
		const reaction = messageBody({ reactionMessage: { text: '👍', key: { id: 'M0' } } });
		expect(passes({ messageTypes: ['reaction'] }, reaction)).toBe(true);
		expect(passes({ messageTypes: ['text'] }, reaction)).toBe(false);
		expect(passes({ messageTypes: ['text', 'all'] }, reaction)).toBe(true);
	});

	it('lets only the chosen types through, and every event that is no message', () => {
		expect(passes({ messageTypes: ['image'] }, text('a'))).toBe(false);
		expect(passes({ messageTypes: ['image', 'text'] }, text('a'))).toBe(true);
		expect(passes({ messageTypes: ['image'] }, body('messages.update', { keyId: 'M1' }))).toBe(
			true,
		);
	});

	it('recognizes edits and deletions', () => {
		const key = { remoteJid: PERSON, fromMe: false, id: 'T1' };
		const edit = body('messages.edited', { key, type: 14, editedMessage: { conversation: 'x' } });
		expect(passes({ messageTypes: ['edited'] }, edit)).toBe(true);
		expect(passes({ messageTypes: ['text'] }, edit)).toBe(false);
		expect(passes({ messageTypes: ['deleted'] }, body('messages.delete', key))).toBe(true);
	});
});

describe('filter Text of the trigger', () => {
	it.each([
		['contains', words('contains', 'INVOICE'), 'my invoice please', 'hello'],
		['starts with', words('startsWith', '/help'), ' /Help me', 'no /help'],
		['contains, with an accent', words('contains', 'preço'), 'O PRECO?', 'pressa'],
		[
			'contains, as another phone spells it',
			words('contains', 'pre\u00e7o'),
			'prec\u0327o',
			'preto',
		],
		['starts with, without the accent', words('startsWith', 'ola'), 'Olá, tudo bem?', 'cola'],
		['equals', words('equals', 'menu\nAjuda'), 'AJUDA', 'ajuda me'],
		['equals, with a zero-width space', words('equals', 'menu'), 'me\u200bnu\u200b', 'men'],
		[
			'starts with, behind a mark of direction',
			words('startsWith', '/help'),
			'\u200f /help',
			'help',
		],
		['contains, with a soft hyphen', words('contains', 'invoice'), 'an in\u00advoice', 'in voice'],
		['equals, with another vowel sign of Hindi', words('equals', 'की'), 'की', 'का'],
		['equals one of several lines', words('equals', 'não\nsim'), ' Nao ', 'nao sim'],
		[
			'equals the prefilled text of an ad, which has commas',
			words('equals', 'Olá! Quero saber mais, por favor.'),
			'Olá! Quero saber mais, por favor.',
			'por favor.',
		],
		[
			'starts with a text that has a comma',
			words('startsWith', 'Hi, I want'),
			'Hi, I want to order',
			'Hi there',
		],
		[
			'equals a text of two lines in an array',
			words('equals', ['Hi,\nI want to order']),
			'hi,\nI want to order',
			'hi,',
		],
		['equals one of a list', words('equals', ['1', 2]), '2', '12'],
	])('lets a matching text through, and no other: %s', (_how, filters, yes, no) => {
		expect(passes(filters, text(yes))).toBe(true);
		expect(passes(filters, text(no))).toBe(false);
	});

	it.each([
		['contains', 'I want a refund', 'I want an invoice'],
		['startsWith', 'Refund please', 'My refund'],
	])(
		'compares by %s, and lets a text through that matches one of several values',
		(match, yes, no) => {
			const filters = { text: { values: { match, value: 'cancel\nrefund' } } };
			expect(passes(filters, text(yes))).toBe(true);
			expect(passes(filters, text(no))).toBe(false);
		},
	);

	it.each(['contains', 'startsWith'])('%s: ignores a value of invisible characters', (match) => {
		const filters = { text: { values: { match, value: 'cancel\n\u200b' } } };
		expect(passes(filters, text('cancel it'))).toBe(true);
		expect(passes(filters, text('Hello'))).toBe(false);
	});

	it('is applied even where all message types are chosen', () => {
		const filters = { messageTypes: ['all'], text: { values: { match: 'contains', value: 'a' } } };
		expect(passes(filters, text('a'))).toBe(true);
		expect(passes(filters, text('b'))).toBe(false);
	});

	it('is applied to captions and answers; a message without text starts nothing', () => {
		expect(
			passes(words('contains', 'pic'), messageBody({ imageMessage: { caption: 'a pic' } })),
		).toBe(true);
		expect(
			passes(
				words('contains', 'yes'),
				messageBody({ buttonsResponseMessage: { selectedDisplayText: 'Yes' } }),
			),
		).toBe(true);
		expect(passes(words('contains', 'a'), messageBody({ stickerMessage: {} }))).toBe(false);
	});
});
