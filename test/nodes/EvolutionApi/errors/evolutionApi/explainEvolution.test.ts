import type { IDataObject } from 'n8n-workflow';

import type { EngineResult } from '../../../../../dev/engine/engine';
import { findOperation, runOperation, type OperationRun } from '../../../../support/run';
import { arrived, fail, useSimulator } from '../../../../support/simulator';
import { CASES, standard } from './explainCases';

const simulator = useSimulator();
const KEY = 'simulator-key';

const sendText = async (
	more: Partial<OperationRun> = {},
	server = simulator.current,
): Promise<EngineResult> =>
	await runOperation(server, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: '5511988887777', text: 'Hello' },
		...more,
	});

describe('the error of a send gives the reason and what to do where the server answers:', () => {
	it.each(CASES)('%s', async (_what, fault, message, description) => {
		fail(simulator.current, fault);
		const { error } = await sendText();
		expect(error?.message).toMatch(message instanceof RegExp ? message : exactly(message));
		expect(error?.description).toEqual(
			typeof description === 'string'
				? expect.stringContaining(description)
				: expect.stringMatching(description),
		);
		expect(error?.context.itemIndex).toBe(0);
		expect(error?.httpCode).toBe(String(fault.status));
		expect(arrived(simulator.current).filter(({ method }) => method === 'POST')).toHaveLength(1);
	});

	const exactly = (text: string) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
});

describe('a key that the server refuses', () => {
	it('the global key: the error names the setting of the server that holds it', async () => {
		const { error } = await sendText({}, { ...simulator.current, key: 'wrong' });
		expect(error?.message).toBe('The server refused the API key for the instance "demo"');
		expect(error?.description).toContain('AUTHENTICATION_API_KEY');
		expect(error?.httpCode).toBe('401');
	});

	it('the key of an instance: the error says that it opens only that instance', async () => {
		simulator.current.state.instances.get('demo')!.token = 'another-token';
		const { error } = await sendText({ instanceKey: true });
		expect(error?.message).toBe('The server refused the API key for the instance "demo"');
		expect(error?.description).toContain("an instance's key works only for that instance");
	});
});

it('an instance that does not exist: the error names it, and the operation that creates one', async () => {
	const { error } = await sendText({ instance: 'support' });
	expect(error?.message).toBe('The server has no instance "support"');
	expect(error?.description).toContain('Instance → Create');
	expect(error?.httpCode).toBe('404');
	const { error: otherCase } = await sendText({ instance: 'Demo' });
	expect(otherCase?.description).toMatch(/^Did you mean demo\? /);
});

it('a server without a license: the error gives the address to activate it at, and the server is not asked again', async () => {
	Object.assign(simulator.current.config, { version: '2.4.0', licensed: false });
	const { error } = await sendText();
	expect(error?.message).toBe('This Evolution API server is not activated: its license is missing');
	expect(error?.description).toContain(`${simulator.current.url}/manager/login`);
	expect(arrived(simulator.current)).toHaveLength(1);
	Object.assign(simulator.current.config, { version: '2.3.7' });
});

it('an operation that needs a newer server: the error gives the version that it needs, and that of the server', async () => {
	const { error } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendCarousel',
		values: findOperation('message', 'sendCarousel').example as IDataObject,
	});
	expect(error?.message).toBe('This needs Evolution API 2.4.0 or newer; the server is 2.3.7');
	expect(error?.description).toBe('Update the server, or use another operation.');
});

it.each(['continueRegularOutput', 'continueErrorOutput', undefined] as const)(
	'the key is in no error and no output, even if the server repeats it (%s)',
	async (onError) => {
		fail(simulator.current, {
			...standard(400, [`Bad key ${KEY}`, { message: KEY, number: KEY }]),
			headers: { 'x-key': KEY },
		});
		const { error, outputs } = await sendText({ onError });
		const shown = onError === undefined ? error : outputs;
		const text = JSON.stringify(shown) + String(error?.stack) + JSON.stringify(error?.cause);
		expect(text).toContain('Bad key ***');
		expect(text).not.toContain(KEY);
	},
);

it('the key is not in the advice of an error, even if the server repeats it', async () => {
	const register_url = `https://evolution.example/register?apikey=${KEY}`;
	fail(simulator.current, { status: 503, body: { code: 'LICENSE_REQUIRED', register_url } });
	const { error } = await sendText();
	expect(error?.description).toContain('Open https://evolution.example/register?apikey=*** and');
	expect(JSON.stringify(error) + String(error?.stack)).not.toContain(KEY);
});
