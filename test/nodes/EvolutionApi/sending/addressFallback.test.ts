import type { IDataObject } from 'n8n-workflow';

import type { EngineResult } from '../../../../dev/engine/engine';
import { forgetReservations } from '../../../../nodes/EvolutionApi/sending/sentCount';
import type { DeliveryConfig } from '../../../../simulator/state/config';
import type { OperationRun } from '../../../support/run';
import { time } from '../../../support/time';
import { useSkippedTime } from '../../../support/simulator';
import { stored } from './stored';
import { broadcast, fates, phone, sentTo, statuses, TEXT } from './support';

const simulator = useSkippedTime();

beforeEach(forgetReservations);

const lid = (n: number) => `${77_000_000_000 + n}@lid`;

const whatsApp = (delivery: Partial<DeliveryConfig>) =>
	Object.assign(simulator.current.state.config.delivery, delivery);

const knowBoth = (...people: number[]) => {
	for (const n of people) {
		const message = { chat: lid(n), alt: phone(n), own: false, secondsAgo: 3600 };
		stored(simulator.current, message);
	}
};

const send = async (
	recipients: readonly string[],
	{ receipt = {}, bulkSending = {}, ...more }: Partial<OperationRun> & Settings = {},
): Promise<EngineResult> => {
	const options = {
		deliveryReceipt: { values: receipt },
		...(more.values?.options as IDataObject),
	};
	const values = { ...more.values, options };
	const run = broadcast(simulator.current, recipients, bulkSending, { ...more, values });
	return await time.until(time.run(run));
};

interface Settings {
	readonly receipt?: IDataObject;
	readonly bulkSending?: IDataObject;
}

const deliveries = ({ items }: EngineResult) =>
	items.map(({ json: { delivery, deliveredBy } }) => [delivery, deliveredBy]);

const PACED = { rateLimit: { values: { minDelay: 0, maxDelay: 0 } } };

it('Try Other Address sends a message that was rejected at the number to the LID, and says so', async () => {
	whatsApp({ refuses: 'numbers' });
	knowBoth(1);
	const result = await send([phone(1)]);
	expect(result.error).toBeUndefined();
	expect(sentTo(simulator.current)).toEqual([phone(1), lid(1)]);
	expect(result.items[0].json).toMatchObject({
		chat: lid(1),
		delivery: 'delivered',
		deliveredBy: 'lid',
	});
});

it('Try Other Address sends a message that was rejected at the LID to the number', async () => {
	whatsApp({ refuses: 'lids' });
	knowBoth(1);
	expect(deliveries(await send([lid(1)]))).toEqual([['delivered', 'phone']]);
	expect(sentTo(simulator.current)).toEqual([lid(1), `${phone(1)}@s.whatsapp.net`]);
});

it('Try Other Address sends nothing a second time where the server redirects the LID to the number that was rejected', async () => {
	whatsApp({ refuses: 'numbers' });
	knowBoth(1);
	simulator.current.state.config.rowsOfLids = { [lid(1)]: phone(1) };
	for (const address of [phone(1), lid(1)]) {
		const before = sentTo(simulator.current).length;
		const { error } = await send([address]);
		expect(error?.message).toContain('WhatsApp rejected this message');
		expect(error?.description).not.toContain('LID of this person');
		expect(sentTo(simulator.current).slice(before)).toEqual([address]);
	}
});

it('Try Other Address finds the other address among the members of a group', async () => {
	whatsApp({ refuses: 'numbers' });
	const [group] = simulator.current.state.instances.get('demo')?.groups.values() ?? [];
	const member = { id: lid(1), phoneNumber: `${phone(1)}@s.whatsapp.net`, admin: null };
	group?.participants.push(member);
	expect(deliveries(await send([phone(1)]))).toEqual([['delivered', 'lid']]);
});

it('Try Other Address fails the item if both addresses reject it, and says that both were tried', async () => {
	whatsApp({ refuses: 'everybody' });
	knowBoth(1);
	const { error } = await send([phone(1)]);
	expect(error?.message).toContain('WhatsApp rejected this message');
	expect(error?.description).toMatch(/^It was rejected at the number and at the LID/);
	expect(sentTo(simulator.current)).toEqual([phone(1), lid(1)]);
});

it('Try Other Address fails the item if no other address is known, and sends nothing else', async () => {
	whatsApp({ refuses: 'everybody' });
	const { error } = await send([phone(1)]);
	expect(error?.message).toContain('WhatsApp rejected this message');
	expect(error?.description).not.toContain('LID of this person');
	expect(sentTo(simulator.current)).toEqual([phone(1)]);
});

it('Try Other Address does not send a message again that is only unconfirmed', async () => {
	whatsApp({ addresses: { [`${phone(1)}@s.whatsapp.net`]: 'late' } });
	knowBoth(1);
	expect(deliveries(await send([phone(1)]))).toEqual([['unconfirmed', undefined]]);
	expect(sentTo(simulator.current)).toEqual([phone(1)]);
});

it('Try Other Address sends nothing again if it is switched off, or without the option Delivery Receipt', async () => {
	whatsApp({ refuses: 'numbers' });
	knowBoth(1);
	const { error } = await send([phone(1)], { receipt: { tryOtherAddress: false } });
	expect(error?.message).toContain('WhatsApp rejected this message');
	await time.until(time.run(broadcast(simulator.current, [phone(1)], {})));
	expect(sentTo(simulator.current)).toEqual([phone(1), phone(1)]);
});

it('Try Other Address with Retry On Fail does not send again what the LID accepted or what was rejected', async () => {
	whatsApp({ refuses: 'numbers' });
	knowBoth(1);
	// The second item fails in each attempt, so n8n runs the whole node several times.
	const result = await send([phone(1), phone(2)], { retryOnFail: true });
	expect(result.error?.message).toContain('WhatsApp rejected this message');
	expect(sentTo(simulator.current)).toEqual([phone(1), phone(2), lid(1)]);
});

