import type { IDataObject } from 'n8n-workflow';

import { findOperation, runOperation } from '../../../support/run';
import { arrived, useSimulator } from '../../../support/simulator';

// Tests channels (newsletters) as recipients, which servers accept from 2.4 on.

const simulator = useSimulator();
const CHANNEL = '120363111111111111@newsletter';

const send = async (operation: string, values: IDataObject, resource = 'message') =>
	await runOperation(simulator.current, {
		resource,
		operation,
		values: {
			...(findOperation(resource, operation).example as IDataObject),
			...values,
			recipient: CHANNEL,
		},
	});
const sent = () => arrived(simulator.current).filter(({ path }) => path.startsWith('/message'));

const MESSAGES: Array<[operation: string, values: IDataObject]> = [
	['sendText', { text: 'News' }],
	['sendMedia', { mediaType: 'image', mediaSource: 'url', mediaUrl: 'https://example.com/a.png' }],
	['sendLocation', {}],
	['sendPoll', { question: 'When?', pollOptions: 'Morning\nEvening', selectableCount: 1 }],
	['sendContact', { contacts: { contact: [{ fullName: 'Ana', phoneNumber: '5511988887777' }] } }],
];

it.each(MESSAGES)(
	'%s to a channel is refused on an older server, and nothing is sent',
	async (operation, values) => {
		simulator.current.config.version = '2.3.7';
		const { error } = await send(operation, values);
		expect(error?.message).toBe(
			'A message to a channel needs Evolution API 2.4.0 or newer; the server is 2.3.7',
		);
		expect(sent()).toEqual([]);
	},
);

it.each(MESSAGES)('%s to a channel is sent on Evolution API 2.4', async (operation, values) => {
	simulator.current.config.version = '2.4.0';
	const { error, items } = await send(operation, values);
	expect(error).toBeUndefined();
	expect(items[0].json.chat).toBe(CHANNEL);
});

it('Send Sequence to a channel is refused on Evolution API before 2.4, before its first message', async () => {
	simulator.current.config.version = '2.3.7';
	const steps = {
		step: [
			{ stepType: 'text', text: 'a' },
			{ stepType: 'text', text: 'b' },
		],
	};
	const { error } = await send('sendSequence', { steps });
	expect(error?.message).toContain('needs Evolution API 2.4.0 or newer');
	expect(sent()).toEqual([]);
});

it.each([
	['message', 'sendList'],
	['message', 'sendReaction'],
	['chat', 'archive'],
])('%s → %s cannot be used for a channel', async (resource, operation) => {
	const { error } = await send(operation, {}, resource);
	expect(error?.message).toContain(`"${CHANNEL}", which is a channel, and cannot be used here`);
	expect(arrived(simulator.current)).toEqual([]);
});
