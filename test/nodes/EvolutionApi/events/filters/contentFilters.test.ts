import { compileFilters } from '../../../../../nodes/EvolutionApi/events';
import { body, delivery, messageBody, PERSON, type Body } from '../support/deliveries';

const passes = (filters: unknown, given: Body) => compileFilters({ filters })(delivery(given));
const text = (conversation: string) => messageBody({ conversation });

describe('message kinds', () => {
	it('choose a reaction by name, without the rest', () => {
		const reaction = messageBody({ reactionMessage: { text: '👍', key: { id: 'M0' } } });
		expect(passes({ kinds: ['reaction'] }, reaction)).toBe(true);
		expect(passes({ kinds: ['text'], reactionsAndVotes: true }, reaction)).toBe(false);
	});

	it('let only those through, and all that is no message', () => {
		expect(passes({ kinds: ['image'] }, text('a'))).toBe(false);
		expect(passes({ kinds: ['image', 'text'] }, text('a'))).toBe(true);
		expect(passes({ kinds: ['image'] }, body('messages.update', { keyId: 'M1' }))).toBe(true);
	});

	it('know edits and deletions', () => {
		const key = { remoteJid: PERSON, fromMe: false, id: 'T1' };
		const edit = body('messages.edited', { key, type: 14, editedMessage: { conversation: 'x' } });
		expect(passes({ kinds: ['edited'] }, edit)).toBe(true);
		expect(passes({ kinds: ['text'] }, edit)).toBe(false);
		expect(passes({ kinds: ['deleted'] }, body('messages.delete', key))).toBe(true);
	});
});

describe('text', () => {
	it.each([
		['contains', { textContains: 'INVOICE' }, 'my invoice please', 'hello'],
		['starts with', { textStartsWith: '/help' }, ' /Help me', 'no /help'],
		['contains, with an accent', { textContains: 'preço' }, 'O PRECO?', 'pressa'],
		[
			'contains, as another phone spells it',
			{ textContains: 'pre\u00e7o' },
			'prec\u0327o',
			'preto',
		],
		['starts with, without the accent', { textStartsWith: 'ola' }, 'Olá, tudo bem?', 'cola'],
		['is one of', { textIsOneOf: 'menu, Ajuda' }, 'AJUDA', 'ajuda me'],
		['is one of, with a zero-width space', { textIsOneOf: 'menu' }, 'me\u200bnu\u200b', 'men'],
		[
			'starts with, behind a mark of direction',
			{ textStartsWith: '/help' },
			'\u200f /help',
			'help',
		],
		['contains, with a soft hyphen', { textContains: 'invoice' }, 'an in\u00advoice', 'in voice'],
		['is one of, with another vowel sign of Hindi', { textIsOneOf: 'की' }, 'की', 'का'],
		['is one of several lines', { textIsOneOf: 'não\nsim' }, ' Nao ', 'nao sim'],
		['is one of a list', { textIsOneOf: ['1', 2] }, '2', '12'],
	])('%s', (_how, filters, yes, no) => {
		expect(passes(filters, text(yes))).toBe(true);
		expect(passes(filters, text(no))).toBe(false);
	});

	it('must fulfil all that is asked for', () => {
		const filters = { textContains: 'b', textStartsWith: 'a', textIsOneOf: 'abc, dbc' };
		expect(passes(filters, text('abc'))).toBe(true);
		expect(passes(filters, text('abd'))).toBe(false);
		expect(passes(filters, text('dbc'))).toBe(false);
	});

	it('is also a caption or an answer; what has none does not pass', () => {
		expect(
			passes({ textContains: 'pic' }, messageBody({ imageMessage: { caption: 'a pic' } })),
		).toBe(true);
		expect(
			passes(
				{ textContains: 'yes' },
				messageBody({ buttonsResponseMessage: { selectedDisplayText: 'Yes' } }),
			),
		).toBe(true);
		expect(passes({ textContains: 'a' }, messageBody({ stickerMessage: {} }))).toBe(false);
	});
});
