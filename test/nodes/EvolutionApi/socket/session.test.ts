import {
	runSession,
	type AskSocket,
	type SessionListener,
	type SocketRequest,
} from '../../../../nodes/EvolutionApi/socket/session';
import { RequestFailure, type Failure } from '../../../../nodes/EvolutionApi/errors/failure';
import { onSleep, shortenLimits } from '../../../support/time';

const sleep = jest.fn<Promise<void>, [ms: number]>(async () => {});
onSleep(sleep);

const OPENED = '0{"sid":"s1","pingInterval":25000,"pingTimeout":20000}';
const JOINED = '40/demo,{"sid":"x"}';
const failure: Failure = { message: 'It broke', description: 'Look', httpCode: 502 };

const endOf = async (session: Promise<void>) =>
	await session.then(
		() => undefined,
		({ failure: reason }: RequestFailure) => reason,
	);

async function session(polls: ReadonlyArray<string | Failure>, isOver = () => false) {
	const asked: SocketRequest[] = [];
	const seen: string[] = [];
	const bodies: unknown[] = [];
	const answers = polls.values();
	const ask: AskSocket = async (request) => {
		asked.push(request);
		if (request.packets !== undefined) return await Promise.resolve('ok');
		const { value = '1' } = answers.next();
		if (typeof value === 'object') throw new RequestFailure(value);
		return value;
	};
	const listener: SessionListener = {
		begun: () => seen.push('begun'),
		joined: () => seen.push('joined'),
		waits: () => seen.push('waits'),
		answered: () => {},
		hurried: () => seen.push('hurried'),
		received: async (some) => {
			bodies.push(...some);
			await Promise.resolve();
		},
		isOver,
		polls: () => new AbortController().signal,
	};
	const end = await endOf(runSession(ask, 'demo', listener));
	const sent = asked.flatMap(({ packets }) => packets ?? []);
	return { end, seen, bodies, sent, asked };
}

describe('Socket.IO: a session that cannot begin', () => {
	it('ends with the network failure, and sends nothing, if no server answers', async () => {
		expect(await session([failure])).toMatchObject({ end: failure, seen: [], sent: [] });
	});

	it('reports that the server does not speak Socket.IO, on the first request or a later one', async () => {
		const message = 'The server does not answer like a Socket.IO server';
		const page = '<html>Welcome</html>';
		expect((await session([page])).end).toMatchObject({ message });
		expect((await session([OPENED, JOINED, page])).end).toMatchObject({ message });
		expect((await session([OPENED, ''])).end).toMatchObject({ message });
	});

	it('reports why the server refuses the instance', async () => {
		const { end } = await session([OPENED, '44/demo,{"message":"Not for you"}']);
		expect(end?.description).toBe('It says: Not for you');
	});
});

describe('Socket.IO: a session ends', () => {
	it.each([
		['when the server closes it', '1'],
		['when the server makes it leave', '41/demo,'],
	])('%s, and the events before that are received', async (_when, last) => {
		const { end, bodies } = await session([OPENED, JOINED, `42/demo,["a",{"n":1}]\x1e${last}`]);
		expect([end, bodies]).toEqual([undefined, [{ n: 1 }]]);
	});

	it('when a poll fails', async () => {
		expect((await session([OPENED, JOINED, failure])).end).toBe(failure);
	});

	it('at once, and tells the server, if the last workflow was switched off before the session began', async () => {
		const { end, sent } = await session([OPENED, JOINED], () => true);
		expect([end, sent]).toEqual([undefined, ['1']]);
	});

	it('when the last workflow is switched off', async () => {
		let polls = 0;
		const { asked } = await session([OPENED, JOINED, '2', '2', '2'], () => polls++ === 3);
		expect(
			asked.filter(({ sid, packets }) => sid !== undefined && packets === undefined),
		).toHaveLength(2);
	});
});

