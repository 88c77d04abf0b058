import { triggerContexts } from '../../../../dev/engine/triggerContexts';
import {
	SocketConnection,
	type SocketListener,
	type SocketWorld,
} from '../../../../nodes/EvolutionApi/socket/socketConnection';
import { RequestFailure, type Failure } from '../../../../nodes/EvolutionApi/errors/failure';
import { withLog } from '../../../support/withLog';
import { onSleep } from '../../../support/time';

onSleep(async () => {});

const OPENED = '0{"sid":"s1"}';
const JOINED = '40/demo,{"sid":"x"}';
const event = (n: number) => `42/demo,["a",{"n":${n}}]`;
const broken: Failure = { message: 'It broke', description: 'Look', httpCode: 502 };
const forgotten: Failure = { message: 'Session ID unknown', description: '', httpCode: 400 };

/** When `answers` is empty, further long-polling requests stay open. */
function serverWith(answers: Array<string | Failure>, hearsGoodbye = true) {
	const pauses: number[] = [];
	const sent: string[] = [];
	const asked: unknown[] = [];
	const warnings: unknown[] = [];
	let end = () => {};
	let open = 0;
	const world: SocketWorld = {
		ask: (contextNow) => async (request) => {
			asked.push(contextNow());
			if (request.packets !== undefined) {
				sent.push(request.packets);
				if (request.packets === '1' && !hearsGoodbye) await new Promise<void>(() => {});
				if (request.packets === '1') end();
				return await Promise.resolve('ok');
			}
			const answer = answers.shift();
			if (answer === undefined) {
				open++;
				await new Promise<void>((resolve) => {
					end = resolve;
					request.signal?.addEventListener('abort', () => resolve());
				});
				open--;
			}
			if (request.signal?.aborted === true) throw new RequestFailure(broken);
			if (typeof answer === 'object') throw new RequestFailure(answer);
			return answer ?? '6';
		},
		sleep: async (ms) => {
			pauses.push(ms);
			await Promise.resolve();
		},
		random: () => 1,
	};
	const newContext = () =>
		triggerContexts({ parameters: {}, credentials: {} }).trigger(() => undefined);
	const listener = (seen: unknown[]): SocketListener => ({
		context: withLog(newContext(), (...entry) => void warnings.push(entry)),
		joined: () => seen.push('joined'),
		lost: () => seen.push('lost'),
		received: async (bodies) => {
			seen.push(...bodies);
			await Promise.resolve();
		},
	});
	let hasLeft = false;
	const connection = new SocketConnection(world, 'demo', () => (hasLeft = true));
	const told = { hasLeft: () => hasLeft, openPolls: () => open, endPoll: () => end() };
	return { connection, listener, pauses, sent, asked, warnings, ...told };
}

const idle = async () => {
	for (let turn = 0; turn < 200; turn++) await Promise.resolve();
};

it('WebSocket connection: the pauses between attempts double up to half a minute, until a session has joined', async () => {
	const failures = Array.from({ length: 9 }, () => broken);
	const { connection, listener, pauses } = serverWith([
		...failures,
		OPENED,
		JOINED,
		broken,
		OPENED,
	]);
	const leave = connection.add(listener([]));
	await idle();
	expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 500]);
	await leave();
});

it('WebSocket connection: waits as long as the server asks with a 429, up to five minutes', async () => {
	const asks = (retryAfter: number): Failure => ({ ...broken, httpCode: 429, retryAfter });
	const { connection, listener, pauses } = serverWith([asks(60), asks(100_000)]);
	const leave = connection.add(listener([]));
	await idle();
	expect(pauses).toEqual([60_000, 300_000]);
	await leave();
});

it('WebSocket connection: logs a problem once, and does not log when the server has forgotten a session', async () => {
	const other = { ...broken, message: 'Something else' };
	const all = [OPENED, JOINED, forgotten, broken, broken, broken, other, OPENED, JOINED, broken];
	const { connection, listener, warnings } = serverWith(all);
	const leave = connection.add(listener([]));
	await idle();
	expect(JSON.stringify(warnings).match(/It broke|Something else/g)).toEqual([
		'It broke',
		'Something else',
		'It broke',
	]);
	await leave();
});

