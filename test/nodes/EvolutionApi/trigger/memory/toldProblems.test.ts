import { ToldProblems } from '../../../../../nodes/EvolutionApi/trigger/memory/ownEvents';

const since = 1_790_000_000_000;
const toldAt = since + 120_000;
const loaded = (text: unknown) => {
	const told = new ToldProblems();
	told.load(text);
	return told;
};

it.each([
	[undefined],
	[7],
	[''],
	['{'],
	['[]'],
	['{"told":7,"restartedAt":"now"}'],
	['{"told":{"server":null,"database":{"since":"x"}}}'],
])('Health Alert memory: %j in the static data counts as no reported problem', (text) => {
	const told = loaded(text);
	expect([told.get('server'), told.get('database'), told.restartedAt]).toEqual([
		undefined,
		undefined,
		0,
	]);
});

it('Health Alert memory: nothing is stored for a workflow without a reported problem', () => {
	expect(new ToldProblems().stored()).toBe('');
});

it('Health Alert memory: a reported problem is known after a restart, with what was done', () => {
	const before = new ToldProblems();
	before.set('connection', { problem: 'loggedOut', since, toldAt });
	before.set('webhook', {
		problem: 'webhookTaken',
		since,
		toldAt,
		done: 'The webhook was set again',
	});
	before.noteRestart();
	const after = loaded(before.stored());
	expect(after.get('connection')).toEqual({ problem: 'loggedOut', since, toldAt, done: undefined });
	expect(after.get('webhook')?.done).toBe('The webhook was set again');
	expect(after.restartedAt).toBe(before.restartedAt);
});

it('Health Alert memory: a restart of the instance stays known when its problem is dropped', () => {
	const told = new ToldProblems();
	told.set('connection', { problem: 'connecting', since, toldAt });
	told.noteRestart();
	told.forget();
	expect(told.get('connection')).toBeUndefined();
	expect(loaded(told.stored()).restartedAt).toBe(told.restartedAt);
});

it('Health Alert memory: what the process knows has priority over the static data', () => {
	const told = new ToldProblems();
	told.set('server', { problem: 'keyRefused', since, toldAt });
	told.load(JSON.stringify({ told: { server: { problem: 'serverUnreachable', since: 1 } } }));
	expect(told.get('server')).toEqual({ problem: 'keyRefused', since, toldAt });
});
