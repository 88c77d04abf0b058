import { CredentialTestContext } from '../../../../dev/engine/core';
import type { ICredentialDataDecryptedObject, ICredentialTestFunctions } from 'n8n-workflow';

import { EvolutionApi } from '../../../../nodes/EvolutionApi/EvolutionApi.node';
import {
	startConstant,
	startProxy,
	startUntrusted,
	type OtherServer,
} from '../../../support/otherServers';
import { arrived, useSimulator } from '../../../support/simulator';

const simulator = useSimulator();
const { testGlobalKey, testInstanceKey } = new EvolutionApi().methods.credentialTest;

async function problemOf(
	test: typeof testGlobalKey,
	data: ICredentialDataDecryptedObject,
): Promise<string | undefined> {
	const context: ICredentialTestFunctions = new CredentialTestContext();
	const { status, message } = await test.call(context, { id: '1', name: 'x', type: 'x', data });
	if (status === 'OK') {
		expect(message).toBe('Connection successful');
		return undefined;
	}
	return message;
}

const withGlobalKey = async (data: ICredentialDataDecryptedObject = {}) =>
	await problemOf(testGlobalKey, {
		baseUrl: simulator.current.url,
		apiKey: simulator.current.key,
		...data,
	});
const withInstanceKey = async (data: ICredentialDataDecryptedObject = {}) =>
	await problemOf(testInstanceKey, {
		baseUrl: simulator.current.url,
		instanceName: 'demo',
		apiKey: 'demo-token',
		...data,
	});

const both = [
	['global key', withGlobalKey],
	['instance key', withInstanceKey],
] as const;

const servers: OtherServer[] = [];
const started = async (server: Promise<OtherServer>): Promise<string> => {
	servers.push(await server);
	return servers[servers.length - 1].url;
};
afterEach(async () => {
	await Promise.all(servers.splice(0).map(async (server) => await server.close()));
});

describe.each(both)('credential test with the %s: a wrong address', (_which, test) => {
	it.each([
		['', 'The Base URL is empty'],
		['evolution.example.com', 'must be a web address'],
		['http://127.0.0.1:9', 'No server answers at http://127.0.0.1:9'],
		['http://evolution.invalid', 'The host name in http://evolution.invalid is unknown'],
	])('says of the Base URL "%s": %s', async (baseUrl, message) => {
		expect(await test({ baseUrl })).toContain(message);
	});

	it('reports that another program answers, if the JSON of the answer is not that of Evolution API', async () => {
		const baseUrl = await started(startConstant(200, '{"hello":"world"}', 'application/json'));
		expect(await test({ baseUrl })).toContain(
			`There is no Evolution API at ${baseUrl}: another program answers there. Enter the address`,
		);
	});

	it('reports that a web page answers, with its title', async () => {
		const baseUrl = await started(startConstant(200, '<html><title>Welcome</title></html>'));
		const problem = await test({ baseUrl });
		expect(problem).toContain('a web page ("Welcome") answers there');
		expect(problem).toContain('Welcome to the Evolution API');
	});

	it('asks you to remove /manager from the address of the manager page', async () => {
		expect(await test({ baseUrl: `${simulator.current.url}/manager` })).toContain(
			`Remove "/manager" from the Base URL in the credential: ${simulator.current.url}`,
		);
	});

	it('reports that a proxy in front of the server answered, if the answer is HTTP 502', async () => {
		const baseUrl = await started(startConstant(502, '<title>502 Bad Gateway</title>'));
		expect(await test({ baseUrl })).toContain('A proxy in front of the server answered HTTP 502');
	});

	it('asks for the path of the address, if that is missing', async () => {
		const baseUrl = await started(startProxy(simulator.current, '/evolution'));
		expect(await test({ baseUrl })).toContain('with its path if it has one');
		expect(await test({ baseUrl: `${baseUrl}/evolution` })).toBeUndefined();
	});

	it('reports where a redirect leads, and does not send the key there', async () => {
		const { state } = simulator.current;
		const headers = { location: 'https://elsewhere.example.com/' };
		state.faults.push({ times: 1, skip: 0, status: 301, headers, body: '' });
		const problem = await test();
		expect(problem).toContain('redirects to https://elsewhere.example.com/');
		expect(arrived(simulator.current)).toHaveLength(1);
	});

	it('reports an untrusted certificate, unless that is allowed', async () => {
		const baseUrl = await started(startUntrusted(simulator.current));
		expect(await test({ baseUrl })).toContain('is not trusted');
		expect(await test({ baseUrl, ignoreSslIssues: true })).toBeUndefined();
	});

	it('asks you to use http://, if the server speaks no HTTPS', async () => {
		const baseUrl = simulator.current.url.replace('http', 'https');
		expect(await test({ baseUrl })).toContain('should start with http:// instead');
	});
});

