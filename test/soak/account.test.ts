import { accountOf, unasked, type Sent } from './account';
import type { End } from './ends';

const KILL: End = { who: 'n8n', how: 'KILL', from: 100_000, to: 100_050 };
const TERM: End = { ...KILL, how: 'TERM' };
const SERVER: End = { who: 'server', how: 'KILL', from: 100_000, to: 100_050 };

const ok = (at: number) => ({ at, status: 200, final: true });
const broken = (at: number) => ({ at, error: 'socket hang up', final: false });
const refused = (at: number) => ({ at, error: 'connect ECONNREFUSED 127.0.0.1:1', final: false });

const sentAt = (at: number, ...attempts: Sent['attempts']): Sent => ({ id: 'one', at, attempts });
const NOTHING_CAME = { workflow: 'first', times: new Map<string, number[]>() };
const lostReason = (sent: Sent, ...ends: End[]) =>
	accountOf([sent], NOTHING_CAME, ends).lost.map(({ reason }) => reason);
/** n8n had begun an execution with this message. */
const cutOff = (end: End, id = 'one', workflow = 'first'): End => ({
	...end,
	unfinished: new Map([[workflow, new Set([id])]]),
});

describe('report of the soak: does not excuse a lost message', () => {
	it('when n8n answered it, and neither n8n nor the server was ended', () => {
		expect(lostReason(sentAt(50_000, ok(50_100)))).toEqual([undefined]);
	});

	it('when n8n was killed at any time, and had no execution with it', () => {
		for (const at of [50_000, 99_900, 110_000])
			expect(lostReason(sentAt(at, ok(at + 50)), KILL)).toEqual([undefined]);
		expect(lostReason(sentAt(99_990, broken(100_060), ok(130_000)), KILL)).toEqual([undefined]);
		const notAll = { at: 99_900, status: 503, final: false };
		expect(lostReason(sentAt(99_800, notAll), KILL)).toEqual([undefined]);
	});

	it('when n8n was killed in the execution of another message, or of another workflow', () => {
		const sent = sentAt(99_800, ok(99_900));
		expect(lostReason(sent, cutOff(KILL, 'two'))).toEqual([undefined]);
		expect(lostReason(sent, cutOff(KILL, 'one', 'second'))).toEqual([undefined]);
	});

	it('when it came while n8n was away', () => {
		const sent = sentAt(100_500, refused(100_510), ok(130_000));
		expect(lostReason(sent, KILL)).toEqual([undefined]);
	});

	it('when n8n was ended politely', () => {
		expect(lostReason(sentAt(99_900, ok(99_950)), cutOff(TERM))).toEqual([undefined]);
	});

	it('when n8n refused it, and the server gave up', () => {
		for (const status of [401, 404, 503]) {
			expect(lostReason(sentAt(50_000, { at: 50_100, status, final: true }))).toEqual([undefined]);
		}
	});

	it('when n8n refused it a moment before it was killed', () => {
		for (const status of [401, 404]) {
			const sent = sentAt(99_800, { at: 99_900, status, final: true });
			expect(lostReason(sent, KILL)).toEqual([undefined]);
		}
	});

	it('when the server found nobody until it gave up: n8n finds it in the store', () => {
		const sent = sentAt(100_500, refused(100_510), { ...refused(130_000), final: true });
		expect(lostReason(sent, KILL)).toEqual([undefined]);
	});

	it('when the server had delivered it before it was killed', () => {
		expect(lostReason(sentAt(99_000, ok(99_100)), SERVER)).toEqual([undefined]);
	});
});

describe('soak: a lost message is explained', () => {
	const KILLED = 'n8n took it, and was killed before the execution was over';
	const FORGOTTEN = 'the server was ended before it had delivered it, and forgot it';

	it('when n8n was killed in its execution, which a delivery or the search for missed ones had begun', () => {
		expect(lostReason(sentAt(99_800, ok(99_900)), cutOff(KILL))).toEqual([KILLED]);
		expect(lostReason(sentAt(80_000, { ...refused(90_000), final: true }), cutOff(KILL))).toEqual([
			KILLED,
		]);
	});

	it('when n8n was ended politely, and broke off after half a minute what it had begun', () => {
		const slow: End = { ...TERM, to: 131_000 };
		expect(lostReason(sentAt(99_900, ok(99_950)), cutOff(slow))).toEqual([KILLED]);
	});

	it('when the server was killed while it tried', () => {
		expect(lostReason(sentAt(90_000, refused(90_001)), SERVER)).toEqual([FORGOTTEN]);
	});
});

