import type { IExecuteFunctions } from 'n8n-workflow';

import { connectionFrom } from '../../../../nodes/EvolutionApi/server/connection';
import { findStopReason } from '../../../../nodes/EvolutionApi/sending/stopConditions';

afterEach(() => jest.restoreAllMocks());

const connection = connectionFrom('globalKey', { baseUrl: 'http://localhost', apiKey: 'key' });

const stopReason = async () =>
	await findStopReason({} as IExecuteFunctions, connection, 'demo', {
		message: 'It was refused',
		description: '',
	});

it('Stop Conditions: an internal error of the node is thrown, and not reported as a failure of the server', async () => {
	jest.spyOn(connection.server, 'ask').mockRejectedValue(new TypeError('It is not a function'));
	await expect(stopReason()).rejects.toThrow('It is not a function');
});

it('Stop Conditions: nothing more is sent when the server does not say whether the instance is connected', async () => {
	const failure = { message: 'The server does not answer', description: '' };
	jest.spyOn(connection.server, 'ask').mockResolvedValue({ failure });
	expect(await stopReason()).toBe('The server does not answer');
});

it.each([
	['open', undefined],
	[undefined, undefined],
	['close', 'The instance "demo" is not connected to WhatsApp (close)'],
])(
	'Stop Conditions: the run stops if the instance is disconnected ("close"), and in no other state (here: %s)',
	async (state, reason) => {
		jest.spyOn(connection.server, 'ask').mockResolvedValue({ body: { instance: { state } } });
		expect(await stopReason()).toBe(reason);
	},
);
