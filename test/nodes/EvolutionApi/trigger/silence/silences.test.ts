import {
	findDueStage,
	makeSilence,
	watchedSpan,
	type ChatLine,
} from '../../../../../nodes/EvolutionApi/trigger/silence/silences';

const HOUR = 3600;
const HOURS = [2, 24, 72];
const SPAN = watchedSpan(HOURS);

let row = 0;
/** @param hour when it was sent */
const said = (by: ChatLine['by'], hour: number, more: Partial<ChatLine> = {}): ChatLine => {
	row++;
	const order = String(row).padStart(4, '0');
	return { messageId: `${by}${row}`, seconds: hour * HOUR, order, by, ...more };
};
const firstOf = (all: readonly ChatLine[], endedAt = 0) => makeSilence(all, SPAN, endedAt)?.first;

describe('No Reply: nobody is waiting for an answer', () => {
	it('if no message was sent through the API', () => {
		expect(firstOf([])).toBeUndefined();
		expect(firstOf([said('other', 1)])).toBeUndefined();
		expect(firstOf([said('person', 1)])).toBeUndefined();
	});

	it('after an answer, or a message that a human wrote on the phone', () => {
		expect(firstOf([said('api', 1), said('other', 2)])).toBeUndefined();
		expect(firstOf([said('api', 1), said('person', 2)])).toBeUndefined();
	});

	it('after an answer whose timestamp is some minutes before that of the message it answers', () => {
		expect(firstOf([said('api', 1), said('other', 1, { seconds: HOUR - 300 })])).toBeUndefined();
	});

	it('after messages that a workflow sent before the end of a human takeover', () => {
		expect(firstOf([said('api', 1)], HOUR * 1000)).toBeUndefined();
	});
});

describe('No Reply: the time without an answer begins', () => {
	it('with the first unanswered message, in whatever order the messages come', () => {
		const first = said('api', 2);
		const all = [said('other', 1), first, said('api', 3), said('api', 50)];
		expect(firstOf(all)).toBe(first);
		expect(firstOf([...all].reverse())).toBe(first);
	});

	it('with the reply of a bot, even in the same second as the message of the contact', () => {
		const [question, answer] = [said('other', 1), said('api', 1)];
		expect(firstOf([answer, question])).toBe(answer);
	});

	it('with the message that was sent, although an older one of the contact arrives after it', () => {
		const offer = said('api', 10);
		expect(firstOf([offer, said('other', 1)])).toBe(offer);
	});

	it('again with a message that is sent more than a day after the last stage', () => {
		const later = said('api', 1 + 97);
		expect(firstOf([said('api', 1), later])).toBe(later);
		expect(firstOf([said('api', 1), said('api', 90), said('api', 180)])?.seconds).toBe(HOUR);
	});

	it('with the first message after the end of a human takeover', () => {
		const later = said('api', 3);
		expect(firstOf([said('api', 1), later], 2 * HOUR * 1000)).toBe(later);
	});
});

describe('No Reply: a stage is due from its time on, for a day, and only once:', () => {
	const first = { messageId: '1', seconds: 0, order: '1', by: 'api' } as const;
	const dueAt = (hour: number, doneUpTo = 0) =>
		findDueStage({ first, last: first }, HOURS, {
			doneUpTo: doneUpTo * HOUR * 1000,
			now: hour * HOUR * 1000,
		})?.stage;

	it.each([
		['not before its time', 1.9, 0, undefined],
		['at its time', 2, 1.9, 1],
		['not again after it started the workflow', 3, 2, undefined],
		['only the latest of two whose time has come', 25, 0, 2],
		['neither of two, after the later one started the workflow', 24.1, 24, undefined],
		['the last one at its time', 72, 71, 3],
		['even 24 hours late', 96, 0, 3],
		['not more than 24 hours late', 96.1, 0, undefined],
	])('%s', (_what, hour, doneUpTo, stage) => {
		expect(dueAt(hour, doneUpTo)).toBe(stage);
	});
});