it('Socket.IO: a session joins, answers pings, and passes on only events of its instance', async () => {
	const { seen, bodies, sent } = await session([
		OPENED,
		JOINED,
		'2',
		'42/other,["a",{"n":0}]\x1e42/demo,["a",{"n":1}]\x1e2\x1e42/demo,["a",{"n":2}]',
		'6',
		'42["a",{"n":3}]',
	]);
	expect(seen).toEqual(['begun', 'joined']);
	expect(bodies).toEqual([{ n: 1 }, { n: 2 }]);
	expect(sent).toEqual(['40/demo,', '3', '3']);
});

it('Socket.IO: a session tries to join until the server knows the instance', async () => {
	const unknown = '44/demo,{"message":"Invalid namespace"}';
	const { seen, sent } = await session([OPENED, unknown, unknown, JOINED]);
	expect(sent).toEqual(['40/demo,', '40/demo,', '40/demo,']);
	expect(seen).toEqual(['begun', 'waits', 'waits', 'joined']);
});

it('Socket.IO: a session passes on an event whose binary data comes with the next answer', async () => {
	const event = '451-/demo,["a",{"x":{"_placeholder":true,"num":0}}]';
	const { bodies } = await session([OPENED, JOINED, event, 'baGk=']);
	expect(bodies).toEqual([{ x: { type: 'Buffer', data: [104, 105] } }]);
});

describe('Socket.IO: a server that answers each poll at once, without an event,', () => {
	const pauses = () => sleep.mock.calls.map(([ms]) => ms);
	beforeEach(() => sleep.mockClear());

	it('is polled less and less often, which is logged once', async () => {
		const { seen } = await session([OPENED, JOINED, ...Array.from({ length: 12 }, () => '6')]);
		expect(pauses()).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000]);
		expect(seen).toEqual(['begun', 'joined', 'hurried']);
	});

	it('is polled at once again as soon as there is an event', async () => {
		const event = '42/demo,["a",{"n":1}]';
		await session([OPENED, JOINED, '6', '2', '6', event, '6', '2', event]);
		expect(pauses()).toEqual([100]);
	});

	it('is polled at once after an answer that it held back for seconds, as on a quiet instance', async () => {
		let nowMs = Date.now();
		const now = jest.spyOn(Date, 'now').mockImplementation(() => (nowMs += 12_500));
		await session([OPENED, JOINED, ...Array.from({ length: 12 }, () => '2')]);
		now.mockRestore();
		expect(pauses()).toEqual([]);
	});
});

describe('Socket.IO: while events are still being handled, the session polls for no more, and', () => {
	afterEach(() => jest.restoreAllMocks());

	async function flooded(answerToPong: string | Failure) {
		shortenLimits(20);
		const asked: SocketRequest[] = [];
		const polls = [OPENED, JOINED, '42/demo,["a",{"n":1}]', '1'];
		let release = () => {};
		let pollsAtOnce = 0;
		const ask: AskSocket = async (request) => {
			asked.push(request);
			if (request.packets !== '3') return (request.packets && 'ok') ?? polls.shift() ?? '1';
			pollsAtOnce = asked.filter(({ packets }) => packets === undefined).length;
			if (asked.filter(({ packets }) => packets === '3').length === 2) release();
			if (typeof answerToPong === 'object') setTimeout(release, 50);
			if (typeof answerToPong === 'object') throw new RequestFailure(answerToPong);
			return answerToPong;
		};
		let isReceived = false;
		const listener: SessionListener = {
			begun: () => {},
			joined: () => {},
			waits: () => {},
			answered: () => {},
			hurried: () => {},
			received: async () => {
				await new Promise<void>((resolve) => (release = resolve));
				isReceived = true;
			},
			isOver: () => false,
			polls: () => new AbortController().signal,
		};
		const end = await endOf(runSession(ask, 'demo', listener));
		return { end, isReceived, pollsAtOnce, asked };
	}

	it('answers to pings keep it alive', async () => {
		const { end, pollsAtOnce, asked } = await flooded('ok');
		expect(end).toBeUndefined();
		expect(pollsAtOnce).toBe(3);
		expect(asked.filter(({ packets }) => packets === '3')).toHaveLength(2);
	});

	it('it ends only when they are handled, even if the connection fails before', async () => {
		const { end, isReceived } = await flooded(failure);
		expect([end, isReceived]).toEqual([failure, true]);
	});
});
