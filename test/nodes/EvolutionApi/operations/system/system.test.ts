import type { IDataObject } from 'n8n-workflow';

import { addEvolution } from '../../../../support/groupScenarios';
import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, bodies, fail, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const system = async (
	operation: string,
	values: IDataObject = {},
	more: Partial<OperationRun> = {},
) => await runOperation(simulator.current, { resource: 'system', operation, values, ...more });

describe('System operations of newer servers', () => {
	it.each(['generateMessageId', 'getLicenseStatus'])(
		'%s on an older server gives an error with the version that it needs',
		async (operation) => {
			const { error } = await system(operation);
			expect(error?.message).toBe('This needs Evolution API 2.4.0 or newer; the server is 2.3.7');
		},
	);

	it('Make Message ID gives a message ID', async () => {
		simulator.current.state.config.version = '2.4.0';
		const { items } = await system('generateMessageId');
		expect(items[0].json).toEqual({ messageId: expect.stringMatching(/^3EB0[0-9A-F]+$/) });
	});

	it('Make Message ID without an instance is refused before any request', async () => {
		const { error } = await system('generateMessageId', {}, { instance: '={{ "" }}' });
		expect(error?.message).toBe('"Instance" is empty');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it.each([
		[true, 'active'],
		[false, 'inactive'],
	])('Get License Status says whether the server is licensed: %j', async (licensed, status) => {
		Object.assign(simulator.current.state.config, { version: '2.4.0', licensed });
		const { items } = await system('getLicenseStatus');
		expect(items[0].json).toEqual({ status, active: licensed, serverId: expect.any(String) });
	});
});

it('Get Information gives the version, also with an instance key', async () => {
	for (const instanceKey of [false, true]) {
		const { items } = await system('getInfo', {}, { instanceKey });
		expect(items[0].json).toMatchObject({ version: '2.3.7', clientName: 'evolution' });
	}
});

describe('Get Metrics', () => {
	it('gives an error on how to switch them on, if they are off', async () => {
		const { error } = await system('getMetrics');
		expect(error?.message).toBe('The metrics of the server are switched off');
		expect(error?.description).toContain('PROMETHEUS_METRICS=true');
	});

	it('needs server 2.3.3 or newer, and the error says so', async () => {
		simulator.current.state.config.version = '2.3.0';
		const { error } = await system('getMetrics');
		expect(error?.message).toBe('This needs Evolution API 2.3.3 or newer; the server is 2.3.0');
	});

	it('needs the user and password that the server has for metrics, and never shows the password', async () => {
		const { config } = simulator.current.state;
		Object.assign(config, { disabled: [], metricsLogin: 'prometheus:planted-password' });
		const none = await system('getMetrics');
		expect(none.error?.message).toBe('The metrics of the server need another user or password');
		expect(none.error?.description).toContain('METRICS_USER');
		const login = { user: 'prometheus', password: 'planted-password' };
		const wrong = await system('getMetrics', { login: { ...login, user: 'me' } });
		expect(wrong.error?.message).toBe('The metrics of the server need another user or password');
		const { message, description, cause } = wrong.error ?? {};
		expect(JSON.stringify([message, description, cause])).not.toContain('planted');
		const { items } = await system('getMetrics', { login });
		expect(items[0].json).toEqual({
			metrics: expect.stringContaining('evolution_instances_total'),
		});
		expect(JSON.stringify(items)).not.toContain('planted');
	});

	it('gives the metrics as text in the Prometheus format, as the server answers', async () => {
		simulator.current.state.config.disabled = [];
		const { items } = await system('getMetrics');
		expect(items[0].json).toEqual({
			metrics: expect.stringContaining('evolution_instances_total 2\n'),
		});
	});
});

describe('System → Verify Credentials', () => {
	const SECRET = 'EAA-planted-token';
	const answer = {
		status: 200,
		message: 'Credentials are valid',
		facebookAppId: '1',
		facebookConfigId: '2',
		facebookUserToken: SECRET,
	};

	it('with an instance’s key gives an error that names the key it needs', async () => {
		const { error } = await system('verifyCredentials', {}, { instanceKey: true });
		expect(error?.message).toBe('The server refused the API key');
		expect(error?.description).toContain('Use the global key');
	});

	it('hides the tokens of Facebook by default', async () => {
		fail(simulator.current, { status: 200, body: answer });
		const { items } = await system('verifyCredentials');
		expect(items[0].json).toEqual({ valid: true, message: 'Credentials are valid' });
		expect(JSON.stringify(items)).not.toContain(SECRET);
	});

	it('shows the tokens of Facebook on request', async () => {
		fail(simulator.current, { status: 200, body: answer });
		const { items } = await system('verifyCredentials', { options: { includeSecrets: true } });
		expect(items[0].json).toMatchObject({ valid: true, facebookUserToken: SECRET });
	});
});

describe('System → Receive Message', () => {
	const NUMBER = '5511900000009';
	const receive = async (values: IDataObject = {}) =>
		await system('receiveMessage', {
			instanceNumber: NUMBER,
			senderNumber: '+55 11 98888-7777',
			contentType: 'text',
			text: 'Hello',
			...values,
		});

	it.each([
		['without a number', { instanceNumber: '={{ "" }}' }, /^"Instance Number" is empty/],
		[
			'from a sender that is not a phone number',
			{ senderNumber: 'Ana' },
			/^"Sender Number" is "Ana", which is not a valid phone number/,
		],
		['without a text', { text: '={{ "" }}' }, /^"Text" is empty/],
		[
			'of another type, but without a Message Type,',
			{ contentType: 'json', messageType: '={{ "" }}' },
			/^"Message Type" is empty/,
		],
		[
			'whose JSON is an array',
			{ contentType: 'json', messageType: 'imageMessage', message: '[]' },
			/^"Message \(JSON\)" must be a JSON object, not "\[\]"/,
		],
	])('%s is refused before any request', async (_what, values, message) => {
		expect((await receive(values)).error?.message).toMatch(message);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('to a number without an instance gives an error, although the server reports no failure', async () => {
		const { error } = await receive();
		expect(error?.message).toBe('No instance received the message');
		expect(error?.description).toContain('EVOLUTION');
	});

	it('reaches the instance with the number', async () => {
		addEvolution(simulator.current, NUMBER);
		const { items } = await receive({ options: { messageId: 'X1', senderName: 'Ana' } });
		expect(items[0].json).toEqual({
			received: true,
			instanceNumber: NUMBER,
			senderNumber: '5511988887777',
		});
		const inbox = simulator.current.state.instances.get('inbox');
		expect(inbox?.messages.get('X1')).toMatchObject({
			key: { remoteJid: '5511988887777', fromMe: false },
			pushName: 'Ana',
			message: { conversation: 'Hello' },
		});
	});

	it('passes the JSON of a message that is not a text to the server unchanged', async () => {
		const message = { mediaUrl: 'https://example.com/a.png', caption: 'Look' };
		await receive({
			contentType: 'json',
			messageType: 'imageMessage',
			message: JSON.stringify(message),
		});
		expect(bodies(simulator.current)).toEqual([
			{
				numberId: NUMBER,
				key: { remoteJid: '5511988887777', fromMe: false },
				message,
				messageType: 'imageMessage',
			},
		]);
	});
});
