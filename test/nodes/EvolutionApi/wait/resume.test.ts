import type { IWebhookFunctions } from 'n8n-workflow';

import { resumeWith } from '../../../../nodes/EvolutionApi/wait/resume';

afterEach(() => jest.restoreAllMocks());

/** A call of an execution that waits, which n8n answers when it is told to. */
function call(mark: string) {
	const response = {
		statusCode: 200,
		send: () => response,
		status: (statusCode: number) => Object.assign(response, { statusCode }),
	};
	const told: string[] = [];
	resumeWith({ getResponseObject: () => response } as unknown as IWebhookFunctions, {
		mark,
		item: {},
		done: () => told.push('done'),
		failed: () => told.push('failed'),
	});
	const answer = (statusCode: number) => response.status(statusCode).send();
	return { told, goesOn: () => answer(200), isRefused: () => answer(500) };
}

describe('an answer that comes twice while the database of n8n is slow', () => {
	it('is not offered again where n8n refuses the second call before it has answered the first', () => {
		const [first, second] = [call('slow'), call('slow')];
		second.isRefused();
		expect(second.told).toEqual([]);
		first.goesOn();
		expect([first.told, second.told]).toEqual([['done'], []]);
	});

	it('is offered again where n8n refuses both', () => {
		const [first, second] = [call('both'), call('both')];
		second.isRefused();
		first.isRefused();
		expect([first.told, second.told]).toEqual([['failed'], ['failed']]);
	});

	it('is offered again where n8n never answers the first', () => {
		const lost = call('never');
		const now = Date.now();
		jest.spyOn(Date, 'now').mockReturnValue(now + 50_000);
		const second = call('never');
		jest.spyOn(Date, 'now').mockReturnValue(now + 120_000);
		second.isRefused();
		expect([lost.told, second.told]).toEqual([[], ['failed']]);
	});

	it('is not offered again where n8n goes on with the first, and refuses the second afterwards', () => {
		const [first, second] = [call('late'), call('late')];
		first.goesOn();
		second.isRefused();
		expect([first.told, second.told]).toEqual([['done'], []]);
	});
});
