import type {
	ForeignSubscriber,
	Subscriber,
	WorkflowSubscriber,
} from '../../../../../nodes/EvolutionApi/hub/list';
import { route } from '../../../../../nodes/EvolutionApi/trigger/inbox/route';
import {
	body,
	type Body,
	delivery,
	GROUP,
	messageBody,
	PERSON,
} from '../../events/support/deliveries';
import { trigger } from '../../hub/support/server';

const BEN = '5511977776666@s.whatsapp.net';
const LID = '123456789012345@lid';
const CHANNEL = '120363040404040404@newsletter';
const NOW = 1_800_000_000_000;

const ALL = { events: [] };
const UPSERTS = { events: ['MESSAGES_UPSERT'] };
const OVER = { expires: NOW / 1000 - 1 };
const TEST = { kind: 'test' as const };
const SOCKET = { kind: 'socket' as const };
const OTHERS = '| bot far | app';
const one = (url: string, more: Partial<WorkflowSubscriber> = {}): WorkflowSubscriber =>
	trigger(1, { url, ...more });
const wait = (url: string, chat?: string, more: Partial<WorkflowSubscriber> = {}) =>
	one(url, { kind: 'wait', events: ['MESSAGES_UPSERT', 'MESSAGES_EDITED'], chat, ...more });
const app = (more: Partial<ForeignSubscriber> = {}): ForeignSubscriber => ({
	kind: 'foreign',
	url: 'http://app',
	enabled: true,
	events: ['MESSAGES_UPSERT', 'CALL'],
	headers: {},
	byEvents: false,
	base64: false,
	...more,
});

const called = one('called');
const bots = [called, one('bot'), one('far'), app()];
const asked = [...bots, wait('A', PERSON)];
const both = [...bots, wait('A', PERSON), wait('B', PERSON)];
const group = [...bots, wait('G', GROUP)];
const groups = [...group, wait('H', GROUP)];
const anywhere = [...bots, wait('A')];
const quoted = [...asked, wait('Q', PERSON, { quotesOnly: true })];
const calls = [...bots, one('all', ALL), one('calls', { events: ['CALL'] })];

const keyOf = (remoteJid: string, more: Body = {}) => ({
	key: { remoteJid, fromMe: false, id: 'M1', ...more },
});
const text = (chat = PERSON, more: Body = {}) =>
	messageBody({ conversation: 'Yes' }, keyOf(chat, more));
const quote = (stanzaId: string) =>
	messageBody({
		extendedTextMessage: {
			text: 'Yes',
			contextInfo: { stanzaId, quotedMessage: { conversation: 'So?' } },
		},
	});
const BY = { participant: PERSON };
const press = messageBody({ templateButtonReplyMessage: { selectedId: 'wait-1a2b3c4d-1' } });
const vote = messageBody({ pollUpdateMessage: { pollCreationMessageKey: { id: 'Q1' }, vote: {} } });
const reaction = messageBody({ reactionMessage: { key: { id: 'Q1' }, text: '👍' } });
const picture = messageBody({ imageMessage: { mimetype: 'image/png' } });
const OWN = { fromMe: true };
const edit = body('messages.edited', {
	key: { remoteJid: PERSON, fromMe: false, id: 'M2' },
	type: 14,
	editedMessage: { conversation: 'No' },
});
const deletion = body('messages.delete', { remoteJid: PERSON, fromMe: false, id: 'M1' });
const call = body('call', { id: 'C1', from: PERSON, status: 'offer' });

/** Returns the recipients of an event in order, as one text: waiting executions, workflows, other applications. */
function names(from: Body, list: readonly Subscriber[], self: Subscriber | undefined = called) {
	const { waits, workflows, foreign } = route(delivery(from), list, self, NOW);
	const groups = [waits, workflows, foreign].map((some) =>
		some.map(({ url }) => url.replace('http://', '')).join(' '),
	);
	return groups.every((group) => group === '') ? '' : groups.join(' | ').trim();
}