it('Try Other Address sends all parts of a split text to the LID if they are rejected at the number', async () => {
	whatsApp({ refuses: 'numbers' });
	knowBoth(1);
	const splitLongText = { values: { split: 'length', maxCharacters: 100 } };
	const result = await send([phone(1)], {
		values: { text: 'One. '.repeat(40), options: { splitLongText } },
	});
	expect(deliveries(result)).toEqual([['delivered', 'lid']]);
	const recipients = sentTo(simulator.current);
	expect(recipients).toHaveLength(4);
	expect(recipients.slice(2)).toEqual([lid(1), lid(1)]);
});

it('Try Other Address: Reply is sent to the LID if the number is rejected', async () => {
	whatsApp({ refuses: 'numbers' });
	knowBoth(1);
	const message = { recipient: phone(1), messageId: '3A00' };
	const result = await send(['-'], {
		resource: 'message',
		operation: 'reply',
		values: {
			recipient: undefined,
			options: { markAsRead: false, quote: false, specificMessage: { values: message } },
		},
	});
	expect(result.error).toBeUndefined();
	expect(deliveries(result)).toEqual([['delivered', 'lid']]);
	expect(sentTo(simulator.current)).toEqual([phone(1), lid(1)]);
});

describe('Try Other Address in bulk sending', () => {
	const PEOPLE = [1, 2, 3, 4, 5, 6];

	it('continues after three rejected messages, since the LIDs accept them', async () => {
		whatsApp({ refuses: 'numbers' });
		knowBoth(...PEOPLE);
		const result = await send(PEOPLE.map(phone), { bulkSending: PACED });
		expect(statuses(result)).toEqual(PEOPLE.map(() => 'sent'));
		expect(deliveries(result)).toEqual(PEOPLE.map(() => ['delivered', 'lid']));
		expect(fates(result).map(({ jid }) => jid)).toEqual(PEOPLE.map(lid));
	});

	it('stops after three messages that were rejected at both addresses', async () => {
		whatsApp({ refuses: 'everybody' });
		knowBoth(...PEOPLE);
		const result = await send(PEOPLE.map(phone), { bulkSending: PACED });
		expect(statuses(result)).toEqual([
			'rejected',
			'rejected',
			'rejected',
			'skipped',
			'skipped',
			'skipped',
		]);
		expect(fates(result)[0].reason).toContain('at the number and at the LID');
		expect(deliveries(result)[0]).toEqual(['rejected', undefined]);
	});

	it('writes to the LID at once, where the number was rejected before in this run', async () => {
		whatsApp({ refuses: 'numbers' });
		knowBoth(1, 2, 3);
		const result = await send([1, 2, 3, 1].map(phone), {
			bulkSending: PACED,
			items: [1, 2, 3, 1].map((n, index) => ({ json: { to: phone(n), text: `${TEXT} ${index}` } })),
			values: { text: '={{ $json.text }}' },
		});
		expect(statuses(result)).toEqual(['sent', 'sent', 'sent', 'sent']);
		expect(deliveries(result)[3]).toEqual(['delivered', 'lid']);
		expect(sentTo(simulator.current).at(-1)).toBe(lid(1));
		expect(sentTo(simulator.current)).toHaveLength(7);
	});

	it('counts a person once as a new contact', async () => {
		whatsApp({ refuses: 'numbers' });
		const [group] = simulator.current.state.instances.get('demo')?.groups.values() ?? [];
		const limits = { dailyLimits: { newContacts: PEOPLE.length }, maxItems: PEOPLE.length };
		for (const n of PEOPLE) {
			const jid = `${phone(n)}@s.whatsapp.net`;
			group?.participants.push({ id: lid(n), phoneNumber: jid, admin: null });
		}
		const result = await send(PEOPLE.map(phone), { bulkSending: { ...PACED, ...limits } });
		expect(statuses(result)).toEqual(PEOPLE.map(() => 'sent'));
	});

	it('counts both sends of a rejected message for the daily limits', async () => {
		whatsApp({ refuses: 'numbers' });
		const { groups, messages } = simulator.current.state.instances.get('demo') ?? {};
		const own = [...(messages?.newestFirst() ?? [])].filter(({ key }) => key.fromMe).length;
		const [group] = groups?.values() ?? [];
		const jid = `${phone(1)}@s.whatsapp.net`;
		group?.participants.push({ id: lid(1), phoneNumber: jid, admin: null });
		expect(statuses(await send([phone(1)], { bulkSending: PACED }))).toEqual(['sent']);
		whatsApp({ refuses: 'nobody' });
		const bulkSending = { ...PACED, dailyLimits: { messagesPerDay: own + 3 } };
		const result = await send([2, 3].map(phone), { bulkSending });
		expect(statuses(result)).toEqual(['sent', 'deferred']);
	});

	it('with Deduplication a later run to the number does not send again what was sent to the LID instead', async () => {
		whatsApp({ refuses: 'numbers' });
		const [group] = simulator.current.state.instances.get('demo')?.groups.values() ?? [];
		const jid = `${phone(1)}@s.whatsapp.net`;
		group?.participants.push({ id: lid(1), phoneNumber: jid, admin: null });
		const bulkSending = { ...PACED, deduplication: { values: { sentSince: '1' } } };
		expect(statuses(await send([phone(1)], { bulkSending }))).toEqual(['sent']);
		whatsApp({ refuses: 'nobody' });
		expect(statuses(await send([phone(1)], { bulkSending }))).toEqual(['alreadySent']);
	});
});