it.each<[string, string | Failure]>([
	['the server says so', '1'],
	['the connection breaks', { ...broken, mayHeal: true }],
	['the server forgets the session', forgotten],
])(
	'WebSocket connection: backs off, and logs once, where each session ends soon: %s',
	async (_how, end) => {
		const { connection, listener, pauses, warnings } = serverWith(
			Array.from({ length: 8 }, () => [OPENED, JOINED, end]).flat(),
		);
		const leave = connection.add(listener([]));
		await idle();
		expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
		expect(warnings).toHaveLength(1);
		await leave();
	},
);

it('WebSocket connection: tries to join again every half second, and logs nothing, while the server does not know the instance yet', async () => {
	const unknown = '44/demo,{"message":"Invalid namespace"}';
	const { connection, listener, pauses, warnings } = serverWith(
		Array.from({ length: 6 }, () => [OPENED, unknown, '1']).flat(),
	);
	const leave = connection.add(listener([]));
	await idle();
	expect(pauses).toEqual([500, 500, 500, 500, 500, 500]);
	expect(warnings).toEqual([]);
	await leave();
});

it('WebSocket connection: logs once that each session ends before it has joined', async () => {
	const { connection, listener, warnings } = serverWith(
		Array.from({ length: 4 }, () => [OPENED, '1']).flat(),
	);
	const leave = connection.add(listener([]));
	await idle();
	expect(JSON.stringify(warnings).match(/ends each session soon/g)).toHaveLength(1);
	await leave();
});

it('WebSocket connection: reconnects at once each time that a proxy ends a session after a minute, and logs nothing', async () => {
	const start = Date.now();
	let minutes = 0;
	const now = jest.spyOn(Date, 'now').mockImplementation(() => start + minutes++ * 60_000);
	const { connection, listener, pauses, warnings } = serverWith(
		Array.from({ length: 4 }, () => [OPENED, JOINED, { ...broken, mayHeal: true }]).flat(),
	);
	const leave = connection.add(listener([]));
	await idle();
	expect([pauses, warnings]).toEqual([[500, 500, 500, 500], []]);
	await leave();
	now.mockRestore();
});

it('WebSocket connection: logs once that the server answers at once with nothing', async () => {
	const { connection, listener, warnings } = serverWith([
		OPENED,
		JOINED,
		...Array.from({ length: 30 }, () => '6'),
	]);
	const leave = connection.add(listener([]));
	await idle();
	expect(JSON.stringify(warnings).match(/its answers are empty/g)).toHaveLength(1);
	await leave();
});

it('WebSocket connection: tells its workflows when it begins and when it ceases to receive events', async () => {
	const { connection, listener } = serverWith([
		OPENED,
		JOINED,
		event(1),
		broken,
		OPENED,
		JOINED,
		event(2),
	]);
	const seen: unknown[] = [];
	const leave = connection.add(listener(seen));
	await idle();
	expect(seen).toEqual(['joined', { n: 1 }, 'lost', 'joined', { n: 2 }]);
	await leave();
});

it('WebSocket connection: stays open for a workflow that joined later when the first workflow leaves', async () => {
	const { connection, listener, asked, sent, hasLeft, endPoll } = serverWith([OPENED, JOINED]);
	const seen: unknown[] = [];
	const [first, second] = [listener([]), listener(seen)];
	const leaveFirst = connection.add(first);
	await idle();
	const leaveSecond = connection.add(second);
	expect(seen).toEqual(['joined']);
	expect(asked.at(-1)).toBe(first.context);
	await leaveFirst();
	expect([hasLeft(), sent.includes('1')]).toEqual([false, false]);
	endPoll();
	await idle();
	expect(asked.at(-1)).toBe(second.context);
	await leaveSecond();
	await idle();
	expect([hasLeft(), sent.at(-1)]).toEqual([true, '1']);
});

it.each([true, false])(
	'WebSocket connection: no poll stays open after the last workflow has left (the server answers the disconnect packet: %s)',
	async (hearsGoodbye) => {
		const { connection, listener, sent, openPolls, warnings } = serverWith(
			[OPENED, JOINED],
			hearsGoodbye,
		);
		const leave = connection.add(listener([]));
		await idle();
		expect(openPolls()).toBe(1);
		await leave();
		await idle();
		expect([openPolls(), sent, warnings]).toEqual([0, ['40/demo,', '1'], []]);
	},
);
