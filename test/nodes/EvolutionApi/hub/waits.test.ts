import { setTimeout as sleep } from 'node:timers/promises';

import type { Acknowledgement } from '../../../../nodes/EvolutionApi/hub/subscribers';
import type { Subscriber } from '../../../../nodes/EvolutionApi/hub/list';
import {
	type Offer,
	readOffer,
	ReplyQueue,
	waitHeaderFor,
} from '../../../../nodes/EvolutionApi/hub/waits';
import { trigger } from './support/server';

const wait = (name: string) => trigger(1, { kind: 'wait', url: `http://n8n/${name}#${name}` });
const [A, B, C] = ['a', 'b', 'c'].map(wait);
const message = (isReply: boolean, id?: string) => ({
	id,
	chats: ['chat'],
	isReply: () => isReply,
});

/** Who was asked, in order, and what each answers: by its name, for replies only `name?`. */
function people(answers: Record<string, Acknowledgement>) {
	const asked: string[] = [];
	const ask = async ({ url }: Subscriber, offer: Offer): Promise<Acknowledgement> => {
		const name = url.split('#')[1] + (offer === 'replyOnly' ? '?' : '');
		asked.push(name);
		return answers[name] ?? 'declined';
	};
	return { asked, ask };
}

describe('Send and Wait, a message in a chat with several waiting executions:', () => {
	it.each<[string, boolean, Record<string, Acknowledgement>, string[]]>([
		['it is offered once to each, if none accepts it', false, {}, ['a', 'b', 'c']],
		['the oldest accepts it, and no other is asked', false, { a: 'taken' }, ['a']],
		[
			'an execution that asks the person which question is meant keeps it from the others',
			false,
			{ a: 'askedWhich' },
			['a'],
		],
		['the next one gets it if the oldest does not accept it', false, { b: 'taken' }, ['a', 'b']],
		[
			'an execution that cannot be asked now holds the message back, so that no second one takes it',
			false,
			{ a: 'mayHeal', b: 'taken' },
			['a'],
		],
		[
			'an execution that is gone or refuses does not hold it back',
			false,
			{ a: 'gone', b: 'final', c: 'taken' },
			['a', 'b', 'c'],
		],
		[
			'a reply goes to the execution whose question it quotes',
			true,
			{ 'b?': 'taken', a: 'taken' },
			['a?', 'b?'],
		],
		[
			'a reply that quotes something else goes to the oldest execution',
			true,
			{ a: 'taken' },
			['a?', 'b?', 'c?', 'a'],
		],
		[
			'an execution that is gone is not asked twice',
			true,
			{ 'a?': 'gone', b: 'taken' },
			['a?', 'b?', 'c?', 'b'],
		],
	])('%s', async (_title, isReply, answers, expected) => {
		const { asked, ask } = people(answers);
		await new ReplyQueue().offer(message(isReply), [A, B, C], ask);
		expect(asked).toEqual(expected);
	});

	it('a message that makes an execution ask which question is meant counts as answered, and is not offered again', async () => {
		const queue = new ReplyQueue();
		const { asked, ask } = people({ a: 'askedWhich' });
		await queue.offer(message(false, 'M1'), [A, B], ask);
		await queue.offer(message(false, 'M1'), [A, B], ask);
		await queue.offer(message(false, 'M2'), [A, B], ask);
		expect(asked).toEqual(['a', 'a']);
		expect(queue.hasAnsweredOther('M1', 'b')).toBe(true);
	});

	it.each<[string, Record<string, Acknowledgement>, Offer[]]>([
		['yes, if the other has ended without leaving the list', { a: 'gone' }, ['open', 'alone']],
		['no, if the other declined the message and still waits', {}, ['open', 'open']],
	])(
		'the next execution is told whether it is the only one that still waits in the chat: %s',
		async (_title, answers, expected) => {
			const { ask } = people(answers);
			const offers: Offer[] = [];
			await new ReplyQueue().offer(message(false), [A, B], async (subscriber, offer) => {
				offers.push(offer);
				return await ask(subscriber, offer);
			});
			expect(offers).toEqual(expected);
		},
	);

	it('with only one waiting execution, a message that quotes another message is offered to it only once', async () => {
		const { asked, ask } = people({});
		await new ReplyQueue().offer(message(true), [A], ask);
		expect(asked).toEqual(['a']);
	});

	it('of three messages at once, two executions are offered one each, and nobody the third', async () => {
		const queue = new ReplyQueue();
		const asked: string[] = [];
		const ask = async ({ url }: Subscriber): Promise<Acknowledgement> => {
			asked.push(url);
			await sleep(1);
			return 'taken';
		};
		const outcomes = await Promise.all(
			['1', '2', '3'].map(async (id) => await queue.offer(message(false, id), [A, B], ask)),
		);
		expect(asked).toEqual([A.url, B.url]);
		expect(outcomes.map(({ outcomes: { size } }) => size)).toEqual([1, 1, 0]);
	});

	it.each<[string, string[], string[]]>([
		['with the same addresses', ['chat', 'lid'], ['chat', 'lid']],
		['once with the number and once without it', ['lid', 'chat'], ['lid']],
		['with no address in common', ['chat'], ['lid']],
	])('a message delivered twice at once answers one question: %s', async (_how, first, second) => {
		const queue = new ReplyQueue();
		const { asked, ask } = people({ a: 'taken', b: 'taken' });
		const slow = async (wait: Subscriber, offer: Offer) => {
			await sleep(5);
			return await ask(wait, offer);
		};
		const offers = [first, second].map(
			async (chats) => await queue.offer({ id: 'M1', chats }, [A, B], slow),
		);
		const [once, again] = await Promise.all(offers);
		expect([asked, once.outcomes.size, again.outcomes.size]).toEqual([['a'], 1, 0]);
		expect([once.isAnswer, again.isAnswer]).toEqual([true, true]);
	});

	it('a message delivered again, when other questions are open, answers none of them', async () => {
		const queue = new ReplyQueue();
		const { asked, ask } = people({ a: 'taken', b: 'taken', c: 'taken' });
		for (const waits of [[A], [A, B], [B, C]]) await queue.offer(message(true, 'M1'), waits, ask);
		await queue.offer(message(false, 'M2'), [B, C], ask);
		expect(asked).toEqual(['a', 'b']);
	});

	it('a message goes to nobody else while an execution that left the list may have taken it', async () => {
		const queue = new ReplyQueue();
		const { asked, ask } = people({ b: 'taken' });
		const unanswered = async (wait: Subscriber) => queue.noteOutcome('M1', wait, 'mayHeal', true);
		await queue.offer(message(false, 'M1'), [A, B], unanswered);
		await queue.offer(message(false, 'M1'), [B], ask);
		expect(asked).toEqual([]);
		expect(queue.noteOutcome('M1', A, 'declined', false)).toBe('declined');
		await queue.offer(message(false, 'M1'), [B], ask);
		expect(asked).toEqual(['b']);
	});

	it.each<[string, Record<string, Acknowledgement>, boolean]>([
		['it was understood', { a: 'taken' }, true],
		['it was not understood, and asked again', { a: 'askedAgain', b: 'declined' }, true],
		['one asked again, and the next one took it', { a: 'askedAgain', b: 'taken' }, true],
		['none accepted it', {}, false],
		['one cannot be asked now', { a: 'mayHeal' }, false],
	])(
		'it counts as an answer only if an execution accepted it or asked again: %s',
		async (_what, answers, expected) => {
			const { ask } = people(answers);
			const { isAnswer } = await new ReplyQueue().offer(message(false), [A, B], ask);
			expect(isAnswer).toBe(expected);
		},
	);

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
		const { outcomes } = await queue.offer({ chats: ['chat'], id: '2' }, [A], ask);
		expect(outcomes.get(A)).toBe('taken');
	});

	it('a message of another chat is offered without waiting for this chat', async () => {
		const queue = new ReplyQueue();
		const never = async () => await new Promise<Acknowledgement>(() => undefined);
		void queue.offer({ chats: ['chat'], id: '1' }, [A], never);
		const other = { chats: ['other chat'], id: '2' };
		const { outcomes } = await queue.offer(other, [B], async () => 'taken');
		expect(outcomes.get(B)).toBe('taken');
	});

	it('the request names the waiting execution that it is for, since several can have the same address', () => {
		expect(readOffer(waitHeaderFor(A, 'replyOnly'))).toEqual({ mark: 'a', offer: 'replyOnly' });
		expect(readOffer(waitHeaderFor(A, 'open'))).toEqual({ mark: 'a', offer: 'open' });
		expect(readOffer(waitHeaderFor(A, 'alone'))).toEqual({ mark: 'a', offer: 'alone' });
		expect(readOffer(undefined)).toEqual({ mark: '', offer: 'open' });
	});
});
