import { networkFailure } from '../../../../../nodes/EvolutionApi/core/server/networkFailure';

const asked = {
	method: 'POST',
	path: '/message/sendText/demo',
	baseUrl: 'https://evolution.example.com',
	program: 'Evolution API',
	authentication: 'globalKey',
} as const;

describe('a send that did not leave n8n may be tried again', () => {
	it('if n8n has no free port for a connection', () => {
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
	])('if the host name could not be looked up for the moment (recognized %s)', (_how, error) => {
		expect(networkFailure(error, asked)).toMatchObject({ nothingDone: true, mayHeal: true });
	});

	it('by the user, but not automatically, if the host name does not exist', () => {
		const error = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
		expect(networkFailure(error, asked)).toMatchObject({ nothingDone: true, mayHeal: false });
	});
});

describe('the SSRF protection of n8n', () => {
	// In n8n 2.41 a blocked address comes as the cause of a NodeApiError, with its text.
	const inDocker = { ...asked, baseUrl: 'http://evolution:8080' };

	it('blocks a private address: the error says what to allow, and the send is not tried again', () => {
		const text = 'The request was blocked because it resolves to a restricted IP address';
		const failure = networkFailure(new Error(text), inDocker);
		expect(failure).toMatchObject({
			message: 'The SSRF protection of n8n blocks http://evolution:8080',
			nothingDone: true,
		});
		expect(failure.mayHeal).not.toBe(true);
		expect(failure.description).toContain('N8N_SSRF_ALLOWED_HOSTNAMES=evolution,');
	});

	it('blocks a host name on its list: the error says so', () => {
		const text = 'The request was blocked because the destination hostname is restricted';
		const { description } = networkFailure(new Error(text), inDocker);
		expect(description).toContain('take evolution off N8N_SSRF_BLOCKED_HOSTNAMES');
	});
});
