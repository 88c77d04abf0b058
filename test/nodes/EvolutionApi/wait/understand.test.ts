import type { IDataObject } from 'n8n-workflow';

import { type Question, understand } from '../../../../nodes/EvolutionApi/wait/question';

const choice: Question = {
	responseType: 'choice',
	form: 'numberedList',
	labels: ['Morning', 'Evening'],
	mark: 'aaaa',
};
const approval: Question = { ...choice, responseType: 'approval', labels: ['Yes', 'No'] };
const freeText: Question = { ...choice, responseType: 'freeText', labels: [] };
const QUESTION = 'Q1';
const thumbs: Question = { ...choice, labels: ['👍', '👎'] };

const message = (more: IDataObject): IDataObject => ({
	kind: 'text',
	fromMe: false,
	text: null,
	quoted: null,
	targetMessageId: null,
	buttonId: null,
	rowId: null,
	selectedOptions: [],
	...more,
});
const quoting = (id: string) => ({ quoted: { id } });
const says = (question: Question, more: IDataObject, offer: 'open' | 'replyOnly' = 'open') =>
	understand(question, QUESTION, message(more), offer);

describe('Send and Wait does not accept as an answer', () => {
	it.each<[string, Question, IDataObject]>([
		['a message from the account itself', freeText, { text: 'Morning', fromMe: true }],
		['a reaction', freeText, { kind: 'reaction', text: '👍', targetMessageId: QUESTION }],
		['an edit that the server cannot read', freeText, { kind: 'edited', text: null }],
		['a deletion', freeText, { kind: 'deleted' }],
		['the empty header of an album', freeText, { kind: 'album' }],
		['a system message', freeText, { kind: 'system' }],
		['a message that could not be decrypted', freeText, { kind: 'unknown' }],
		['another text', choice, { text: 'tomorrow' }],
		['a text that quotes something else', freeText, { text: 'Hi', ...quoting('x') }],
		['a choice that quotes something else', choice, { text: 'Morning', ...quoting('x') }],
		['a picture without text', choice, { kind: 'image' }],
		['a vote in another poll', choice, vote(['Morning'], 'other')],
		['a vote that is taken back', choice, vote([], QUESTION)],
		['a vote for what is no choice', choice, vote(['Noon'], QUESTION)],
		[
			'a button of another message',
			choice,
			{ kind: 'buttonAnswer', buttonId: 'bbbb-1', text: 'Morning', ...quoting('other') },
		],
		['a button of whatever message', freeText, { kind: 'buttonAnswer', buttonId: 'x', text: 'Go' }],
	])('%s', (_what, question, more) => {
		expect(says(question, more)).toBeUndefined();
	});

	it('a number behind a word that is a label itself', () => {
		const swapped = { ...approval, labels: ['No', 'Yes'] };
		expect(says(swapped, { text: 'No 2' })).toBeUndefined();
	});

	it('a reaction with another emoji, on another message, or on a question for free text', () => {
		const reaction = { kind: 'reaction', text: '👍', targetMessageId: QUESTION };
		expect(says({ ...choice, labels: ['👎', '🎉'] }, reaction)).toBeUndefined();
		expect(says(thumbs, { ...reaction, targetMessageId: 'other' })).toBeUndefined();
		expect(says(thumbs, { ...reaction, fromMe: true })).toBeUndefined();
	});

	it('a message that quotes nothing, or something else, where Require Quote is on', () => {
		expect(says(freeText, { text: 'Hi' }, 'replyOnly')).toBeUndefined();
		expect(says(freeText, { text: 'Hi', ...quoting('other') }, 'replyOnly')).toBeUndefined();
		expect(says(freeText, { text: 'Hi', ...quoting(QUESTION) }, 'replyOnly')).toBeDefined();
	});

	it('any text, where Require Quote is on and the server gave the question no ID', () => {
		expect(understand(freeText, null, message({ text: 'Hi' }), 'replyOnly')).toBeUndefined();
		expect(understand(freeText, null, message({ text: 'Hi' }), 'open')).toBeDefined();
	});
});

