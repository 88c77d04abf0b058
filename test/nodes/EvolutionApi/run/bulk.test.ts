import { holdRequests } from '../../../support/held';
import { runOperation, type OperationRun } from '../../../support/run';
import { arrived, useSimulator } from '../../../support/simulator';

const simulator = useSimulator();

const check = (numbers: unknown[], more: Partial<OperationRun> = {}) =>
	runOperation(simulator.current, {
		resource: 'contact',
		operation: 'checkNumbers',
		values: { numbers: '={{ $json.numbers }}', options: { delayBetweenRequests: 0 } },
		items: numbers.map((entry) => ({ json: { numbers: entry as string } })),
		...more,
	});

const phone = (n: number) => String(5_511_900_000_000 + n);

const markAsRead = (chats: string[], more: Partial<OperationRun> = {}) =>
	runOperation(simulator.current, {
		resource: 'chat',
		operation: 'markAsRead',
		values: { recipient: '={{ $json.chat }}', messageIds: 'M1' },
		items: chats.map((chat) => ({ json: { chat } })),
		...more,
	});

it('Mark as Read: one invalid chat among many items: the error gives field and item, and no request is made', async () => {
	const { error } = await markAsRead([phone(1), 'abc']);
	expect(error?.message).toBe('"Chat" is "abc", which is not a valid phone number');
	expect(error?.context.itemIndex).toBe(1);
	expect(arrived(simulator.current)).toEqual([]);
});

it('Mark as Read: one invalid chat among many items, with Continue: the other chats are marked as read', async () => {
	const { items } = await markAsRead([phone(1), 'abc', phone(2)], {
		onError: 'continueRegularOutput',
	});
	expect(items.map(({ json, pairedItem }) => [json.chat ?? json.error, pairedItem])).toEqual([
		[`${phone(1)}@s.whatsapp.net`, { item: 0 }],
		[expect.stringMatching(/^"Chat" is "abc"/), { item: 1 }],
		[`${phone(2)}@s.whatsapp.net`, { item: 2 }],
	]);
});

it('Check Numbers: a failed request gives an error only for the items whose numbers it contained', async () => {
	await fault({ skip: 1, path: '/chat/whatsappNumbers', status: 400, body: {} });
	const numbers = Array.from({ length: 60 }, (_, n) => phone(n));
	const { items } = await check(numbers, {
		onError: 'continueRegularOutput',
	});
	expect(items.map(({ json }) => json.error !== undefined)).toEqual(numbers.map((_, n) => n >= 50));
});

it('Check Numbers checks 1,000 numbers in 20 requests, and links each answer to its item, in order', async () => {
	const numbers = Array.from({ length: 1000 }, (_, n) => phone(999 - n));
	const { items } = await check(numbers);
	expect(items.map(({ json }) => json.number)).toEqual(numbers);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual(numbers.map((_, item) => ({ item })));
	const requests = arrived(simulator.current);
	expect(requests).toHaveLength(20);
	for (const { body } of requests) expect((body as { numbers: string[] }).numbers).toHaveLength(50);
});

it('Check Numbers asks only once for a number that two items have, and answers both items', async () => {
	const { items } = await check([phone(1), `+${phone(1)}`]);
	expect(items).toHaveLength(2);
	expect(arrived(simulator.current).map(({ body }) => body)).toEqual([{ numbers: [phone(1)] }]);
});

it('Check Numbers sends no other request after a failed one', async () => {
	await fault({ path: '/chat/whatsappNumbers', status: 400, body: {} });
	const numbers = Array.from({ length: 120 }, (_, n) => phone(n));
	const { error } = await check(numbers);
	expect(error?.context.itemIndex).toBe(0);
	expect(arrived(simulator.current)).toHaveLength(1);
});

it('Check Numbers sends one request at a time, even if the workflow was saved with a higher Concurrency', async () => {
	const options = { concurrency: 50, delayBetweenRequests: 0 };
	const held = holdRequests(simulator.current);
	const numbers = Array.from({ length: 1000 }, (_, n) => phone(n));
	const run = check(numbers, { values: { numbers: '={{ $json.numbers }}', options } });
	await held.until(1);
	held.release();
	expect((await run).items).toHaveLength(1000);
	expect(held.most()).toBe(1);
	jest.restoreAllMocks();
});

it('Check Numbers gives an output item for each number of an item, also for more than fit into a request', async () => {
	const numbers = Array.from({ length: 70 }, (_, n) => phone(n));
	const { items } = await check([numbers.join(', ')]);
	expect(items.map(({ json }) => json.number)).toEqual(numbers);
	expect(items.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
});

it('Check Numbers says which numbers exist and under which JID, groups too', async () => {
	simulator.current.state.config.unknownNumbers.push(phone(7));
	const { items } = await check([phone(7), '120363020202020202@g.us', '5531988887777']);
	expect(items.map(({ json }) => json)).toEqual([
		{ number: phone(7), exists: false, jid: null, name: null, reason: null },
		expect.objectContaining({ number: '120363020202020202@g.us', exists: true }),
		{
			number: '5531988887777',
			exists: true,
			jid: '553188887777@s.whatsapp.net',
			name: null,
			reason: null,
		},
	]);
});

async function fault(body: object): Promise<void> {
	await fetch(`${simulator.current.url}/_sim/faults`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
}
