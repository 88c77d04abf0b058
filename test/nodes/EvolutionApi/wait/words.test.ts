import { normalizeText } from '../../../../nodes/EvolutionApi/core/values/text';
import { understand } from '../../../../nodes/EvolutionApi/wait/question';

const LABELS = ['Yes', 'Não', '10', 'Later today', '👍'];

/** The label that a text of a person chooses. */
function chosenLabel(text: string, labels = LABELS, synonyms?: string[][]) {
	const question = {
		responseType: 'choice',
		form: 'numberedList',
		mark: 'aaaa',
		labels,
		synonyms,
	} as const;
	const message = { kind: 'text', fromMe: false, text, quoted: null };
	return understand(question, 'Q1', message, 'open')?.choice ?? undefined;
}

describe('Send and Wait: what a person writes', () => {
	it.each([
		['a word that is not a choice', 'maybe'],
		['only spaces', '  '],
		['the number of no choice', '6'],
		['zero', '0'],
		['a label in a longer sentence', 'yes I do'],
		['a number with another label', '1. Não'],
		['a huge number', '1'.repeat(400)],
		['part of a label', 'later'],
	])('selects no choice: %s', (_what, text) => {
		expect(chosenLabel(text)).toBeUndefined();
	});

	it.each([
		['the label', 'Yes', 0],
		['in capitals, with signs and spaces', '  ¡YES!! ', 0],
		['without the accent', 'nao', 1],
		['with the accent as a sign of its own', 'Na\u0303o', 1],
		['its number', '2', 1],
		['its number with a stop', '2.', 1],
		['its number as an emoji', '2️⃣', 1],
		['its number in full width', '２', 1],
		['number and label', '2) não', 1],
		['a label that is a number', '10', 2],
		['the number of a label that is a number', '3', 2],
		['more than one word', 'later   TODAY.', 3],
		['an emoji', '👍', 4],
	])('selects a choice: %s', (_what, text, index) => {
		expect(chosenLabel(text)).toBe(LABELS[index]);
	});

	it('as a number selects the choice with that label rather than the choice at that position', () => {
		expect(chosenLabel('2', ['2', '1'])).toBe('2');
	});

	it.each([
		['a synonym', 'Claro!', 0],
		['the number with a synonym', '2. agora não', 1],
		['the number with a synonym of another choice, which selects none', '1. agora não', undefined],
		['a synonym of the last choice', 'depois', 2],
	])('is compared with the synonyms of the choices: %s', (_what, text, index) => {
		const labels = ['Yes', 'No', 'Later'];
		const synonyms = [['claro'], ['agora não'], ['depois']];
		expect(chosenLabel(text, labels, synonyms)).toBe(index === undefined ? index : labels[index]);
	});

	it('is compared without its symbols, unless it has only symbols', () => {
		expect(normalizeText('!!')).toBe('!!');
		expect(normalizeText('ok!!')).toBe('ok');
		expect(normalizeText('(o)')).toBe('o');
	});

	it('as a long text of symbols selects no choice, and is compared in a short time', () => {
		// Anybody may write this. With a second pass for each sign it would take an hour.
		expect(chosenLabel(`a${'!'.repeat(1_000_000)}a`)).toBeUndefined();
	});
});
