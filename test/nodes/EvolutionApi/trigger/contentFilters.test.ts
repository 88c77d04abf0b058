import { compileFilters } from '../../../../nodes/EvolutionApi/trigger';
import { body, delivery, messageBody, PERSON, type Body } from './support/deliveries';

const passes = (filters: unknown, given: Body) => compileFilters({ filters })(delivery(given));
const text = (conversation: string) => messageBody({ conversation });

describe('message kinds', () => {
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
		['matches', { textMatches: '^order\\s*#?\\d+$' }, 'Order #12', 'order me'],
		['matches in slashes', { textMatches: '/^order/' }, 'order 1', 'Order 1'],
		['contains, case sensitive', { textContains: 'Hi', caseSensitive: true }, 'Hi you', 'hi you'],
		['matches, case sensitive', { textMatches: '^A', caseSensitive: true }, 'A', 'a'],
	])('%s', (_how, filters, yes, no) => {
		expect(passes(filters, text(yes))).toBe(true);
		expect(passes(filters, text(no))).toBe(false);
	});

	it('must fulfil all that is asked for', () => {
		const filters = { textContains: 'b', textStartsWith: 'a', textMatches: 'c$' };
		expect(passes(filters, text('abc'))).toBe(true);
		expect(passes(filters, text('abd'))).toBe(false);
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
