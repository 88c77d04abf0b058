import type { IDataObject } from 'n8n-workflow';

import { type Question, understand } from '../../../../nodes/EvolutionApi/wait/question';

const choice: Question = {
	responseType: 'choice',
	form: 'numberedList',
	showsNumbers: true,
	labels: ['Morning', 'Evening'],
	mark: 'aaaaaaaa',
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
const says = (question: Question, more: IDataObject) =>
	understand(question, QUESTION, message(more), { others: 1, isLast: false });

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
			{ kind: 'buttonAnswer', buttonId: 'wait-bbbbbbbb-1', text: 'Morning', ...quoting('other') },
		],
		['a button of whatever message', freeText, { kind: 'buttonAnswer', buttonId: 'x', text: 'Go' }],
	])('%s', (_what, question, more) => {
		expect(says(question, more)).toBeUndefined();
	});

	it('a reaction with another emoji, on another message, or on a question for free text', () => {
		const reaction = { kind: 'reaction', text: '👍', targetMessageId: QUESTION };
		expect(says({ ...choice, labels: ['👎', '🎉'] }, reaction)).toBeUndefined();
		expect(says(thumbs, { ...reaction, targetMessageId: 'other' })).toBeUndefined();
		expect(says(thumbs, { ...reaction, fromMe: true })).toBeUndefined();
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
			{ kind: 'interactiveAnswer', buttonId: 'wait-aaaaaaaa-2', text: '', ...quoting(QUESTION) },
			{ choice: 'Evening' },
		],
		[
			'a button without a quote',
			choice,
			{ kind: 'templateAnswer', buttonId: 'wait-aaaaaaaa-1' },
			{ choice: 'Morning' },
		],
		[
			'a row of a list',
			choice,
			{ kind: 'listAnswer', rowId: 'wait-aaaaaaaa-2' },
			{ choice: 'Evening' },
		],
		['yes', approval, { text: 'yes' }, { approved: true, choice: 'Yes' }],
		['no', approval, { text: 'NO!' }, { approved: false, choice: 'No' }],
	])('%s', (_what, question, more, expected) => {
		expect(says(question, more)).toMatchObject(expected);
	});
});

function vote(selectedOptions: string[], targetMessageId: string): IDataObject {
	return { kind: 'pollVote', selectedOptions, targetMessageId, text: selectedOptions.join() };
}

it('a reaction on the question chooses the label with its emoji', () => {
	const reaction = { kind: 'reaction', text: '👍🏻', targetMessageId: QUESTION };
	expect(says(thumbs, reaction)?.choice).toBe('👍');
});
