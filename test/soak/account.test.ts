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
const cutOff = (end: End, id = 'one', workflow = 'first'): End => ({
	...end,
	unfinished: new Map([[workflow, new Set([id])]]),
});

describe('soak test: the report calls a lost message a failure', () => {
	it('when n8n answered 200, and neither n8n nor the server was stopped', () => {
		expect(lostReason(sentAt(50_000, ok(50_100)))).toEqual([undefined]);
	});

	it('when n8n was killed, but had no execution for it', () => {
		for (const at of [50_000, 99_900, 110_000])
			expect(lostReason(sentAt(at, ok(at + 50)), KILL)).toEqual([undefined]);
		expect(lostReason(sentAt(99_990, broken(100_060), ok(130_000)), KILL)).toEqual([undefined]);
		const notAll = { at: 99_900, status: 503, final: false };
		expect(lostReason(sentAt(99_800, notAll), KILL)).toEqual([undefined]);
	});

	it('when n8n was killed during the execution of another message, or of another workflow', () => {
		const sent = sentAt(99_800, ok(99_900));
		expect(lostReason(sent, cutOff(KILL, 'two'))).toEqual([undefined]);
		expect(lostReason(sent, cutOff(KILL, 'one', 'second'))).toEqual([undefined]);
	});

	it('when it was sent while n8n was down, since Missed Messages should find it', () => {
		const sent = sentAt(100_500, refused(100_510), ok(130_000));
		expect(lostReason(sent, KILL)).toEqual([undefined]);
	});

	it('when n8n was stopped with SIGTERM, and ended at once', () => {
		expect(lostReason(sentAt(99_900, ok(99_950)), cutOff(TERM))).toEqual([undefined]);
	});

	it('when n8n refused it until the last attempt of the server', () => {
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

	it('when the server could not reach n8n until its last attempt, since Missed Messages should find it', () => {
		const sent = sentAt(100_500, refused(100_510), { ...refused(130_000), final: true });
		expect(lostReason(sent, KILL)).toEqual([undefined]);
	});

	it('when the server had delivered it before the server was killed', () => {
		expect(lostReason(sentAt(99_000, ok(99_100)), SERVER)).toEqual([undefined]);
	});
});

describe('soak test: the report accepts a lost message', () => {
	const KILLED = 'n8n took it, and was killed before the execution was over';
	const FORGOTTEN = 'the server was stopped before it delivered it';

	it('when n8n was killed during its execution, which a delivery or Missed Messages had started', () => {
		expect(lostReason(sentAt(99_800, ok(99_900)), cutOff(KILL))).toEqual([KILLED]);
		expect(lostReason(sentAt(80_000, { ...refused(90_000), final: true }), cutOff(KILL))).toEqual([
			KILLED,
		]);
	});

	it('when n8n was stopped with SIGTERM, and cut its execution off after half a minute', () => {
		const slow: End = { ...TERM, to: 131_000 };
		expect(lostReason(sentAt(99_900, ok(99_950)), cutOff(slow))).toEqual([KILLED]);
	});

	it('when the server was killed between its attempts', () => {
		expect(lostReason(sentAt(90_000, refused(90_001)), SERVER)).toEqual([FORGOTTEN]);
	});
});

describe('soak test at Evolution Go: the report', () => {
	const KILLED_FOR_LONG: End = { ...KILL, back: 150_000 };
	const GIVEN_UP = 'n8n was away for longer than the server tried';
	const lastOf = (at: number) => ({ ...refused(at), final: true });
	const reasonAtGo = (sent: Sent, ...ends: End[]) =>
		accountOf([sent], NOTHING_CAME, ends, 'webhookOfGo').lost[0].reason;

	it('calls a lost message a failure if one of the attempts came while n8n was running', () => {
		const early = sentAt(99_000, refused(99_010), lastOf(130_000));
		const late = sentAt(101_000, refused(101_010), lastOf(154_000));
		for (const sent of [early, late]) expect(reasonAtGo(sent, KILLED_FOR_LONG)).toBeUndefined();
	});

	it('calls a lost message a failure while the server still tries, and when n8n has answered 200', () => {
		const open = sentAt(101_000, refused(101_010), refused(130_000));
		const answered = sentAt(101_000, refused(101_010), ok(140_000));
		for (const sent of [open, answered]) expect(reasonAtGo(sent, KILLED_FOR_LONG)).toBeUndefined();
	});

	it('accepts a lost message if all attempts came while n8n was down', () => {
		const sent = sentAt(101_000, refused(101_010), refused(120_000), lastOf(140_000));
		expect(reasonAtGo(sent, KILLED_FOR_LONG)).toBe(GIVEN_UP);
		expect(reasonAtGo(sent, { ...KILLED_FOR_LONG, who: 'server' })).not.toBe(GIVEN_UP);
	});

	it('accepts a lost message if n8n answered in the first moment of its start, and not a moment later', () => {
		const end: End = { ...KILL, deafUntil: 110_000, back: 112_000 };
		const early = sentAt(109_000, refused(109_010), ok(110_050));
		expect(reasonAtGo(early, end)).toContain('200 to everything');
		expect(reasonAtGo(sentAt(109_000, ok(110_500)), end)).toBeUndefined();
		expect(reasonAtGo(sentAt(50_000, ok(50_100)), end)).toBeUndefined();
		expect(accountOf([early], NOTHING_CAME, [end]).lost[0].reason).toBeUndefined();
	});

	it('accepts a lost message that a killed n8n had just taken, as for Evolution API', () => {
		expect(reasonAtGo(sentAt(99_800, ok(99_900)), cutOff(KILL))).toContain('n8n took it');
	});
});

it('soak test: the report calls a message that came twice a failure, whatever was stopped', () => {
	const times = new Map([['one', [99_995, 140_000]]]);
	const sent = sentAt(99_990, broken(100_060), ok(130_000));
	expect(accountOf([sent], { workflow: 'first', times }, [KILL, TERM, SERVER]).twice).toEqual([
		'one',
	]);
});

describe('soak test through WebSocket: the report', () => {
	const lost = (at: number, ...ends: End[]) =>
		accountOf([sentAt(at)], NOTHING_CAME, ends, 'webSocket').lost[0].reason;

	it('calls a lost message a failure unless n8n was killed during its execution', () => {
		expect(lost(50_000)).toBeUndefined();
		for (const end of [TERM, SERVER, KILL]) expect(lost(99_900, end)).toBeUndefined();
	});

	it('accepts a lost message if n8n was killed during its execution', () => {
		expect(lost(99_900, cutOff(KILL))).toBe(
			'n8n took it, and was killed before the execution was over',
		);
	});
});

it('soak test: the report counts messages that came once', () => {
	const sent = [sentAt(1, ok(2)), { ...sentAt(3, ok(4)), id: 'two' }];
	const times = new Map([['two', [5]]]);
	expect(accountOf(sent, { workflow: 'first', times }, [])).toEqual({
		once: 1,
		remarks: [],
		lost: [{ reason: undefined, ids: ['one'] }],
		twice: [],
	});
});

it('soak test: the report finds a message that was never sent', () => {
	const came = new Map([
		['one', [5]],
		['an answer of our own', [6]],
	]);
	expect(unasked([sentAt(1, ok(2))], came)).toEqual(['an answer of our own']);
});