describe.each(both)('credential test with the %s: a server without a license', (_which, test) => {
	it('names the address at which to activate the server', async () => {
		Object.assign(simulator.current.config, { version: '2.4.0', licensed: false });
		const problem = await test();
		expect(problem).toContain('is not activated');
		expect(problem).toContain(`${simulator.current.url}/manager/login`);
		simulator.current.config.version = '2.3.7';
	});
});

it.each(both)(
	'credential test: %s: a server before 2.2 says which version is needed',
	async (_name, problem) => {
		simulator.current.config.version = '2.1.2';
		const told = await problem();
		simulator.current.config.version = '2.3.7';
		expect(told).toBe(
			'The server is Evolution API 2.1.2, but this node needs 2.2 or newer. Update the server.',
		);
	},
);

describe('test of a global key credential', () => {
	it.each(['wrong', '', 'demo-token2'])(
		'refuses a wrong key ("%s"), names AUTHENTICATION_API_KEY, and does not repeat the key',
		async (apiKey) => {
			const problem = await withGlobalKey({ apiKey });
			expect(problem).toContain('The server refused the API key');
			expect(problem).toContain('AUTHENTICATION_API_KEY');
			expect(apiKey === '' || !problem?.includes(apiKey)).toBe(true);
		},
	);

	it('names the instance whose key was given where the global key is needed', async () => {
		const problem = await withGlobalKey({ apiKey: 'demo-token' });
		expect(problem).toContain('This is the key of the instance "demo", not the global key');
		expect(problem).toContain('Instance Key');
		expect(problem).not.toContain('demo-token');
	});

	it('accepts the right key, also on a server without instances', async () => {
		expect(await withGlobalKey()).toBeUndefined();
		simulator.current.state.instances.clear();
		expect(await withGlobalKey()).toBeUndefined();
	});

	it('accepts the right key, with slashes at the end of the address and spaces around the key', async () => {
		const { url, key } = simulator.current;
		expect(await withGlobalKey({ baseUrl: ` ${url}// `, apiKey: `${key}\n` })).toBeUndefined();
	});
});

describe('test of an instance key credential', () => {
	it('refuses a wrong key, and says that the key of an instance works only for that instance', async () => {
		const problem = await withInstanceKey({ apiKey: 'wrong' });
		expect(problem).toContain('The server refused the API key for the instance "demo"');
		expect(problem).toContain("an instance's key works only for that instance");
	});

	it("refuses another instance's key", async () => {
		const { token } = simulator.current.state.instances.get('new-phone')!;
		expect(await withInstanceKey({ apiKey: token })).toContain('refused the API key');
	});

	it('says that the server has no such instance', async () => {
		const problem = await withInstanceKey({ instanceName: 'support' });
		expect(problem).toContain('The server has no instance "support"');
	});

	it.each([
		['', 'The Instance Name is empty'],
		['  ', 'The Instance Name is empty'],
		['..', '"instance" cannot be ".."'],
	])('refuses the instance name "%s"', async (instanceName, message) => {
		expect(await withInstanceKey({ instanceName })).toContain(message);
	});

	it('accepts the right key, also before the phone is connected', async () => {
		expect(await withInstanceKey()).toBeUndefined();
		const { token } = simulator.current.state.instances.get('new-phone')!;
		expect(await withInstanceKey({ instanceName: 'new-phone', apiKey: token })).toBeUndefined();
	});
});

describe('credential test of WhatsMiau, which has the routes of Evolution API and a version of its own', () => {
	it('says that sending works, and does not call the server too old', async () => {
		const welcome = { status: 200, message: 'ok', version: '0.4.1', clientName: 'whatsmiau' };
		const type = 'application/json';
		const baseUrl = await started(startConstant(200, JSON.stringify(welcome), type));
		const data = { baseUrl, apiKey: 'key' };
		const context = new CredentialTestContext();
		const result = await testGlobalKey.call(context, { id: '1', name: 'x', type: 'x', data });
		expect(result.status).toBe('OK');
		expect(result.message).toContain('This is WhatsMiau. Sending works.');
	});
});