describe('soak at Evolution Go', () => {
	const KILLED_FOR_LONG: End = { ...KILL, back: 150_000 };
	const GIVEN_UP = 'n8n was away for longer than the server tried';
	const lastOf = (at: number) => ({ ...refused(at), final: true });
	const reasonAtGo = (sent: Sent, ...ends: End[]) =>
		accountOf([sent], NOTHING_CAME, ends, 'webhookOfGo').lost[0].reason;

	it('a lost message has no reason when one of the tries came before n8n was away, or after', () => {
		const early = sentAt(99_000, refused(99_010), lastOf(130_000));
		const late = sentAt(101_000, refused(101_010), lastOf(154_000));
		for (const sent of [early, late]) expect(reasonAtGo(sent, KILLED_FOR_LONG)).toBeUndefined();
	});

	it('nor while the server still tries, nor when n8n has answered it', () => {
		const open = sentAt(101_000, refused(101_010), refused(130_000));
		const answered = sentAt(101_000, refused(101_010), ok(140_000));
		for (const sent of [open, answered]) expect(reasonAtGo(sent, KILLED_FOR_LONG)).toBeUndefined();
	});

	it('it is explained when all tries were in vain while n8n was away', () => {
		const sent = sentAt(101_000, refused(101_010), refused(120_000), lastOf(140_000));
		expect(reasonAtGo(sent, KILLED_FOR_LONG)).toBe(GIVEN_UP);
		expect(reasonAtGo(sent, { ...KILLED_FOR_LONG, who: 'server' })).not.toBe(GIVEN_UP);
	});

	it('it is explained when n8n answered in the first moment of its start, and not a moment later', () => {
		const end: End = { ...KILL, deafUntil: 110_000, back: 112_000 };
		const early = sentAt(109_000, refused(109_010), ok(110_050));
		expect(reasonAtGo(early, end)).toContain('200 to everything');
		expect(reasonAtGo(sentAt(109_000, ok(110_500)), end)).toBeUndefined();
		expect(reasonAtGo(sentAt(50_000, ok(50_100)), end)).toBeUndefined();
		expect(accountOf([early], NOTHING_CAME, [end]).lost[0].reason).toBeUndefined();
	});

	it('what n8n had just taken is explained as at the other server', () => {
		expect(reasonAtGo(sentAt(99_800, ok(99_900)), cutOff(KILL))).toContain('n8n took it');
	});
});

it('soak: a message that came twice has no reason, whoever was ended', () => {
	const times = new Map([['one', [99_995, 140_000]]]);
	const sent = sentAt(99_990, broken(100_060), ok(130_000));
	expect(accountOf([sent], { workflow: 'first', times }, [KILL, TERM, SERVER]).twice).toEqual([
		'one',
	]);
});

describe('soak through WebSocket', () => {
	const lost = (at: number, ...ends: End[]) =>
		accountOf([sentAt(at)], NOTHING_CAME, ends, 'webSocket').lost[0].reason;

	it('a lost message has no reason unless n8n was killed in its execution', () => {
		expect(lost(50_000)).toBeUndefined();
		for (const end of [TERM, SERVER, KILL]) expect(lost(99_900, end)).toBeUndefined();
	});

	it('it is explained if n8n was', () => {
		expect(lost(99_900, cutOff(KILL))).toBe(
			'n8n took it, and was killed before the execution was over',
		);
	});
});

it('soak: what came once is counted as such', () => {
	const sent = [sentAt(1, ok(2)), { ...sentAt(3, ok(4)), id: 'two' }];
	const times = new Map([['two', [5]]]);
	expect(accountOf(sent, { workflow: 'first', times }, [])).toEqual({
		once: 1,
		remarks: [],
		lost: [{ reason: undefined, ids: ['one'] }],
		twice: [],
	});
});

it('soak: what came though nobody sent it is found', () => {
	const came = new Map([
		['one', [5]],
		['an answer of our own', [6]],
	]);
	expect(unasked([sentAt(1, ok(2))], came)).toEqual(['an answer of our own']);
});
