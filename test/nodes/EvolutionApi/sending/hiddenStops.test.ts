import type { IDataObject } from 'n8n-workflow';

import { noteEdit } from '../../../../simulator/whatsapp/edited';
import { fail, useSimulator } from '../../../support/simulator';
import { written } from '../../../support/written';
import { broadcast, fates, phone, sentTo } from './support';

const simulator = useSimulator();
const [ana, bruno] = [phone(1), phone(2)];
const skip = { optOut: { values: { optOutKeywords: 'STOP' } } };

const storedOf = (id: string) => {
	const message = simulator.current.state.instances.get('demo')?.messages.get(id);
	if (message === undefined) throw new Error('It is not there');
	return message;
};

describe('an opt-out keyword is recognized', () => {
	it.each([
		['with a zero-width space in it', 'ST\u200bOP'],
		['with a soft hyphen in it', 'ST\u00adOP'],
		['between text-direction marks', '\u200fSTOP\u200e'],
		['before 2,000 zero-width spaces', `STOP${'\u200b'.repeat(2_000)}`],
		['before 60,000 exclamation marks', `STOP${'!'.repeat(60_000)}`],
		['before an invisible Hangul filler', 'STOP\u3164'],
	])('%s', async (_what, text) => {
		written(simulator.current, { from: ana, text });
		await broadcast(simulator.current, [ana, bruno], skip);
		expect(sentTo(simulator.current)).toEqual([bruno]);
	});

	it.each(['display_text', 'title', 'id'])(
		'in the answer to a button, with the label in "%s"',
		async (key) => {
			const { id } = written(simulator.current, { from: ana, text: 'Hi' });
			const nativeFlowResponseMessage = {
				name: 'quick_reply',
				paramsJson: JSON.stringify({ [key]: 'STOP' }),
			};
			storedOf(id).message = {
				interactiveResponseMessage: { body: {}, nativeFlowResponseMessage },
			};
			await broadcast(simulator.current, [ana, bruno], skip);
			expect(sentTo(simulator.current)).toEqual([bruno]);
		},
	);
});

it('an unreadable answer to a button does not stop the broadcast', async () => {
	const { id } = written(simulator.current, { from: ana, text: 'Hi' });
	storedOf(id).message = {
		interactiveResponseMessage: {
			body: {},
			nativeFlowResponseMessage: { name: 'quick_reply', paramsJson: '{"id":' },
		},
	};
	await broadcast(simulator.current, [ana, bruno], skip);
	expect(sentTo(simulator.current)).toEqual([ana, bruno]);
});

describe('a message that was edited counts as it is now', () => {
	const edit = (id: string, text: string) =>
		noteEdit(storedOf(id), { conversation: text }, Date.now());

	it('to the keyword: the person gets nothing', async () => {
		edit(written(simulator.current, { from: ana, text: 'Hello' }).id, 'STOP');
		await broadcast(simulator.current, [ana, bruno], skip);
		expect(sentTo(simulator.current)).toEqual([bruno]);
	});

	it('from the keyword to something else: the person gets messages again', async () => {
		edit(written(simulator.current, { from: ana, text: 'STOP' }).id, 'Hello');
		await broadcast(simulator.current, [ana, bruno], skip);
		expect(sentTo(simulator.current)).toEqual([ana, bruno]);
	});
});

describe('nothing is sent where the server answers the search for messages with HTTP 200 but no list:', () => {
	const odd: Array<[what: string, body: unknown]> = [
		['with an empty object', {}],
		['with null', null],
		['with null for the records', { messages: { records: null } }],
	];
	// Options that read the server's store before a message is sent.
	const asking: Array<[name: string, bulkSending: IDataObject]> = [
		['Opt-Out', skip],
		['Deduplication', { deduplication: { values: { sentSince: 1 } } }],
		['Daily Limits → Messages per Hour', { dailyLimits: { messagesPerHour: 5 } }],
		['Daily Limits → Messages per Day', { dailyLimits: { messagesPerDay: 5 } }],
		['Daily Limits → New Contacts', { dailyLimits: { newContacts: 5 } }],
	];
	const cases = odd.flatMap(([what, body]) =>
		asking.map(([name, bulkSending]) => [what, name, bulkSending, body] as const),
	);
	it.each(cases)('%s, with the option %s', async (_what, _name, bulkSending, body) => {
		fail(simulator.current, {
			path: '/chat/findMessages',
			status: 200,
			body: body as IDataObject,
			times: 99,
		});
		const result = await broadcast(simulator.current, [ana, bruno], bulkSending);
		expect(sentTo(simulator.current)).toEqual([]);
		const reason = expect.stringContaining('is not a list of messages');
		expect(fates(result)).toMatchObject([{ reason }, { reason }]);
	});
});
