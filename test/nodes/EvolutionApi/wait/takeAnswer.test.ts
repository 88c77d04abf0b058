import type { IWebhookFunctions } from 'n8n-workflow';

import type { Connection } from '../../../../nodes/EvolutionApi/server/adapter';
import { ALONE, type Turn, replyQueue } from '../../../../nodes/EvolutionApi/hub/waits';
import type { promptAgain } from '../../../../nodes/EvolutionApi/wait/invalidAnswer';
import type { WaitState } from '../../../../nodes/EvolutionApi/wait/state';
import { takeAnswer } from '../../../../nodes/EvolutionApi/wait/takeAnswer';
import {
	type Body,
	delivery,
	GROUP,
	messageBody,
	PERSON,
	SENDER,
} from '../events/support/deliveries';

const sent: unknown[] = [];
jest.mock('../../../../nodes/EvolutionApi/wait/invalidAnswer', () => ({
	...jest.requireActual<object>('../../../../nodes/EvolutionApi/wait/invalidAnswer'),
	promptAgain: async (...[, , , reprompt]: Parameters<typeof promptAgain>) =>
		await Promise.resolve(reprompt && sent.push(reprompt.message)),
}));

const FIRST: Turn = { others: 1, isLast: false };
const LAST: Turn = { others: 1, isLast: true };
const NOW = Math.floor(Date.now() / 1000);
const INVALID = '1 or 2?';
const ASKED = ['taken', expect.stringContaining('quote the question')];

const state: WaitState = {
	instance: 'shop',
	authentication: 'globalKey',
	chat: PERSON,
	messageId: 'Q1',
	message: 'When?',
	question: {
		responseType: 'choice',
		form: 'numberedList',
		labels: ['Morning', 'Evening'],
		mark: 'aaaaaaaa',
	},
	askedAt: NOW - 60,
	askedAtHere: NOW - 60,
	reprompt: { message: INVALID, maxAttempts: 3 },
};
const inGroup = { chat: GROUP };
const quotesOnly = { requiresQuote: true };
const approval = {
	question: { ...state.question, responseType: 'approval' as const, labels: ['Yes', 'No'] },
};
const freeText = {
	question: { ...state.question, responseType: 'freeText' as const, labels: [] },
};
replyQueue.noteQuestion('Q0', 'decided');

let count = 0;
const comes = (message: Body, more: Body = {}): Body =>
	messageBody(message, {
		key: { remoteJid: PERSON, fromMe: false, id: `M${++count}` },
		messageTimestamp: NOW,
		...more,
	});
const write = (text: string, more?: Body) => comes({ conversation: text }, more);
const quote = (stanzaId: string, text: string, more?: Body, conversation = 'Hello') => {
	const contextInfo = { stanzaId, quotedMessage: { conversation } };
	return comes({ extendedTextMessage: { text, contextInfo } }, more);
};
const press = (selectedId: string) => comes({ templateButtonReplyMessage: { selectedId } });
const react = (id: string) => comes({ reactionMessage: { key: { id }, text: '👍' } });
const there = { key: { remoteJid: GROUP, participant: PERSON, fromMe: false, id: 'G1' } };
const before = { messageTimestamp: NOW - 600 };

/** Returns the execution's decision, e.g. `declined`, and its messages to the person. */
async function offer(body: Body, turn: Turn, more: Partial<WaitState>) {
	sent.length = 0;
	const connection = { server: SENDER, baseUrl: 'https://evolution.example', apiKey: 'k' };
	const context = { logger: { warn: () => undefined } } as unknown as IWebhookFunctions;
	const target = { context, connection: connection as Connection, instance: 'shop' };
	const offered = { delivery: delivery(body), turn };
	const result = await takeAnswer(target, { ...state, ...more }, offered);
	return [typeof result === 'string' ? result : 'answer', ...sent];
}

describe('Send and Wait: whose a message is, with', () => {
	it.each<[string, Body, Partial<WaitState>, unknown[]]>([
		['an answer', write('Morning'), {}, ['answer']],
		['an answer that quotes something else', quote('x', 'Morning'), {}, ['answer']],
		['an answer that quotes a decided question', quote('Q0', 'Morning'), {}, ['taken']],
		['something else', write('perhaps'), {}, ['taken', INVALID]],
		['something else, without Invalid Answer', write('hm'), { reprompt: undefined }, ['taken']],
		['a button of something else', press('menu-1'), {}, ['taken']],
		['a button of another question', press('wait-bbbbbbbb-1'), {}, ['declined']],
		['a reaction', react('x'), {}, ['declined']],
		['a message from before the question', write('Morning', before), {}, ['declined']],
		['an older message that quotes it', quote('Q1', 'Morning', before), {}, ['answer']],
		['a message that is not from an answerer', write('Morning'), { answerers: ['1'] }, ['taken']],
		['an answer that must quote', write('Morning'), quotesOnly, ASKED],
		[
			'a button of something else where it must be quoted',
			press('menu-1'),
			quotesOnly,
			['declined'],
		],
		['an answer in a group', write('Morning', there), inGroup, ['answer']],
		[
			'an answer in a group that quotes something else',
			quote('x', 'Morning', there),
			inGroup,
			['declined'],
		],
		['something else in a group', write('perhaps', there), inGroup, ['declined']],
		[
			'something else in a group that quotes it',
			quote('Q1', 'perhaps', there),
			inGroup,
			['taken', INVALID],
		],
		[
			'a message of somebody else in a group',
			write('Morning', there),
			{ ...inGroup, answerers: ['1'] },
			['declined'],
		],
	])('one open question: %s', async (_what, body, more, said) => {
		expect(await offer(body, ALONE, more)).toEqual(said);
	});

	it.each<[string, Body, Partial<WaitState>, unknown[], unknown[]]>([
		['an answer', write('Morning'), {}, ASKED, ASKED],
		['an answer that quotes it', quote('Q1', 'Morning'), {}, ['answer'], ['answer']],
		['any text', write('Rua A, 1'), freeText, ASKED, ASKED],
		['a quote of Invalid Answer', quote('x', 'Morning', {}, INVALID), {}, ASKED, ASKED],
		['a Yes', write('Yes'), approval, ASKED, ASKED],
		['a Yes that quotes it', quote('Q1', 'Yes'), approval, ['answer'], ['answer']],
		['something else', write('perhaps'), {}, ['declined'], ['taken']],
		['a quote of something else', quote('x', 'Morning'), {}, ['declined'], ASKED],
		[
			'the same, where it must be quoted',
			quote('x', 'Morning'),
			quotesOnly,
			['declined'],
			['declined'],
		],
		['the same in a group', quote('x', 'Morning', there), inGroup, ['declined'], ['declined']],
		['a button of the other question', press('wait-bbbbbbbb-1'), {}, ['declined'], ['declined']],
	])('several, asked first and asked last: %s', async (_what, body, more, first, last) => {
		expect(await offer(body, FIRST, more)).toEqual(first);
		expect(await offer(body, LAST, more)).toEqual(last);
	});

	it.each<[string, Body, Partial<WaitState>, unknown[]]>([
		['an answer', write('Morning'), {}, ASKED],
		['an answer that quotes it', quote('Q1', 'Morning'), {}, ['answer']],
		['a Yes', write('ok, thanks'), approval, ASKED],
		['something else', write('perhaps'), {}, ['taken', INVALID]],
	])('one open question, after another one was answered: %s', async (_what, body, more, said) => {
		expect(await offer(body, { ...ALONE, hadNeighbor: true }, more)).toEqual(said);
	});
});
