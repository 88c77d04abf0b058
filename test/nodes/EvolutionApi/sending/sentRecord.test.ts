import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import type { OperationRun } from '../../../../dev/engine/operation';
import { until } from '../../../simulator/support/client';
import { useProcessedItems } from '../../../support/processedItems';
import { fail } from '../../../support/simulator';
import { runInGo, useGoSimulator } from '../server/evolutionGo/support/goSimulator';
import { phone, TEXT } from './support';

// Tests *Deduplication* on a server that stores no messages.

const HOUR = 3_600_000;
const simulator = useGoSimulator('0.7.2');
const kept = useProcessedItems();

const broadcast = async (people: readonly string[], more: Partial<OperationRun> = {}) =>
	await runInGo(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		items: people.map((to) => ({ json: { to } })),
		...more,
		values: {
			recipient: '={{ $json.to }}',
			text: TEXT,
			bulkSending: {
				deduplication: { values: { sentSince: '24' } },
				rateLimit: { values: { minDelay: 0, maxDelay: 0 } },
			},
			...more.values,
		},
	});

const fates = ({ items }: Awaited<ReturnType<typeof broadcast>>) =>
	items.map(({ json }) => json.broadcast as IDataObject);
const statuses = (result: Awaited<ReturnType<typeof broadcast>>) =>
	fates(result).map(({ status }) => status);

const texts = () =>
	simulator.current.state.requests.list().filter(({ path }) => path === '/send/text').length;

let later = 0;
const skipTime = (ms: number) => {
	later += ms;
};
beforeEach(() => {
	later = 0;
	const now = Date.now.bind(Date);
	jest.spyOn(Date, 'now').mockImplementation(() => now() + later);
});
afterEach(() => void jest.restoreAllMocks());

const PEOPLE = [phone(1), phone(2), phone(3)];

it('Deduplication on Evolution Go: a Sent Since of more than 31 days ago is refused before any request', async () => {
	const bulkSending = { deduplication: { values: { sentSince: '745' } } };
	const { error } = await broadcast(PEOPLE, { values: { bulkSending } });
	expect(error?.message).toContain('Sent Since');
	expect(error?.message).toContain(
		'"Bulk Sending → Deduplication → Sent Since" is more than 31 days ago',
	);
	expect(simulator.current.state.requests.list()).toEqual([]);
});

it.each([
	['an emptied field', { values: { sentSince: '' } }],
	['an expression that gives nothing', { values: { sentSince: '={{ $json.nope }}' } }],
	['nothing, in a workflow that was not made in the editor', {}],
])(
	'Deduplication: a Sent Since of %s is refused before any request, since nothing would tell who has the message',
	async (_what, deduplication) => {
		const { error } = await broadcast(PEOPLE, { values: { bulkSending: { deduplication } } });
		expect(error?.message).toContain('"Bulk Sending → Deduplication → Sent Since" is empty');
		expect(simulator.current.state.requests.list()).toEqual([]);
	},
);

it('Deduplication on Evolution Go: nothing is sent while n8n cannot read which messages it has sent', async () => {
	kept.failure = new Error('the database is locked');
	const result = await broadcast(PEOPLE);
	expect(statuses(result)).toEqual(['failed', 'failed', 'failed']);
	expect(fates(result)[0].reason).toContain('n8n could not look up what this node has sent');
	expect(texts()).toBe(0);
});

it('Deduplication on Evolution Go: a message that was only looked up when n8n died is sent in the next run', async () => {
	kept.diesAfterLook = true;
	expect(statuses(await broadcast(PEOPLE))).toEqual(['failed', 'failed', 'failed']);
	kept.diesAfterLook = false;
	expect(statuses(await broadcast(PEOPLE))).toEqual(['sent', 'sent', 'sent']);
	expect(statuses(await broadcast(PEOPLE))).toEqual(Array(3).fill('alreadySent'));
	expect(texts()).toBe(3);
});

it('Deduplication on Evolution Go: a recipient who has the message does not get it again, and the output says when it was sent', async () => {
	expect(statuses(await broadcast(PEOPLE.slice(0, 2)))).toEqual(['sent', 'sent']);
	const again = await broadcast(PEOPLE);
	expect(statuses(again)).toEqual(['alreadySent', 'alreadySent', 'sent']);
	expect(fates(again)[0]).toMatchObject({
		reason: 'This node has sent this message to the chat already, or was about to when n8n died',
		jid: `${PEOPLE[0]}@s.whatsapp.net`,
		messageId: null,
	});
	expect(Date.now() - Date.parse(String(fates(again)[0].sentAt))).toBeLessThan(HOUR + 60_000);
	expect(texts()).toBe(3);
});

