import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import { holdRequests } from '../../../../support/held';
import { runOperation } from '../../../../support/run';
import { fail, useSimulator } from '../../../../support/simulator';
import { written } from '../../../../support/written';
import {
	broadcast,
	fates,
	onPhone,
	phone,
	requestsTo,
	sentTo,
	statuses,
	TEXT,
} from '../../sending/support';

const simulator = useSimulator();

const ANA = '5511988887777';
const LID = '111111111111111@lid';

beforeEach(() => {
	simulator.current.config.version = '2.3.7';
	simulator.current.state.instances.get('demo')?.messages.removeChat(`${ANA}@s.whatsapp.net`);
	written(simulator.current, { lid: LID, text: 'Hello' });
});

afterEach(() => jest.restoreAllMocks());

const lookUps = () =>
	requestsTo(simulator.current, '/chat/findMessages').filter(({ body }) =>
		JSON.stringify(body).includes('@lid'),
	);

describe('Deduplication: a person whose LID and number are both in one run', () => {
	it.each([
		['the LID after the number', [ANA, LID]],
		['the number after the LID', [LID, ANA]],
		['the number in another spelling', ['551188887777', LID]],
	])('gets the same message once: %s', async (_what, recipients) => {
		const result = await broadcast(simulator.current, recipients, {
			stopConditions: { failuresInARow: 3 },
		});
		expect(statuses(result)).toEqual(['sent', 'duplicate']);
		expect(fates(result)[1].reason).toBe('Item 0 has the same message for the same chat');
		expect(onPhone(simulator.current)).toHaveLength(1);
		expect(lookUps()).toHaveLength(1);
	});

	it('gets the same message once, even with two LIDs', async () => {
		const other = '222222222222222@lid';
		written(simulator.current, { lid: other, text: 'My new phone' });
		const result = await broadcast(simulator.current, [LID, other, ANA], {
			stopConditions: { failuresInARow: 3 },
		});
		expect(statuses(result)).toEqual(['sent', 'duplicate', 'duplicate']);
	});

	it('is treated as another person than a LID whose number is unknown', async () => {
		const result = await broadcast(simulator.current, [ANA, '999999999999999@lid'], {
			stopConditions: { failuresInARow: 3 },
		});
		expect(statuses(result)).toEqual(['sent', 'sent']);
	});

	it('is not looked up where the run has only numbers, or only LIDs: the server gets no such request', async () => {
		await broadcast(simulator.current, [ANA, phone(1)], {
			stopConditions: { failuresInARow: 3 },
		});
		await broadcast(simulator.current, [LID, '999999999999999@lid'], {
			stopConditions: { failuresInARow: 3 },
		});
		expect(requestsTo(simulator.current, '/chat')).toEqual([]);
	});

	it('gets both messages where the server cannot tell which number belongs to the LID', async () => {
		fail(simulator.current, { path: '/chat/findMessages', status: 403, body: {} });
		const result = await broadcast(simulator.current, [ANA, LID], {
			stopConditions: { failuresInARow: 3 },
		});
		expect(statuses(result)).toEqual(['sent', 'sent']);
	});
});

describe('Deduplication of messages sent earlier: a message to a person with LID and number', () => {
	const again = async (first: string, second: string) => {
		expect(
			statuses(
				await broadcast(simulator.current, [first], {
					deduplication: { values: { sentSince: 1 } },
				}),
			),
		).toEqual(['sent']);
		return statuses(
			await broadcast(simulator.current, [second], {
				deduplication: { values: { sentSince: 1 } },
			}),
		);
	};

	it('is not sent again to the LID after it was sent to the number', async () => {
		expect(await again(ANA, LID)).toEqual(['alreadySent']);
	});

	it('is not sent again to the number after it was sent to the LID', async () => {
		expect(await again(LID, ANA)).toEqual(['alreadySent']);
		expect(onPhone(simulator.current)).toHaveLength(1);
	});

	it('is not sent again to another spelling of the number after it was sent to the LID', async () => {
		expect(await again(LID, '551188887777')).toEqual(['alreadySent']);
	});

	it('is sent although a person with another LID got the same text', async () => {
		expect(await again('999999999999999@lid', ANA)).toEqual(['sent']);
	});

	it('makes the node look up the numbers of only those LIDs that got the same message', async () => {
		const others = [1, 2, 3].map((n) => `${n}00000000000000@lid`);
		const values = { text: 'Something else' };
		await broadcast(simulator.current, [LID, ...others], {}, { values });
		await broadcast(simulator.current, [LID], {
			deduplication: { values: { sentSince: 1 } },
		});
		const before = lookUps().length;
		const people = [phone(1), phone(2), phone(3), ANA];
		const result = await broadcast(simulator.current, people, {
			deduplication: { values: { sentSince: 1 } },
		});
		expect(statuses(result)).toEqual(['sent', 'sent', 'sent', 'alreadySent']);
		expect(lookUps().length - before).toBe(1);
	});

	it('is not sent where the server cannot tell which number belongs to the LID', async () => {
		fail(simulator.current, { path: '/chat/findMessages', status: 403, body: {}, times: 1 });
		const result = await broadcast(simulator.current, [LID], {
			deduplication: { values: { sentSince: 1 } },
		});
		expect(statuses(result)).toEqual(['skipped']);
		expect(fates(result)[0].reason).toMatch(
			/^The numbers behind hidden addresses \(LIDs\) could not be read: /,
		);
		expect(sentTo(simulator.current)).toEqual([]);
	});

	it('is not sent where the groups, which may tell the number of the LID, cannot be read', async () => {
		fail(simulator.current, { path: '/group/fetchAllGroups', status: 503, body: {}, times: 99 });
		const result = await broadcast(simulator.current, ['999999999999999@lid'], {
			deduplication: { values: { sentSince: 1 } },
		});
		expect(statuses(result)).toEqual(['skipped']);
		expect(sentTo(simulator.current)).toEqual([]);
	});

	it('is sent where the server refuses to list the groups', async () => {
		fail(simulator.current, { path: '/group/fetchAllGroups', status: 403, body: {}, times: 99 });
		const result = await broadcast(simulator.current, ['999999999999999@lid'], {
			deduplication: { values: { sentSince: 1 } },
		});
		expect(statuses(result)).toEqual(['sent']);
	});
});

it('Concurrency: messages to one person under LID and number are sent one after the other', async () => {
	const held = holdRequests(simulator.current);
	const items = [ANA, LID, phone(1)].map((to, n) => ({ json: { to, text: `${TEXT} ${n}` } }));
	const run = runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		items,
		values: {
			recipient: '={{ $json.to }}',
			text: '={{ $json.text }}',
			bulkSending: { concurrency: 3 },
		},
	});
	await held.until(1);
	held.release(0);
	await held.until(2);
	await sleep(100);
	expect(held.waiting()).toBe(2);
	held.release();
	await run;
	const texts = requestsTo(simulator.current, '/message').map(
		({ body }) => (body as IDataObject).text,
	);
	expect(texts.indexOf(`${TEXT} 0`)).toBeLessThan(texts.indexOf(`${TEXT} 1`));
});
