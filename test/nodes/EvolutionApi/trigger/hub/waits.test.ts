/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Outcome, Subscriber } from '../../../../../nodes/EvolutionApi/trigger/hub';
import { Memory, ReplyQueue, stillOwed } from '../../../../../nodes/EvolutionApi/trigger/hub';
import { offerIn, waitMark, type Offer } from '../../../../../nodes/EvolutionApi/trigger/hub/waits';
import { trigger } from './support/server';

const wait = (name: string) => trigger(1, { kind: 'wait', url: `http://n8n/${name}#${name}` });
const [A, B, C] = ['a', 'b', 'c'].map(wait);
const yes = () => true;
const no = () => false;

/** Who was asked, in order, and what each answers: by its name, for replies only `name?`. */
function people(answers: Record<string, Outcome>) {
	const asked: string[] = [];
	const ask = async ({ url }: Subscriber, offer: Offer): Promise<Outcome> => {
		const name = url.split('#')[1] + (offer === 'replyOnly' ? '?' : '');
		asked.push(name);
		return answers[name] ?? 'declined';
	};
	return { asked, ask };
}

describe('a message for several who wait in a chat', () => {
	it.each<[string, () => boolean, Record<string, Outcome>, string[]]>([
		['nobody wants it: all are asked once', no, {}, ['a', 'b', 'c']],
		['the oldest has it, and no other is asked', no, { a: 'taken' }, ['a']],
		['the next one has it where the oldest does not want it', no, { b: 'taken' }, ['a', 'b']],
		['who cannot say holds it up: two could have it', no, { a: 'mayHeal', b: 'taken' }, ['a']],
		['who is gone or refuses does not', no, { a: 'gone', b: 'final', c: 'taken' }, ['a', 'b', 'c']],
		['a reply goes to whose question it quotes', yes, { 'b?': 'taken', a: 'taken' }, ['a?', 'b?']],
		['a reply to something else to the oldest', yes, { a: 'taken' }, ['a?', 'b?', 'c?', 'a']],
		['who is gone is not asked twice', yes, { 'a?': 'gone', b: 'taken' }, ['a?', 'b?', 'c?', 'b']],
	])('%s', async (_title, isReply, answers, expected) => {
		const { asked, ask } = people(answers);
		await new ReplyQueue().offer('chat', [A, B, C], isReply, ask);
		expect(asked).toEqual(expected);
	});

	it('one alone is not asked twice', async () => {
		const { asked, ask } = people({});
		await new ReplyQueue().offer('chat', [A], yes, ask);
		expect(asked).toEqual(['a']);
	});

	it('of two messages at once each goes to another one, whatever time the first takes', async () => {
		const queue = new ReplyQueue();
		const asked: string[] = [];
		const ask = async ({ url }: Subscriber): Promise<Outcome> => {
			asked.push(url);
			await sleep(1);
			return 'taken';
		};
		const outcomes = await Promise.all(
			[1, 2, 3].map(async () => await queue.offer('chat', [A, B], no, ask)),
		);
		expect(asked).toEqual([A.url, B.url]);
		expect(outcomes.map(({ size }) => size)).toEqual([1, 1, 0]);
	});

	it('no more than four letters are under way, and each comes to its turn, failed ones or not', async () => {
		const queue = new ReplyQueue();
		let [now, most, done] = [0, 0, 0];
		const send = async () => {
			most = Math.max(most, ++now);
			await sleep(1);
			now--;
			if (++done % 3 === 0) throw new Error('cut off');
		};
		await Promise.allSettled(Array.from({ length: 30 }, async () => await queue.inTurn(send)));
		expect([most, done, now]).toEqual([4, 30, 0]);
	});

	it('another chat does not stand in line', async () => {
		const queue = new ReplyQueue();
		void queue.offer('chat', [A], no, async () => await new Promise<Outcome>(() => undefined));
		const outcomes = await queue.offer('other chat', [B], no, async () => 'taken');
		expect(outcomes.get(B)).toBe('taken');
	});

	it('that comes again is offered to nobody, once one has had it', () => {
		const other = trigger(2);
		const memory = new Memory(0);
		memory.note('event', [A.url], 0);
		expect(stillOwed(memory, 'event', [A, B, other], [A, B, other])).toEqual([other]);
		expect(stillOwed(memory, 'next event', [A, B], [A, B])).toEqual([A, B]);
	});

	it('says for which of the waits at one address it is', () => {
		expect(offerIn(waitMark(A, 'replyOnly'))).toEqual({ mark: 'a', offer: 'replyOnly' });
		expect(offerIn(waitMark(A, 'open'))).toEqual({ mark: 'a', offer: 'open' });
		expect(offerIn(undefined)).toEqual({ mark: '', offer: 'open' });
	});
});