it('Deduplication on Evolution Go: a message with another text is sent to the same recipients', async () => {
	await broadcast(PEOPLE);
	const values = { text: 'We are closed on Tuesday.' };
	expect(statuses(await broadcast(PEOPLE, { values }))).toEqual(['sent', 'sent', 'sent']);
});

it('Deduplication on Evolution Go: the same number is recognized however it is written', async () => {
	await broadcast(['+351 910 000 001']);
	expect(statuses(await broadcast([`${PEOPLE[0]}@s.whatsapp.net`]))).toEqual(['alreadySent']);
});

it('Deduplication on Evolution Go: a message that certainly was not sent is sent in the next run', async () => {
	fail(simulator.current, { path: '/send/text', status: 400, body: { error: 'invalid number' } });
	expect(statuses(await broadcast(PEOPLE))).toEqual(['failed', 'sent', 'sent']);
	expect(statuses(await broadcast(PEOPLE))).toEqual(['sent', 'alreadySent', 'alreadySent']);
});

it.each([
	['the first of them is refused', 0, 'sent'],
	['another one is refused after it', 1, 'alreadySent'],
])(
	'Deduplication on Evolution Go: two texts of Send Sequence are sent in the next run only if %s',
	async (_when, skip, status) => {
		const refusal = { path: '/send/text', status: 400, body: { error: 'invalid number' }, skip };
		fail(simulator.current, refusal);
		const step = { type: 'text', text: 'One' };
		const sequence = {
			resource: 'message',
			operation: 'sendSequence',
			values: { steps: { step: [step, { ...step, text: 'Two' }] } },
		};
		expect(statuses(await broadcast([PEOPLE[0]], sequence))).toEqual(['failed']);
		expect(statuses(await broadcast([PEOPLE[0]], sequence))).toEqual([status]);
	},
);

it('Deduplication on Evolution Go: a failed attempt to send a message again does not remove the record of the first one', async () => {
	const [ana] = PEOPLE;
	skipTime(HOUR - (Date.now() % HOUR) - 60_000);
	await broadcast([ana]);
	skipTime(10 * 60_000);
	const since = new Date(Date.now()).toISOString();
	fail(simulator.current, { path: '/send/text', status: 400, body: { error: 'invalid number' } });
	const values = { bulkSending: { deduplication: { values: { sentSince: since } } } };
	expect(statuses(await broadcast([ana], { values }))).toEqual(['failed']);
	expect(statuses(await broadcast([ana]))).toEqual(['alreadySent']);
});

it('Deduplication on Evolution Go: a message that may have been sent is not sent again', async () => {
	fail(simulator.current, { path: '/send/text', status: 502, body: '<html>Bad Gateway</html>' });
	expect(statuses(await broadcast(PEOPLE.slice(0, 1)))).toEqual(['unknown']);
	expect(statuses(await broadcast(PEOPLE.slice(0, 1)))).toEqual(['alreadySent']);
});

it('Deduplication on Evolution Go: a run that skips all messages adds no records of sent messages', async () => {
	await broadcast(PEOPLE);
	const { count } = kept;
	await broadcast(PEOPLE);
	expect(kept.count).toBe(count);
});

it('Deduplication on Evolution Go: the run after a cancelled one sends only to the recipients that are left', async () => {
	const bulkSending = {
		deduplication: { values: { sentSince: '24' } },
		rateLimit: { values: { minDelay: 2, maxDelay: 2 } },
	};
	const cancelled = await broadcast(PEOPLE, {
		values: { bulkSending },
		// Cancels the run during the pause after the first message.
		onStart: (cancel) =>
			void until(() => texts() === 1)
				.then(async () => await sleep(500))
				.then(cancel),
	});
	expect(statuses(cancelled)).toEqual(['sent', 'skipped', 'skipped']);
	expect(statuses(await broadcast(PEOPLE))).toEqual(['alreadySent', 'sent', 'sent']);
});

it.each([
	[23, 'alreadySent'],
	[25, 'sent'],
])(
	'Deduplication on Evolution Go: with Sent Since 24 hours ago, a message repeated after %s hours has the status %s',
	async (hours, status) => {
		await broadcast(PEOPLE.slice(0, 1));
		skipTime(hours * HOUR);
		expect(statuses(await broadcast(PEOPLE.slice(0, 1)))).toEqual([status]);
	},
);

it('Deduplication on Evolution Go: a skipped message does not make its record last longer', async () => {
	await broadcast(PEOPLE.slice(0, 1));
	skipTime(20 * HOUR);
	expect(statuses(await broadcast(PEOPLE.slice(0, 1)))).toEqual(['alreadySent']);
	skipTime(5 * HOUR);
	expect(statuses(await broadcast(PEOPLE.slice(0, 1)))).toEqual(['sent']);
});
