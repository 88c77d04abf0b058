import type { WorkflowSubscriber } from '../../../../nodes/EvolutionApi/hub/list';
import { route, type Route } from '../../../../nodes/EvolutionApi/hub/route';
import { trigger } from './support/server';

const ANA = '5511988887777@s.whatsapp.net';
const BEN = '5511977776666@s.whatsapp.net';
const ANAS_LID = '123456789012345@lid';
const GROUP = '120363020202020202@g.us';
const NOW = 1_800_000_000_000;

const waitIn = (chat: string | undefined, more: Partial<WorkflowSubscriber> = {}) =>
	trigger(1, { kind: 'wait', url: 'http://n8n/wait#a', chat, ...more });
const ofAna = waitIn(ANA);
const ofAnaToo = waitIn(ANA, { url: 'http://n8n/wait#b' });
const quoted = waitIn(ANA, { quotesOnly: true });
const ofGroup = waitIn(GROUP);
const bot = trigger(2);
const bots = [bot, trigger(3, { kind: 'socket' })];

const from = (...chats: string[]) => ({ event: 'messages.upsert', chats, mayAnswer: true });

describe('who gets a message of a chat, by the list of those who listen:', () => {
	it.each<[string, Parameters<typeof route>[0], WorkflowSubscriber[], Route]>([
		['nobody waits: it is for the workflows', from(ANA), bots, { waits: [], workflows: 'always' }],
		[
			'a question waits in another chat: it is for the workflows',
			from(BEN),
			[ofAna, ...bots],
			{ waits: [], workflows: 'always' },
		],
		[
			'an open question owns its private chat: it is for the question, and starts no workflow',
			from(ANA),
			[ofAna, ...bots],
			{ waits: [ofAna], workflows: 'never' },
		],
		[
			'the question was asked by number, and the person writes by LID: it is for the question',
			from(ANAS_LID, ANA),
			[ofAna, ...bots],
			{ waits: [ofAna], workflows: 'never' },
		],
		[
			'two questions wait in a private chat: it is for the older one first',
			from(ANA),
			[ofAna, ...bots, ofAnaToo],
			{ waits: [ofAna, ofAnaToo], workflows: 'never' },
		],
		[
			'the question must be quoted: the workflows get what is no answer',
			from(ANA),
			[quoted, ...bots],
			{ waits: [quoted], workflows: 'ifDeclined' },
		],
		[
			'beside it a question waits that need not be quoted: that one owns the chat',
			from(ANA),
			[quoted, ofAnaToo],
			{ waits: [quoted, ofAnaToo], workflows: 'never' },
		],
		[
			'a question waits in a group: the workflows get what is no answer',
			from(GROUP),
			[ofGroup, ...bots],
			{ waits: [ofGroup], workflows: 'ifDeclined' },
		],
		[
			'the list does not tell in which chat the question waits: the workflows get what is no answer',
			from(ANA),
			[waitIn(undefined)],
			{ waits: [waitIn(undefined)], workflows: 'ifDeclined' },
		],
		[
			'the time of the question is over: it is for the workflows',
			from(ANA),
			[waitIn(ANA, { expires: NOW / 1000 - 1 }), ...bots],
			{ waits: [], workflows: 'always' },
		],
		[
			'it is no answer to anything, such as an own message or a receipt: it is for the workflows',
			{ ...from(ANA), mayAnswer: false },
			[ofAna, ...bots],
			{ waits: [], workflows: 'always' },
		],
		[
			'it is an event of which the question has not asked to hear: it is for the workflows',
			{ ...from(ANA), event: 'messages.edited' },
			[ofAna, ...bots],
			{ waits: [], workflows: 'always' },
		],
	])('%s', (_row, message, list, expected) => {
		expect(route(message, list, NOW)).toEqual(expected);
	});
});