describe('who gets an event, in this order', () => {
	it.each<[string, Body, readonly Subscriber[], string]>([
		['a message: nobody listens', text(), [], ''],
		['a message', text(), bots, OTHERS],
		['a picture', picture, bots, OTHERS],
		['a message: one question', text(), asked, `A ${OTHERS}`],
		['a message: two questions', text(), both, `A B ${OTHERS}`],
		['a message of another chat', text(BEN), asked, OTHERS],
		['a quote of the question', quote('Q1'), asked, `A ${OTHERS}`],
		['a quote of another question', quote('Q0'), asked, `A ${OTHERS}`],
		['a quote of something else', quote('x'), asked, `A ${OTHERS}`],
		['a quote: two questions', quote('Q1'), both, `A B ${OTHERS}`],
		['a picture: one question', picture, asked, `A ${OTHERS}`],
		['a button', press, asked, `A ${OTHERS}`],
		['a button: two questions', press, both, `A B ${OTHERS}`],
		['a vote', vote, asked, `A ${OTHERS}`],
		['a vote: two questions', vote, both, `A B ${OTHERS}`],
		['a reaction', reaction, asked, `A ${OTHERS}`],
		['an edit', edit, asked, 'A |  |'],
		['an edit: two questions', edit, both, 'A B |  |'],
		['an edit: a workflow that wants all', edit, [one('all', ALL)], '| all |'],
		['an edit: a question that wants none', edit, [wait('A', PERSON, UPSERTS)], ''],
		['a deletion', deletion, [...asked, one('all', ALL)], '| all |'],
		['a call', call, calls, '| all calls | app'],
		['a call: one question', call, [...calls, wait('A', PERSON)], '| all calls | app'],
		['an own message', text(PERSON, OWN), asked, OTHERS],
		['an own message: two questions', text(PERSON, OWN), both, OTHERS],
		['an own message in a group that was asked', text(GROUP, OWN), group, OTHERS],
		['a message in a group', text(GROUP, BY), bots, OTHERS],
		['a message in a group that was asked', text(GROUP, BY), group, `G ${OTHERS}`],
		['a message in a group: two questions', text(GROUP, BY), groups, `G H ${OTHERS}`],
		['a message in a group: its writer was asked', text(GROUP, BY), asked, OTHERS],
		['a message in a channel', text(CHANNEL), bots, OTHERS],
		['a message in a channel: a question anywhere', text(CHANNEL), anywhere, OTHERS],
		['a status: a question anywhere', text('status@broadcast', BY), anywhere, OTHERS],
		['a message: a question anywhere', text(), anywhere, `A ${OTHERS}`],
		['a LID with its number', text(LID, { remoteJidAlt: PERSON }), asked, `A ${OTHERS}`],
		['a LID alone', text(LID), asked, OTHERS],
		['a message: a question that must be quoted', text(), quoted, `Q A ${OTHERS}`],
		['a message: a question whose time is over', text(), [wait('A', PERSON, OVER)], ''],
		['a message: a test session', text(), [one('test', TEST)], '| test |'],
		['a message: a test session that is over', text(), [one('test', { ...TEST, ...OVER })], ''],
		['a message: a workflow with WebSocket', text(), [one('ws', SOCKET)], ''],
		['a message: a workflow of this chat', text(), [one('ann', { chat: PERSON })], '| ann |'],
		['a message: a workflow of another chat', text(), [one('ben', { chat: BEN })], ''],
		['a message: an application is off', text(), [app({ enabled: false })], ''],
		['a message: an application wants calls', text(), [app({ events: ['CALL'] })], ''],
		['a message: an application wants nothing', text(), [app(ALL)], ''],
	])('%s', (_what, from, list, expected) => {
		expect(names(from, list)).toBe(expected);
	});

	it('an execution that the server has called is asked in its turn, and every workflow gets the event', () => {
		const self = wait('A', PERSON);
		expect(names(text(), [self, ...bots], self)).toBe('A | called bot far | app');
	});

	it('through WebSocket and after catching up, where no workflow was called, the executions that wait come first', () => {
		expect(names(text(), [one('ws', { kind: 'socket' }), wait('A', PERSON)], undefined)).toBe(
			'A |  |',
		);
	});
});
