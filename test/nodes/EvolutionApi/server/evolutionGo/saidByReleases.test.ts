import type { IDataObject } from 'n8n-workflow';

import { useProcessedItems } from '../../../../support/processedItems';
import { runInGo, useGoSimulator } from './support/goSimulator';
import { operationNamed, valuesOf } from './support/shown';

// Tests that errors of Evolution Go's WhatsApp library tell the user what to do, and that no second message is sent.

const SENDS = '/send/text';
const NUMBER = '5511988887777@s.whatsapp.net';

interface Said {
	readonly name: string;
	readonly path: string;
	readonly says: string;
	/** Evolution Go answers nearly all errors with 500, which is the default. */
	readonly status?: number;
	readonly message: string;
	readonly whatToDo: string;
}

const text = (says: string, message: string, whatToDo: string): Said => ({
	name: 'message.sendText',
	path: SENDS,
	says,
	message,
	whatToDo,
});

const CASES: readonly Said[] = [
	text(
		`no LID found for ${NUMBER} from server`,
		'WhatsApp has no address for this number',
		'It is not on WhatsApp, or hides its number',
	),
	text(
		`failed to get LID for PN ${NUMBER}: sql: no rows in result set`,
		'WhatsApp has no address for this number',
		'answer to the LID',
	),
	text('websocket not connected', 'is not connected to WhatsApp', 'restart the server'),
	text(
		'failed to get device list: failed to send usync query: info query timed out',
		'WhatsApp did not answer the server in time when it looked up the devices',
		'restart the server',
	),
	text(
		'failed to get device list: failed to send usync query: info query returned status 429: rate-overlimit',
		'too many requests from this account (rate-overlimit)',
		'send more slowly',
	),
	{
		name: 'message.sendList',
		path: '/send/list',
		says: 'server returned error 405',
		message: 'WhatsApp rejected the message: server returned error 405',
		whatToDo: 'choose Numbered List in Send As',
	},
	{
		name: 'message.sendButtons',
		path: '/send/button',
		says: 'server returned error 473',
		message: 'WhatsApp rejected the message: server returned error 473',
		whatToDo: 'send the text itself instead of a button',
	},
	{
		name: 'label.add',
		path: '/label/chat',
		says: 'error adding label: info query returned status 409: conflict',
		message: 'WhatsApp has changed the labels meanwhile',
		whatToDo: 'Run it again in a moment',
	},
];

describe.each(['0.6.1', '0.7.1', '0.7.2'])('simulated Evolution Go %s', (version) => {
	const simulator = useGoSimulator(version);
	useProcessedItems();

	const asked = (path: string) =>
		simulator.current.state.requests.list().filter((request) => request.path === path);
	const fails = (path: string, error: string, status = 500) =>
		simulator.current.state.faults.push({ path, times: 99, skip: 0, status, body: { error } });
	const run = async (name: string, values: IDataObject = {}) =>
		await runInGo(simulator.current, {
			...operationNamed(name),
			values: { ...valuesOf(name), ...values },
		});

	it.each(CASES.map((said) => [said.says, said.name, said] as const))(
		'says "%s" to %s: the error says what to do, that nothing was sent, and it is asked once',
		async (_says, name, { path, says, message, whatToDo }) => {
			fails(path, says);
			const { error } = await run(name);
			expect(error?.message).toContain(message);
			expect(error?.description).toContain(whatToDo);
			expect(error?.description).not.toContain('It may still have been done');
			expect(asked(path)).toHaveLength(1);
		},
	);

	it('does not mention buttons in the error for a text with 473', async () => {
		fails(SENDS, 'server returned error 473');
		const { error } = await run('message.sendText', { recipient: '120363020202020202@g.us' });
		expect(error?.message).toContain('WhatsApp rejected the message');
		expect(error?.description).not.toContain('buttons');
	});

	it('explains that you have to wait if WhatsApp returns no pairing code after too many requests', async () => {
		fails('/instance/pair', 'pairing failed: info query returned status 429: rate-overlimit');
		const { error } = await runInGo(simulator.current, {
			...operationNamed('instance.connect'),
			values: { phoneNumber: '5511900000009', waitSeconds: 0 },
			instance: 'new-phone',
		});
		expect(error?.message).toBe(
			'WhatsApp gave no pairing code: pairing failed: info query returned status 429: rate-overlimit',
		);
		expect(error?.description).toContain('wait some hours');
		expect(asked('/instance/pair')).toHaveLength(1);
	});

	it('Connect returns the state open if the instance is already authenticated', async () => {
		fails('/instance/pair', 'instance is already authenticated');
		const { error, items } = await runInGo(simulator.current, {
			...operationNamed('instance.connect'),
			values: { phoneNumber: '5511900000009', waitSeconds: 0 },
			instance: 'new-phone',
		});
		expect(error).toBeUndefined();
		expect(items[0].json.state).toBe('open');
	});
});
