import { networkFailure } from '../../../../../nodes/EvolutionApi/core/server/explain';

const asked = {
	method: 'POST',
	path: '/message/sendText/demo',
	baseUrl: 'https://evolution.example.com',
	program: 'Evolution API',
	authentication: 'globalKey',
} as const;

describe('a send that did not leave n8n may be tried again', () => {
	it('n8n has no free port for a connection', () => {
		const error = Object.assign(new Error('connect EADDRNOTAVAIL 10.0.0.5:443'), {
			code: 'EADDRNOTAVAIL',
		});
		const failure = networkFailure(error, asked);
		expect(failure).toMatchObject({ nothingDone: true, mayHeal: true });
		expect(failure.message).toBe('n8n has no free port to reach https://evolution.example.com');
	});

	it.each([
		['by its code', Object.assign(new Error('getaddrinfo'), { code: 'EAI_AGAIN' })],
		['in the text alone', new Error('getaddrinfo EAI_AGAIN evolution.example.com')],
	])('the name could not be looked up at the moment, told %s', (_how, error) => {
		expect(networkFailure(error, asked)).toMatchObject({ nothingDone: true, mayHeal: true });
	});

	it('a name that does not exist is not tried again by itself', () => {
		const error = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
		expect(networkFailure(error, asked)).toMatchObject({ nothingDone: true, mayHeal: false });
	});
});
