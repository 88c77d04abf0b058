import { networkFailure } from '../../../../nodes/EvolutionApi/errors/networkFailure';

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

const errorOf = (code: string, text: string) => Object.assign(new Error(text), { code });

describe('nothing was sent, and the error says why, where there was no conversation in HTTP', () => {
	it.each([
		['ETIMEDOUT', 'connect ETIMEDOUT 10.0.0.5:8080', /^No server answers/],
		['UND_ERR_CONNECT_TIMEOUT', 'Connect Timeout Error', /^No server answers/],
		['EACCES', 'connect EACCES 10.0.0.5:8080', /^No server answers/],
		['EHOSTDOWN', 'connect EHOSTDOWN 10.0.0.5:8080', /^No server answers/],
		[
			'ECONNRESET',
			'Client network socket disconnected before secure TLS connection was established',
			/^No server answers/,
		],
		['HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/', /does not speak HTTP$/],
		[
			'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
			'tlsv13 alert certificate required',
			/requires a client certificate/,
		],
		[
			'EPROTO',
			'write EPROTO 0A000412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate',
			/requires a client certificate/,
		],
		['HOSTNAME_MISMATCH', 'Hostname mismatch', /is not trusted$/],
		['INVALID_CA', 'invalid CA certificate', /is not trusted$/],
		['UNABLE_TO_GET_CRL', 'unable to get certificate CRL', /is not trusted$/],
		['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'tlsv1 unrecognized name', /HTTPS properly$/],
		['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'tlsv1 alert internal error', /HTTPS properly$/],
		['ERR_SSL_DH_KEY_TOO_SMALL', 'dh key too small', /HTTPS properly$/],
	])('%s: %s', (code, text, message) => {
		const failure = networkFailure(errorOf(code, text), asked);
		expect(failure.message).toMatch(message);
		expect(failure.nothingDone).toBe(true);
	});

	it.each([
		['ECONNRESET', 'read ECONNRESET'],
		['ETIMEDOUT', 'read ETIMEDOUT'],
		['HPE_INVALID_CHUNK_SIZE', 'Parse Error: Invalid character in chunk size'],
		['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'decryption failed or bad record mac'],
	])('but not where it broke off amid one: %s: %s', (code, text) => {
		expect(networkFailure(errorOf(code, text), asked).nothingDone).not.toBe(true);
	});
});

describe('the SSRF protection of n8n', () => {
	// For a blocked address, n8n 2.41 throws a NodeApiError. These tests use the texts of its `cause`.
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
