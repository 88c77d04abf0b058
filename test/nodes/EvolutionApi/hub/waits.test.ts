import { setTimeout as sleep } from 'node:timers/promises';

import type { Subscriber } from '../../../../nodes/EvolutionApi/hub/list';
import type { Reply } from '../../../../nodes/EvolutionApi/hub/reply';
import {
	ALONE,
	type Turn,
	readTurn,
	ReplyQueue,
	waitHeaderFor,
} from '../../../../nodes/EvolutionApi/hub/waits';
import { trigger } from './support/server';

const wait = (name: string) => trigger(1, { kind: 'wait', url: `http://n8n/${name}#${name}` });
const [A, B, C] = ['a', 'b', 'c'].map(wait);
const message = (id?: string) => ({ id, chats: ['chat'] });

/** Simulates executions that are asked whether they accept a message, and records who is asked. `answers`: each one's answers, in order. */
function people(answers: Record<string, Reply | readonly Reply[]>) {
	const asked: string[] = [];
	const turns: Turn[] = [];
	const ask = async ({ url }: Subscriber, turn: Turn): Promise<Reply> => {
		const name = url.split('#')[1];
		const before = asked.filter((one) => one === name).length;
		asked.push(name);
		turns.push(turn);
		return [answers[name] ?? []].flat().at(before) ?? 'declined';
	};
	return { asked, turns, ask };
}