describe('Send and Wait accepts as an answer', () => {
	it.each<[string, Question, IDataObject, IDataObject]>([
		['any text', freeText, { text: 'Hello' }, { text: 'Hello', choice: null }],
		[
			'a voice note of which the server has a transcript',
			choice,
			{ kind: 'voice', text: 'Evening.' },
			{ choice: 'Evening', text: 'Evening.' },
		],
		['a voice message', freeText, { kind: 'voice' }, { text: null, choice: null }],
		['a number', choice, { text: '2' }, { choice: 'Evening', approved: null, text: '2' }],
		[
			'a picture with the text below',
			choice,
			{ kind: 'image', text: 'evening' },
			{ choice: 'Evening' },
		],
		['a vote', choice, vote(['Evening'], QUESTION), { choice: 'Evening' }],
		[
			'a button',
			choice,
			{ kind: 'interactiveAnswer', buttonId: 'aaaa-2', text: '', ...quoting(QUESTION) },
			{ choice: 'Evening' },
		],
		[
			'a button without a quote',
			choice,
			{ kind: 'templateAnswer', buttonId: 'aaaa-1' },
			{ choice: 'Morning' },
		],
		['a row of a list', choice, { kind: 'listAnswer', rowId: 'aaaa-2' }, { choice: 'Evening' }],
		['yes', approval, { text: 'yes' }, { approved: true, choice: 'Yes' }],
		['no', approval, { text: 'NO!' }, { approved: false, choice: 'No' }],
	])('%s', (_what, question, more, expected) => {
		expect(says(question, more)).toMatchObject(expected);
	});
});

function vote(selectedOptions: string[], targetMessageId: string): IDataObject {
	return { kind: 'pollVote', selectedOptions, targetMessageId, text: selectedOptions.join() };
}

describe('Send and Wait takes answers as people give them', () => {
	it.each([
		'2',
		'٢',
		'۲',
		'२',
		'２',
		'2️⃣',
		'②',
		'2º',
		'nº 2',
		'Nr. 2',
		'#2',
		'option 2',
		'2nd',
		'2ª',
		'resposta 2',
		'Opsi 2',
		'Opção 2',
		'opción 2.',
		'2 – Evening',
		'2–Evening',
		'2) evening',
	])('%s chooses the second', (text) => {
		expect(says(choice, { text })?.choice).toBe('Evening');
	});

	it.each([
		['Straße', 'strasse'],
		['Đà Nẵng', 'da nang'],
		['Łódź', 'lodz'],
		['Ærø', 'aero'],
		['Kapı', 'kapi'],
		['Tromsø', 'TROMSO'],
	])('%s is chosen by %s', (label, text) => {
		expect(says({ ...choice, labels: ['Other', label] }, { text })?.choice).toBe(label);
	});

	it.each(['👍', '👍🏽', '👍👍', '👍🏿!', ' 👍 '])('%s chooses the thumb', (text) => {
		expect(says(thumbs, { text })?.choice).toBe('👍');
	});

	// Each as somebody has reported it of another bot: test/world/README.md has the sources.
	it.each<[labels: string[], text: string, chosen: string | undefined]>([
		[['Email', 'Calls'], 'one', 'Email'],
		[['Email', 'Calls'], 'dois', 'Calls'],
		[['Email', 'Calls'], 'the second one', 'Calls'],
		[['Email', 'Calls'], 'a segunda', 'Calls'],
		[['Sí', 'No', 'Dónde'], 'donde', 'Dónde'],
		[['Yes!', 'No'], 'yes', 'Yes!'],
		[['Yes', 'No'], '@5511999999999 yes', 'Yes'],
		[['Yes', 'No'], 'yes @Bot', 'Yes'],
		[['A) lollipop', 'B) chocolate'], 'A', 'A) lollipop'],
		[['A) lollipop', 'B) chocolate'], 'chocolate', 'B) chocolate'],
		[['✅ Confirm', '❌ Cancel'], '✅', '✅ Confirm'],
		[['👍 Confirm', '👎 No'], '👍🏽', '👍 Confirm'],
		[['✅ Mon', '✅ Tue'], '✅', undefined],
		[['A) tea', 'Other'], 'a', undefined],
		[['Two', 'One'], 'one', 'One'],
		[['Yes', 'No'], 'Yes, but not tomorrow', undefined],
		[['Yes', 'No'], 'no one', undefined],
	])('%j is asked, and "%s" chooses %s', (labels, text, chosen) => {
		expect(says({ ...choice, labels }, { text })?.choice).toBe(chosen);
	});

	it('65,536 dots are no answer, and do not take all memory: a segmenter copies a text with each sign', () => {
		const segment = jest.spyOn(Intl.Segmenter.prototype, 'segment');
		expect(says(thumbs, { text: '.'.repeat(65_536) })).toBeUndefined();
		expect(segment.mock.calls.filter(([text]) => text.length > 1_000)).toEqual([]);
		segment.mockRestore();
	});

	it('a reaction on the question chooses the label with its emoji', () => {
		const reaction = { kind: 'reaction', text: '👍🏻', targetMessageId: QUESTION };
		expect(says(thumbs, reaction)?.choice).toBe('👍');
	});
});
