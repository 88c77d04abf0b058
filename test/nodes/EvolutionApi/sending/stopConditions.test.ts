import type { IExecuteFunctions } from 'n8n-workflow';

import { RequestFailure } from '../../../../nodes/EvolutionApi/core/failures/failure';
import { connectionFrom } from '../../../../nodes/EvolutionApi/core/server/connection';
import { findStopReason } from '../../../../nodes/EvolutionApi/sending/stopConditions';
import { evolutionInstances } from '../../../../nodes/EvolutionApi/core/server/evolutionApi/evolutionInstances';

afterEach(() => jest.restoreAllMocks());

const connection = connectionFrom('globalKey', { baseUrl: 'http://localhost', apiKey: 'key' });

const stopReason = async () =>
	await findStopReason({} as IExecuteFunctions, connection, 'demo', {
		message: 'It was refused',
		description: '',
	});

it('a mistake of ours is not taken for an answer of the server', async () => {
	jest.spyOn(evolutionInstances, 'state').mockRejectedValue(new TypeError('It is not a function'));
	await expect(stopReason()).rejects.toThrow('It is not a function');
});

it('nothing more goes out when the server does not say whether the instance is connected', async () => {
	const failure = { message: 'The server does not answer', description: '' };
	jest.spyOn(evolutionInstances, 'state').mockRejectedValue(new RequestFailure(failure));
	expect(await stopReason()).toBe('The server does not answer');
});

it.each([
	['open', undefined],
	[undefined, undefined],
	['close', 'The instance "demo" is not connected to WhatsApp (close)'],
])('state %s', async (state, reason) => {
	jest.spyOn(evolutionInstances, 'state').mockResolvedValue(state);
	expect(await stopReason()).toBe(reason);
});
