import { Readable } from 'node:stream';

import type * as httpAnswer from '../../nodes/EvolutionApi/core/http/answer';
import { startUntrusted, type OtherServer } from '../support/otherServers';
import { runOperation } from '../support/run';
import { onSleep, shortenTimeouts } from '../support/time';
import { useSimulator } from '../support/simulator';
import { ACTIONS, SENDS, type Action } from './support/actions';
import { FAULTS, WARNING, type Fault } from './support/faults';
import { FAULTY, FaultyServer } from './support/faultyServer';

// Combines every fault with every action of a user. For actions with three items, only the second item meets the fault.

/** Time limit (ms) for an answer of the failing instance. */
const SHORT_MS = 100;
let isSlow = false;
/** How often the mocked `readBody` repeats each part of a 200 MB answer, so that the simulator needn't send 200 MB. */
let mockTimes = 1;

const sleep = jest.fn<Promise<void>, [ms: number]>(async () => {});
onSleep(sleep);
jest.mock('../../nodes/EvolutionApi/core/http/answer', () => {
	const actual = jest.requireActual<typeof httpAnswer>('../../nodes/EvolutionApi/core/http/answer');
	const { TimeLimit } = actual;
	const readBody: typeof actual.readBody = async (answer, limit) => {
		const { headers, body } = answer;
		const isDrip = headers['x-fault'] === 'drop by drop';
		const isLarge = headers['x-fault'] === 'with 200 MB';
		async function* manyTimes() {
			for await (const part of body) for (let time = 0; time < mockTimes; time++) yield part;
		}
		return await actual.readBody(
			isLarge ? { ...answer, body: Readable.from(manyTimes()) } : answer,
			isDrip ? new TimeLimit(SHORT_MS) : limit,
		);
	};
	return { ...actual, readBody };
});

const simulator = useSimulator();
const faulty = new FaultyServer(() => simulator.current);
let untrusted: OtherServer;
let restoreTimeouts: () => void;
beforeAll(async () => {
	restoreTimeouts = await shortenTimeouts(
		SHORT_MS,
		({ url = '' }) => isSlow && url.includes(`/${FAULTY}`),
	);
	await faulty.start();
	untrusted = await startUntrusted(simulator.current);
});
afterAll(async () => {
	restoreTimeouts();
	await faulty.close();
	await untrusted.close();
});

const addresses = {
	'closed port': () => 'http://127.0.0.1:9',
	'unknown host': () => 'http://evolution.invalid',
	untrusted: () => untrusted.url,
	'no TLS': () => simulator.current.url.replace('http', 'https'),
};

function arrange({ how }: Fault, { route }: Action) {
	isSlow = 'answers' in how && how.answers !== 'with 200 MB';
	mockTimes = route === ACTIONS[0].route ? 1 : 100;
	Object.assign(faulty, { how, route, counts: {} });
	sleep.mockClear();
	const url = 'address' in how ? addresses[how.address]() : faulty.url;
	return { ...simulator.current, url };
}

const tries = ({ repeated }: Fault, { idempotent, isNeverRetried = false }: Action) => {
	const isRepeated = idempotent ? repeated !== 'never' : repeated === 'all';
	return isRepeated && !isNeverRetried ? 3 : 1;
};

function told(fault: Fault, action: Action, baseUrl: string): string {
	const { idempotent, route, advice = {}, nothingDone = {} } = action;
	const known = nothingDone[fault.name];
	if (known !== undefined) return known;
	const filled = (text: string) =>
		text
			.replaceAll('{baseUrl}', baseUrl)
			.replaceAll('{instance}', FAULTY)
			.replaceAll('{route}', `${route}${FAULTY}`)
			.replaceAll(
				'{nothing}',
				route.includes('/message/') ? 'Nothing was sent.' : 'Nothing was done.',
			);
	const warning = !idempotent && fault.isUnclear ? `${WARNING} ` : '';
	return `${filled(fault.message)}. ${warning}${filled(advice[fault.name] ?? fault.advice)}`;
}

it('faulty server: every error text says what happened, and what to do', () => {
	for (const { message, advice } of FAULTS) {
		expect(`${message} ${advice}`).not.toMatch(/unknown error|undefined|\[object/i);
		expect(advice).toMatch(
			/\b(check|install|let|look|ask|open|choose|enter|send|add|connect|run)\b/i,
		);
	}
});

describe.each(ACTIONS)(
	'faulty server: $name: the error says what happened and what to do',
	(action) => {
		it.each(FAULTS)('$name', async (fault) => {
			const server = arrange(fault, action);
			const found = await action.run(server);
			const expected = told(fault, action, server.url);
			const isEverywhere = 'address' in fault.how;
			const met = found.filter((_text, index) => isEverywhere || found.length === 1 || index === 1);
			expect(met).toEqual(met.map(() => expected));
			const others = found.filter(
				(_text, index) => !isEverywhere && found.length > 1 && index !== 1,
			);
			expect(others).toEqual(others.map(() => undefined));
			if (isEverywhere) {
				// A pause of 0 ms only passes a turn of the event loop.
				const pauses = sleep.mock.calls.filter(([ms]) => ms > 0);
				const requests = found.length + (action.asksVersion === true ? 1 : 0);
				expect(pauses).toHaveLength(requests * (tries(fault, action) - 1));
			} else {
				const once = found.length > 1 ? { first: 1, third: 1 } : {};
				expect(faulty.counts).toEqual({ ...once, [FAULTY]: tries(fault, action) });
			}
		});
	},
);

describe.each(SENDS)(
	'faulty server: $name with Retry On Fail: not sent again',
	({ exampleOf, ...action }) => {
		const unclear = FAULTS.filter(
			({ name, isUnclear }) => isUnclear && action.nothingDone?.[name] === undefined,
		);
		it.each(unclear)('$name', async (fault) => {
			const server = arrange(fault, action);
			const { error } = await runOperation(server, { ...exampleOf(server), retryOnFail: true });
			expect(error?.description).toContain(WARNING);
			expect(faulty.counts).toEqual({ first: 1, [FAULTY]: 1 });
		});
	},
);
