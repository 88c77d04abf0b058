import type { IDataObject } from 'n8n-workflow';

import type { DeliveryConfig } from '../../../../simulator/state/config';
import { lidOf } from '../../../../simulator/whatsapp/lid';
import type { OperationRun } from '../../../support/run';
import { useProcessedItems } from '../../../support/processedItems';
import { goDelivery } from '../server/evolutionGo/support/goItems';
import { runInGo, useGoSimulator } from '../server/evolutionGo/support/goSimulator';
import { fates, phone, requestsTo, statuses, TEXT } from './support';

// The other address with a server that waits for WhatsApp, and answers with its rejection.

const simulator = useGoSimulator('0.7.2');
useProcessedItems();

const jid = (n: number) => `${phone(n)}@s.whatsapp.net`;
const lid = (n: number) => lidOf(jid(n));

const whatsApp = (delivery: Partial<DeliveryConfig>) => {
	const { config } = simulator.current.state;
	Object.defineProperties(config.delivery, Object.getOwnPropertyDescriptors(delivery));
};

const send = async (
	recipients: readonly string[],
	{
		bulkSending = {},
		...more
	}: Partial<OperationRun> & { readonly bulkSending?: IDataObject } = {},
) =>
	await runInGo(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		items: recipients.map((to) => ({ json: { to } })),
		...more,
		values: { recipient: '={{ $json.to }}', text: TEXT, bulkSending, ...more.values },
	});

const sentTo = () =>
	requestsTo(simulator.current, '/send/text').map(({ body }) => (body as IDataObject).number);

it('Try Other Address on Evolution Go sends a message that was rejected at the number to the LID', async () => {
	whatsApp({ refuses: 'numbers' });
	const { error, items } = await send([phone(1)]);
	expect(error).toBeUndefined();
	expect(items[0].json).toMatchObject({ chat: lid(1), deliveredBy: 'lid' });
	expect(sentTo()).toEqual([jid(1), lid(1)]);
});

it('Try Other Address on Evolution Go sends each of three messages once, of which the second was rejected at the number', async () => {
	whatsApp({ addresses: { [jid(2)]: 'refused' } });
	const { error, items } = await send([phone(1), phone(2), phone(3)]);
	expect(error).toBeUndefined();
	expect(items.map(({ json, pairedItem }) => [json.deliveredBy, pairedItem])).toEqual([
		[undefined, { item: 0 }],
		['lid', { item: 1 }],
		[undefined, { item: 2 }],
	]);
	expect(sentTo()).toEqual([jid(1), jid(2), lid(2), jid(3)]);
});

it('Try Other Address on Evolution Go sends a message that was rejected at the LID to the number found in a group', async () => {
	whatsApp({ refuses: 'lids' });
	const [group] = simulator.current.state.instances.get('demo')?.groups.values() ?? [];
	const member = String(group?.participants[1]?.id);
	const { error, items } = await send([lidOf(member)]);
	expect(error).toBeUndefined();
	expect(items[0].json).toMatchObject({ chat: member, deliveredBy: 'phone' });
});

it('Try Other Address on Evolution Go fails the item if both addresses reject it, and says that both were tried', async () => {
	whatsApp({ refuses: 'everybody' });
	const { error } = await send([phone(1)]);
	expect(error?.message).toContain('WhatsApp rejected the message (error 463)');
	expect(error?.description).toMatch(/^It was rejected at the number and at the LID/);
	expect(sentTo()).toEqual([jid(1), lid(1)]);
});

it('Try Other Address on Evolution Go does not send a message again that may have arrived', async () => {
	whatsApp({ addresses: { [jid(1)]: 'late' } });
	const { error } = await send([phone(1)]);
	expect(error?.description).toContain('It may still have been done');
	expect(sentTo()).toEqual([jid(1)]);
});

it('Try Other Address on Evolution Go sends no part of a split text to the LID once one was sent to the number', async () => {
	const values = {
		text: 'One. '.repeat(40),
		options: { splitLongText: { values: { split: 'length', maxCharacters: 100 } } },
	};
	const { state } = simulator.current;
	state.faults.push({
		path: '/send/text',
		times: 1,
		skip: 1,
		status: 500,
		body: { error: 'server returned error 463' },
	});
	const { error } = await send([phone(1)], { values });
	expect(error?.message).toContain('It was message 2 of 2');
	expect(sentTo()).toEqual([jid(1), jid(1)]);
});

it('Try Other Address on Evolution Go with Retry On Fail sends nothing twice, even if the number works at the second attempt', async () => {
	const { state } = simulator.current;
	let asked = 0;
	whatsApp({
		get addresses() {
			asked += 1;
			return asked === 1 ? { [jid(1)]: 'refused' as const } : {};
		},
	});
	// The second item fails in the first try.
	state.faults.push({
		path: '/send/text',
		times: 1,
		skip: 2,
		status: 500,
		body: { error: 'no active session found' },
	});
	const { error } = await send([phone(1), phone(2)], { retryOnFail: true });
	expect(error).toBeUndefined();
	expect(sentTo()).toEqual([jid(1), lid(1), jid(2), jid(2)]);
});

it('Try Other Address on Evolution Go in bulk sending counts two attempts as one message for Max Items per Run, and a later run sends nothing again', async () => {
	whatsApp({ refuses: 'numbers' });
	const bulkSending = {
		rateLimit: { values: { minDelay: 0, maxDelay: 0 } },
		stopConditions: { failuresInARow: 1 },
		deduplication: { values: { sentSince: '24' } },
		maxItems: 4,
	};
	const people = [1, 2, 3, 1].map(phone);
	const items = people.map((to, index) => ({ json: { to, text: `${TEXT} ${index}` } }));
	const run = { bulkSending, items, values: { text: '={{ $json.text }}' } };
	const first = await send(people, run);
	expect(statuses(first)).toEqual(['sent', 'sent', 'sent', 'sent']);
	expect(fates(first)[3].jid).toBe(lid(1));
	expect(first.items[3].json.deliveredBy).toBe('lid');
	expect(sentTo()).toEqual([jid(1), lid(1), jid(2), lid(2), jid(3), lid(3), lid(1)]);
	whatsApp({ refuses: 'nobody' });
	expect(statuses(await send(people, run))).toEqual(people.map(() => 'alreadySent'));
});

it.each([463, 405, 473])(
	'Try Other Address on Evolution Go sends nothing a second time from an account that was moved over to LIDs (error %i)',
	async (code) => {
		// The server sends to the LID of this person anyway, as each private message of such an account shows.
		const info = {
			Chat: jid(1),
			Sender: jid(1),
			ID: '3A00',
			IsGroup: false,
			AddressingMode: 'lid',
		};
		const data = { Info: info, Message: { conversation: 'Hello' } };
		goDelivery({ event: 'Message', instanceName: 'demo', instanceToken: 'demo-token', data });
		const body = { error: `server returned error ${code}` };
		simulator.current.state.faults.push({
			path: '/send/text',
			times: 9,
			skip: 0,
			status: 500,
			body,
		});
		const { error } = await send([phone(1)]);
		expect(error?.message).toMatch(/^WhatsApp rejected the message/);
		expect(error?.description).not.toContain('It may still have been done');
		expect(sentTo()).toEqual([jid(1)]);
	},
);
