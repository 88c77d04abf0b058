import type { IDataObject } from 'n8n-workflow';

import { runNode, type EngineResult } from '../../../../dev/engine/engine';
import { normalizeBaseUrl } from '../../../../nodes/EvolutionApi/server/connection';
import { startUntrusted, type OtherServer } from '../../../support/otherServers';
import { findOperation, nodeParameters } from '../../../support/run';
import { arrived, useSimulator } from '../../../support/simulator';

const simulator = useSimulator();

const values = { instance: 'demo', recipient: '5511988887777', text: 'Hello' };

const sendWith = async (credential: IDataObject): Promise<EngineResult> =>
	await runNode({
		parameters: {
			authentication: 'globalKey',
			resource: 'message',
			operation: 'sendText',
			...nodeParameters(findOperation('message', 'sendText'), values),
		},
		credentials: { evolutionGlobalKeyApi: { apiKey: simulator.current.key, ...credential } },
	});

const ROUTE = '/message/sendText/demo';

describe('a Base URL that cannot be used', () => {
	it.each([
		['', 'The Base URL is empty'],
		['   ', 'The Base URL is empty'],
		['evolution.example.com', 'The Base URL must be a web address'],
		['localhost:8080', 'The Base URL must be a web address'],
		['ftp://evolution.example.com', 'The Base URL must be a web address'],
		['ana:hunter2@host', 'The Base URL must be a web address, not "…@host"'],
		['http://', 'The Base URL must be a web address'],
		['http://exa mple.com', 'The Base URL must be a web address'],
		[
			'https://host/?x=1',
			'The Base URL contains "?" or "#". Enter only the address: https://host.',
		],
		['https://host/manager#', 'Enter only the address: https://host/manager.'],
		['https://ana:hunter2@host/api', 'password, which are not sent. Enter https://host/api.'],
	])('"%s" is refused before any request, and the error says why', async (baseUrl, message) => {
		const { error } = await sendWith({ baseUrl });
		expect(error?.message).toContain(message);
		expect(error?.description).toContain('Open the credential');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it.each([undefined, null])('%s is refused as empty', (baseUrl) => {
		expect(() => normalizeBaseUrl(baseUrl)).toThrow('The Base URL is empty');
	});
});

describe('a Base URL', () => {
	it.each([
		['https://host', 'https://host'],
		['https://host/', 'https://host'],
		['https://host///', 'https://host'],
		['  https://host:8443/evolution/  ', 'https://host:8443/evolution'],
		['HTTPS://HOST/Evolution', 'https://host/Evolution'],
		['"https://host"', 'https://host'],
		['<https://host/>', 'https://host'],
		['\u200bhttps://ho\u200bst\ufeff', 'https://host'],
		['\u00a0https://host\u00a0', 'https://host'],
		['http://[::1]:8080/', 'http://[::1]:8080'],
	])('"%s" is normalized to %s', (entered, expected) => {
		expect(normalizeBaseUrl(entered)).toBe(expected);
	});

	it.each(['/', '//', ' '])('with "%s" at its end reaches the server', async (end) => {
		const { error } = await sendWith({ baseUrl: simulator.current.url + end });
		expect(error).toBeUndefined();
		expect(arrived(simulator.current)).toMatchObject([{ path: ROUTE, status: 201 }]);
	});
});

describe('a server whose certificate is not trusted', () => {
	let server: OtherServer;
	beforeAll(async () => {
		server = await startUntrusted(simulator.current);
	});
	afterAll(async () => await server.close());

	it('is refused, and the error says that the certificate is not trusted', async () => {
		const { error } = await sendWith({ baseUrl: server.url });
		expect(error?.message).toBe(`The certificate of ${server.url} is not trusted`);
		expect(error?.description).toContain('Ignore Certificate Errors');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('is accepted with Ignore Certificate Errors', async () => {
		const { error } = await sendWith({ baseUrl: server.url, ignoreSslIssues: true });
		expect(error).toBeUndefined();
		expect(arrived(simulator.current)).toMatchObject([{ path: ROUTE, status: 201 }]);
	});
});

describe('an API key', () => {
	it.each(['two\nlines', 'key → here'])(
		'%j is refused, and the error does not show the key',
		async (apiKey) => {
			const { error } = await sendWith({ baseUrl: simulator.current.url, apiKey });
			// In n8n 2.20 and later, the HTTP client removes characters that a header can't contain, so the server refuses the key.
			expect(error?.message).toMatch(/The server refused the API key|cannot be sent/);
			expect(error?.description).not.toContain('look before you send it again');
			expect(JSON.stringify(error)).not.toContain(apiKey);
		},
	);
});
