import { ReportedProblems } from '../../../../../nodes/EvolutionApi/trigger/memory/reportedProblems';

const since = 1_790_000_000_000;
const reportedAt = since + 120_000;
const loaded = (text: unknown) => {
	const reported = new ReportedProblems();
	reported.load(text);
	return reported;
};

it.each([
	[undefined],
	[7],
	[''],
	['{'],
	['[]'],
	['{"problems":7,"restartedAt":"now"}'],
	['{"problems":{"server":null,"database":{"since":"x"}}}'],
])('Health Alert memory: %j in the static data counts as no reported problem', (text) => {
	const reported = loaded(text);
	expect([reported.get('server'), reported.get('database'), reported.restartedAt]).toEqual([
		undefined,
		undefined,
		0,
	]);
});

it('Health Alert memory: nothing is stored for a workflow without a reported problem', () => {
	expect(new ReportedProblems().stored()).toBe('');
});

it('Health Alert memory: a reported problem is known after a restart, with the repair that was made', () => {
	const before = new ReportedProblems();
	before.set('connection', { problem: 'loggedOut', since, reportedAt });
	before.set('webhook', {
		problem: 'webhookTaken',
		since,
		reportedAt,
		repair: 'The webhook was set again',
	});
	before.restartedAt = Date.now();
	const after = loaded(before.stored());
	expect(after.get('connection')).toEqual({
		problem: 'loggedOut',
		since,
		reportedAt,
		done: undefined,
	});
	expect(after.get('webhook')?.repair).toBe('The webhook was set again');
	expect(after.restartedAt).toBe(before.restartedAt);
});

it('Health Alert memory: the time of the last restart of the instance is stored even after its problems are cleared', () => {
	const reported = new ReportedProblems();
	reported.set('connection', { problem: 'connecting', since, reportedAt });
	reported.restartedAt = Date.now();
	reported.forget();
	expect(reported.get('connection')).toBeUndefined();
	expect(loaded(reported.stored()).restartedAt).toBe(reported.restartedAt);
});

it('Health Alert memory: a problem that the running process knows has priority over the static data', () => {
	const reported = new ReportedProblems();
	reported.set('server', { problem: 'keyRefused', since, reportedAt });
	reported.load(
		JSON.stringify({ problems: { server: { problem: 'serverUnreachable', since: 1 } } }),
	);
	expect(reported.get('server')).toEqual({ problem: 'keyRefused', since, reportedAt });
});
