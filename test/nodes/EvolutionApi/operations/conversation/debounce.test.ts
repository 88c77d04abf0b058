import type { IDataObject } from 'n8n-workflow';

import { inOrder } from '../../../../../nodes/EvolutionApi/server/words/messageStore';
import {
	findBurst,
	readWrittenMessage,
	type ChatMessage,
} from '../../../../../nodes/EvolutionApi/operations/conversation/debounce';

const RULES: Parameters<typeof findBurst>[2] = {
	debounceTime: 10,
	maxWait: 60,
	counts: () => true,
};

/**
 * Creates messages from a line such as `'a@0 ME@5/ios b@7'`: the ID, the time in seconds, and the source (by default `web`).
 * A message whose ID is in capitals is from the account itself.
 */
const store = (line: string): IDataObject[] =>
	line.split(' ').map((entry, row) => {
		const [, id, at, source = 'web'] = /^(\w+)@(\d+)(?:\/(\w+))?$/.exec(entry) ?? [];
		return {
			id: `row${String(row).padStart(3, '0')}`,
			key: { id, fromMe: id === id.toUpperCase() },
			message: id.startsWith('REACTION') ? { reactionMessage: {} } : { conversation: id },
			messageTimestamp: 1_000_000 + Number(at),
			source,
		};
	});
const written = (records: readonly IDataObject[]) =>
	records.map((record) => readWrittenMessage(record, 'shop'));
const judge = (line: string, id: string, rules: Partial<typeof RULES> = {}) => {
	const ordered = written(inOrder(store(line).reverse()));
	const burst = findBurst(ordered, id, { ...RULES, ...rules });
	const isOvertaken = burst?.overtakenBy !== undefined;
	return burst && { ...burst, isOvertaken, messages: ids(burst.messages) };
};
const ids = (messages: readonly ChatMessage[]) => messages.map(({ id }) => id).join(' ');

describe('debounce of several messages', () => {
	it('only the execution of the last message continues, with all messages in order', () => {
		const line = 'a@0 b@1 c@2 d@2 e@3';
		const judged = ['a', 'b', 'c', 'd', 'e'].map((id) => judge(line, id));
		expect(judged.map((burst) => burst?.isOvertaken)).toEqual([true, true, true, true, false]);
		expect(judged[4]?.messages).toBe('a b c d e');
	});

	it.each([0, 1, 2, 3, 4, 5])(
		'of the same second: the execution of the last one continues, whatever order the server gives them in (shuffle %s)',
		(seed) => {
			const rows = store('a@0 b@0 c@0 d@0');
			const shuffled = rows.map((_row, index) => rows[(index * (seed % 2 ? 3 : 1) + seed) % 4]);
			const ordered = written(inOrder([...shuffled, ...rows]));
			expect(ids(ordered)).toBe('a b c d');
			const last = ['a', 'b', 'c', 'd'].filter(
				(id) => findBurst(ordered, id, RULES)!.overtakenBy === undefined,
			);
			expect(last).toEqual(['d']);
		},
	);

	it('messages of types that are not combined stop no execution, and are not output', () => {
		const counts = ({ id }: ChatMessage) => id !== 'sticker';
		expect(judge('a@0 sticker@1', 'a', { counts })).toMatchObject({
			isOvertaken: false,
			messages: 'a',
		});
		expect(judge('a@0 sticker@1', 'sticker', { counts })).toBeUndefined();
	});

	it('outputs nothing for a message that the server has not stored', () => {
		expect(judge('a@0', 'b')).toBeUndefined();
	});

	it('outputs nothing for a message that the account itself has sent', () => {
		expect(judge('a@0 B@1', 'B')).toBeUndefined();
	});
});

it('debounce: a message after the debounce time does not stop an earlier execution, even if this execution runs late', () => {
	expect(judge('a@0 b@11', 'a')).toMatchObject({ isOvertaken: false, messages: 'a' });
	expect(judge('a@0 b@11', 'b')).toMatchObject({ isOvertaken: false, messages: 'a b' });
});

