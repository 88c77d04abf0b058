import { parseDelivery } from '../../../../../nodes/EvolutionApi/events/eventItems';
import * as lately from '../../../../../nodes/EvolutionApi/trigger/memory/writtenLately';
import type { Connection } from '../../../../../nodes/EvolutionApi/server/adapter';
import { evolutionGo } from '../../../../../nodes/EvolutionApi/server/evolutionGo';
import { forgetUnusedCaches } from '../../../../../nodes/EvolutionApi/trigger/memory/scopedCache';
import { evolutionApi } from '../../../../../nodes/EvolutionApi/server/evolutionApi';

const HOUR = 3_600_000;
let now: number;
let written: lately.WrittenLately;

beforeEach(() => {
	now = 1_800_000_000_000;
	jest.spyOn(Date, 'now').mockImplementation(() => now);
	written = new lately.WrittenLately();
});
afterEach(() => jest.restoreAllMocks());

interface More {
	readonly chat?: string;
	readonly event?: string;
	readonly ageS?: number;
	readonly isAnswer?: boolean;
}

const note = (id: string | null, more: More = {}) => {
	const { chat = 'ana', event = 'messages.upsert', ageS = 0, isAnswer } = more;
	const key = { id, remoteJid: `${chat}@lid`, fromMe: false };
	const data = { key, messageTimestamp: now / 1000 - ageS, message: { conversation: 'Hi' } };
	const body = { event: 'messages.upsert', instance: 'demo', data };
	const delivery = parseDelivery(body, evolutionApi);
	if (delivery === undefined) throw new Error('It is no delivery');
	written.note({ ...delivery, event }, () => ({ id }), isAnswer);
};
const ids = (of: string, reader = 'one') =>
	written.findUnread(of, reader).map(({ body }) => body.id);

it('messages remembered for Combine Messages: events without a message or an ID are not stored', () => {
	note('edit', { event: 'messages.edited' });
	note(null);
	expect(written.knows('edit')).toBe(false);
	expect(ids('edit')).toEqual([]);
});

it('messages remembered for Combine Messages: all of a chat are read, oldest first, in any order of arrival', () => {
	note('b');
	note('a', { ageS: 5 });
	note('other', { chat: 'bruno' });
	expect(ids('b')).toEqual(['a', 'b']);
});

it('messages remembered for Combine Messages: each node gets a message only once', () => {
	note('a');
	note('b');
	expect(written.give(['a'], 'one')).toEqual(['a']);
	expect(written.give(['a', 'b', 'unknown'], 'one')).toEqual(['b']);
	expect(ids('a')).toEqual([]);
	expect(ids('a', 'two')).toEqual(['a', 'b']);
});

it('messages remembered for Combine Messages: the same node does not get a redelivered message again', () => {
	note('a');
	written.give(['a'], 'one');
	note('a');
	expect(ids('a')).toEqual([]);
});

it('messages remembered for Combine Messages: a message is marked as having an execution only for the node that has one', () => {
	for (const id of ['a', 'b', 'c']) note(id);
	const unanswered = (of: string, reader = 'one') =>
		written
			.findUnread(of, reader)
			.flatMap(({ body, hasExecution }) => (hasExecution ? [body.id] : []));
	expect(unanswered('a')).toEqual(['a']);
	expect(unanswered('c')).toEqual(['a', 'c']);
	expect(unanswered('b', 'two')).toEqual(['b']);
});

it('messages remembered for Combine Messages: the answer to a question is left out, unless it started the execution', () => {
	note('a');
	note('answer', { isAnswer: true });
	expect(ids('a')).toEqual(['a']);
	expect(ids('answer')).toEqual(['a', 'answer']);
});

it('messages remembered for Combine Messages: a message is dropped after a day, or as the oldest of too many', () => {
	note('old');
	now += 25 * HOUR;
	note('new');
	expect([written.knows('old'), written.knows('new')]).toEqual([false, true]);
	for (let count = 0; count < 1_000; count++) note(`more${count}`);
	expect([written.knows('new'), written.knows('more0')]).toEqual([false, true]);
});

it('messages remembered for Combine Messages: stay while others arrive, also if a trigger has only the token of the instance', () => {
	const connection = { baseUrl: 'http://go', server: evolutionGo } as Connection;
	for (const ID of ['first', 'second']) {
		const Info = { ID, Chat: '1@lid', Sender: '1@lid', Timestamp: new Date(now) };
		const data = { Info, Message: { conversation: 'Hi' } };
		const delivery = parseDelivery({ event: 'Message', instanceName: 'demo', data }, evolutionGo);
		if (delivery !== undefined) lately.noteWritten(connection, { delivery, eventId: ID });
		forgetUnusedCaches(() => false);
		now += HOUR - 60_000;
	}
	forgetUnusedCaches(() => false);
	expect(lately.readWrittenLately(connection, 'demo', 10)).toHaveLength(2);
});