describe('Send and Wait, a message in a chat with several waiting executions:', () => {
	it.each<[string, Record<string, Reply | readonly Reply[]>, string[], Reply]>([
		['it is offered once to each, if none accepts it', {}, ['a', 'b', 'c'], 'declined'],
		['the oldest accepts it, and no other is asked', { a: 'taken' }, ['a'], 'taken'],
		['the next one gets it if the oldest does not accept it', { b: 'taken' }, ['a', 'b'], 'taken'],
		[
			'an execution that cannot be asked now holds the message back, so that no second one takes it',
			{ a: 'again', b: 'taken' },
			['a'],
			'again',
		],
		[
			'an execution that is gone does not hold it back',
			{ a: 'gone', b: 'declined', c: 'taken' },
			['a', 'b', 'c'],
			'taken',
		],
		[
			'an execution that was asked while one that had ended was counted is asked again',
			{ a: ['declined', 'taken'], b: 'gone', c: 'gone' },
			['a', 'b', 'c', 'a'],
			'taken',
		],
	])('%s', async (_title, answers, expected, said) => {
		const { asked, ask } = people(answers);
		const { reply, endedUrls } = await new ReplyQueue().offer(message(), [A, B, C], ask);
		expect([asked, reply]).toEqual([expected, said]);
		expect(endedUrls).toEqual(
			[A, B, C].flatMap(({ url }) => (answers[url.slice(-1)] === 'gone' ? [url] : [])),
		);
	});

	it.each<[string, Record<string, Reply>, Turn[]]>([
		[
			'no, if the other one declined the message and still waits',
			{},
			[
				{ others: 1, isLast: false },
				{ others: 1, isLast: true },
			],
		],
		[
			'yes, if the other one has ended without leaving the list',
			{ a: 'gone' },
			[{ others: 1, isLast: false }, ALONE],
		],
	])(
		'the next execution is told whether it is the only one that still waits in the chat: %s',
		async (_title, answers, expected) => {
			const { turns, ask } = people(answers);
			await new ReplyQueue().offer(message(), [A, B], ask);
			expect(turns).toEqual(expected);
		},
	);

	it('an execution that has its answer is asked no more, whatever the list says', async () => {
		const queue = new ReplyQueue();
		const { asked, turns, ask } = people({});
		queue.finish('a');
		await queue.offer(message(), [A, B], ask);
		expect([asked, turns]).toEqual([['b'], [ALONE]]);
	});

	it('an execution is told that its question stood next to another, also after that one has its answer', async () => {
		const queue = new ReplyQueue();
		await queue.offer(message('M1'), [A, B], people({ a: 'taken' }).ask);
		queue.finish('a');
		const { turns, ask } = people({});
		await queue.offer(message('M2'), [A, B], ask);
		expect(turns).toEqual([{ ...ALONE, hadNeighbor: true }]);
		expect(readTurn(waitHeaderFor(B, turns[0]), 'b')).toEqual(turns[0]);
	});

	it.each<[string, string[], string[]]>([
		['with the same addresses', ['chat', 'lid'], ['chat', 'lid']],
		['once with the number and once without it', ['lid', 'chat'], ['lid']],
		['with no address in common', ['chat'], ['lid']],
	])('a message delivered twice at once answers one question: %s', async (_how, first, second) => {
		const queue = new ReplyQueue();
		const { asked, ask } = people({ a: 'taken', b: 'taken' });
		const slow = async (wait: Subscriber, turn: Turn) => {
			await sleep(5);
			return await ask(wait, turn);
		};
		const offers = [first, second].map(
			async (chats) => await queue.offer({ id: 'M1', chats }, [A, B], slow),
		);
		const [once, again] = await Promise.all(offers);
		expect([asked, once.reply, again.reply]).toEqual([['a'], 'taken', 'taken']);
	});

	it('a message delivered again, when other questions are open, answers none of them', async () => {
		const queue = new ReplyQueue();
		const { asked, ask } = people({ a: 'taken', b: 'taken', c: 'taken' });
		for (const waits of [[A], [A, B], [B, C]]) await queue.offer(message('M1'), waits, ask);
		await queue.offer(message('M2'), [B, C], ask);
		expect(asked).toEqual(['a', 'b']);
		expect(queue.hasAnsweredOther('M1', 'b')).toBe(true);
	});

	it('a message goes to nobody else while an execution that left the list may have taken it', async () => {
		const queue = new ReplyQueue();
		const { asked, ask } = people({ b: 'taken' });
		const unanswered = async (wait: Subscriber) => queue.noteOutcome('M1', wait, 'again', true);
		await queue.offer(message('M1'), [A, B], unanswered);
		await queue.offer(message('M1'), [B], ask);
		expect(asked).toEqual([]);
		expect(queue.noteOutcome('M1', A, 'declined', false)).toBe('declined');
		await queue.offer(message('M1'), [B], ask);
		expect(asked).toEqual(['b']);
	});

	it('at most four requests to executions run at once, and a failed request does not block the others', async () => {
		const queue = new ReplyQueue();
		let [now, most, done] = [0, 0, 0];
		const send = async () => {
			most = Math.max(most, ++now);
			await sleep(1);
			now--;
			if (++done % 3 === 0) throw new Error('cut off');
		};
		await Promise.allSettled(
			Array.from({ length: 30 }, async () => await queue.requests.run(send)),
		);
		expect([most, done, now]).toEqual([4, 30, 0]);
	});

	it('the next message of the chat is offered even if offering the one before failed', async () => {
		const queue = new ReplyQueue();
		const fail = async () => await Promise.reject(new Error('broken'));
		await expect(queue.offer({ chats: ['chat'], id: '1' }, [A], fail)).rejects.toThrow('broken');
		const { ask } = people({ a: 'taken' });
		expect((await queue.offer({ chats: ['chat'], id: '2' }, [A], ask)).reply).toBe('taken');
	});

	it('a message of another chat is offered without waiting for this chat', async () => {
		const queue = new ReplyQueue();
		const never = async () => await new Promise<Reply>(() => undefined);
		void queue.offer({ chats: ['chat'], id: '1' }, [A], never);
		const other = { chats: ['other chat'], id: '2' };
		expect((await queue.offer(other, [B], async () => 'taken')).reply).toBe('taken');
	});

	it('the request names the waiting execution that it is for, since several can have the same address, and its turn', () => {
		for (const turn of [ALONE, { others: 2, isLast: false }, { others: 2, isLast: true }])
			expect(readTurn(waitHeaderFor(A, turn), 'a')).toEqual(turn);
		expect(readTurn(waitHeaderFor(A, ALONE), 'b')).toBeUndefined();
	});
});