describe('debounce: the messages that an execution outputs', () => {
	it('are all that came after the last answer, however old they are', () => {
		expect(judge('a@0 OLD@1 b@2 c@900 d@905', 'd')?.messages).toBe('b c d');
	});

	it('begin after an answer sent in the same second only if the server stored the answer first', () => {
		expect(judge('a@0 ME@5 b@5', 'b')?.messages).toBe('b');
		expect(judge('a@0 b@5 ME@5', 'b')?.messages).toBe('a b');
	});

	it('come out by themselves if the API answers something earlier before the next message', () => {
		const line = 'x@0 a@20 ME@21 b@24';
		expect(judge(line, 'a')).toMatchObject({ isOvertaken: false, messages: 'a' });
		expect(judge(line, 'b')).toMatchObject({ isOvertaken: false, messages: 'b' });
	});

	it('leave out an earlier burst that was answered while the new burst was being written', () => {
		expect(judge('a@0 b@12 ME@18', 'b')?.messages).toBe('b');
		expect(judge('a@0 b@12 c@14 ME@18', 'c')?.messages).toBe('b c');
	});

	it('are the whole burst, even if the API answered between its messages and the end of the wait', () => {
		expect(judge('a@0 b@4 ME@5', 'b')?.messages).toBe('a b');
	});
});

describe('debounce: a burst of messages counts as answered by a human', () => {
	it.each(['android', 'desktop', 'ios'])(
		'if the account answers on a device (%s) afterwards',
		(device) => {
			expect(judge(`a@0 ME@1/${device}`, 'a')).toMatchObject({ isAnswered: true, messages: 'a' });
		},
	);

	it('if the account answers in WhatsApp Web, and the server stores the addressing mode of the answer', () => {
		const [message, answer] = store('a@0 ME@1/web');
		const key = { ...(answer.key as IDataObject), addressingMode: 'pn' };
		expect(findBurst(written([message, { ...answer, key }]), 'a', RULES)?.isAnswered).toBe(true);
	});

	it.each(['web', 'unknown'])(
		'but not if the answer came through the API (source: %s)',
		(source) => {
			expect(judge(`a@0 ME@1/${source}`, 'a')?.isAnswered).toBe(false);
		},
	);

	it('but not if the answer came before the message or is a reaction', () => {
		expect(judge('ME@0/ios a@0', 'a')?.isAnswered).toBe(false);
		expect(judge('a@0 REACTION@1/ios', 'a')?.isAnswered).toBe(false);
	});

	it('only up to the answer: the execution of a later message continues, with that message alone', () => {
		expect(judge('a@0 ME@2/ios b@4', 'a')).toMatchObject({ isOvertaken: false, isAnswered: true });
		expect(judge('a@0 ME@2/ios b@4', 'b')).toMatchObject({ isAnswered: false, messages: 'b' });
	});
});

it('debounce: reactions of the account are no answers, so earlier messages are still output', () => {
	expect(judge('a@0 REACTION@1 b@2', 'b')?.messages).toBe('a b');
});

describe('debounce: the maximum wait', () => {
	it('counts from the first message of a person after a silence, or after the last reply of the account', () => {
		expect(judge('x@0 ME@1 a@5 b@15', 'b')?.remainingSeconds).toBe(50);
		expect(judge('x@0 a@5 b@25 c@30', 'c')?.remainingSeconds).toBe(55);
	});

	it('ends a long burst: the execution of the latest message continues, and the next message starts a new maximum wait', () => {
		const line = 'a@0 b@30 c@60 d@61 e@70';
		const rules = { debounceTime: 40 };
		expect(judge(line, 'c', rules)).toMatchObject({
			isOvertaken: false,
			remainingSeconds: 0,
			messages: 'a b c',
		});
		expect(judge(line, 'd', rules)).toMatchObject({ isOvertaken: true, remainingSeconds: 60 });
		expect(judge(line, 'e', rules)).toMatchObject({
			isOvertaken: false,
			remainingSeconds: 51,
			messages: 'a b c d e',
		});
	});

	it('is followed by a new burst, without the messages that were already output and answered', () => {
		expect(judge('a@0 b@30 c@60 d@61 ME@66 e@70', 'd', { debounceTime: 70 })?.messages).toBe('d');
	});
});
