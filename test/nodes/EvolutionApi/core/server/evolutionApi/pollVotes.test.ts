import { eventToItems, mayAnswer, voteIn } from '../../../../../../nodes/EvolutionApi/events';
import { body, delivery, PERSON } from '../../../events/support/deliveries';

// Votes in polls, as servers before 2.3.0 tell them: as updates of the poll.

const update = (more: object = {}) =>
	delivery(
		body('messages.update', {
			keyId: 'POLL',
			remoteJid: PERSON,
			fromMe: true,
			participant: PERSON,
			pollUpdates: [
				{ name: 'A', voters: [] },
				{ name: 'B', voters: [PERSON] },
			],
			...more,
		}),
	);

const itemOf = (given: ReturnType<typeof update>) => {
	const vote = voteIn(given);
	return vote && eventToItems(vote, { simplify: true })[0];
};

it.each<[string, object]>([
	['a tick', { status: 'READ', pollUpdates: undefined }],
	['what comes as a message, too', { status: 'SERVER_ACK' }],
	['votes of no poll', { keyId: null }],
	['votes that are no list', { pollUpdates: 'B' }],
])('%s is not taken for a vote', (_what, more) => {
	expect(voteIn(update(more))).toBeUndefined();
	expect(mayAnswer(update(more))).toBe(false);
});

it('a vote comes out as on later servers', () => {
	expect(itemOf(update())).toMatchObject({
		event: 'messages.upsert',
		kind: 'pollVote',
		text: 'B',
		chat: PERSON,
		senderJid: PERSON,
		fromMe: false,
		targetMessageId: 'POLL',
		selectedOptions: ['B'],
		pollResults: [
			{ option: 'A', votes: 0, voters: [] },
			{ option: 'B', votes: 1, voters: [PERSON] },
		],
	});
	expect(mayAnswer(update())).toBe(true);
});

it('one that was taken back has no options', () => {
	const pollUpdates = [{ name: 'A', voters: [] }];
	expect(itemOf(update({ pollUpdates }))).toMatchObject({ selectedOptions: [], senderJid: PERSON });
});

it('one of the account itself is its own, and answers nothing', () => {
	const own = update({ pollUpdates: [{ name: 'A', voters: ['me'] }] });
	expect(itemOf(own)).toMatchObject({ fromMe: true, selectedOptions: ['A'] });
	expect(mayAnswer(own)).toBe(false);
});

it('in a group it says who voted', () => {
	const group = '120363020202020202@g.us';
	expect(itemOf(update({ remoteJid: group, participant: group }))).toMatchObject({
		chat: group,
		isGroup: true,
		senderJid: PERSON,
	});
});
