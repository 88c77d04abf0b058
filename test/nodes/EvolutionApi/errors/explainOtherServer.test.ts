import http from 'node:http';
import type { AddressInfo } from 'node:net';

import type { ICredentialTestFunctions } from 'n8n-workflow';

import { CredentialTestContext } from '../../../../dev/engine/core';
import { runOperationWith } from '../../../../dev/engine/operation';
import { testGlobalKey } from '../../../../nodes/EvolutionApi/pickers/credentialTest';
import { useSimulator } from '../../../support/simulator';

// Tests Base URLs at which another program than Evolution API answers. Each error must say what answers, and give one solution that works.

const simulator = useSimulator();

type Answer = readonly [status: number, body: string | object, headers?: Record<string, string>];

const page = (title: string, content = '') =>
	`<!DOCTYPE html>\n<html><head><title>${title}</title></head><body>${content}</body></html>`;

const cannot = ({ method, url }: http.IncomingMessage): Answer => [
	404,
	page('Error', `<pre>Cannot ${method} ${url}</pre>`),
];

const PROGRAMS: Record<string, (request: http.IncomingMessage) => Answer> = {
	'Evolution Go': ({ url = '' }) =>
		url.startsWith('/instance/') ? [401, { error: 'not authorized' }] : [404, '404 page not found'],
	'Evolution Go without a license': () => [
		503,
		{
			error: 'service not activated',
			code: 'LICENSE_REQUIRED',
			register_url: 'http://go.example/manager/login',
			message: 'License required. Open the manager to activate your license.',
		},
	],
	n8n: (request) =>
		request.method === 'GET' && request.url === '/'
			? [200, page('n8n.io - Workflow Automation')]
			: cannot(request),
	WAHA: ({ method, url }) =>
		url === '/'
			? [302, '', { location: '/dashboard' }]
			: [404, { message: `Cannot ${method} ${url}`, error: 'Not Found', statusCode: 404 }],
	'Z-API': () => [
		404,
		{ error: 'NOT_FOUND', message: 'Unable to find matching target resource method' },
	],
	'a static nginx': ({ method, url }) => {
		if (method !== 'GET') return [405, page('405 Not Allowed')];
		return url === '/' ? [200, page('Welcome to nginx!')] : [404, page('404 Not Found')];
	},
	'another API': ({ url }) => (url === '/' ? [200, { ok: true }] : [404, { detail: 'Not Found' }]),
};

const servers: http.Server[] = [];
afterEach(async () => {
	for (const server of servers.splice(0)) {
		await new Promise<void>((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		});
	}
});

async function start(answerOf: (request: http.IncomingMessage) => Answer): Promise<string> {
	const server = http.createServer((request, response) => {
		const [status, body, headers = {}] = answerOf(request);
		const isText = typeof body === 'string';
		const type = isText ? (body.startsWith('<') ? 'text/html' : 'text/plain') : 'application/json';
		request.resume();
		response.writeHead(status, { 'content-type': type, ...headers });
		response.end(isText ? body : JSON.stringify(body));
	});
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Seen {
	/** The message in the editor when the user saves the credential. */
	readonly test: string;
	readonly send: string;
	readonly read: string;
	/** The row *Server* of *Check Setup*. */
	readonly check: string;
}

async function seenAt(baseUrl: string): Promise<Seen> {
	const data = { baseUrl, apiKey: simulator.current.key };
	const context: ICredentialTestFunctions = new CredentialTestContext();
	const tested = await testGlobalKey.call(context, { id: '1', name: 'x', type: 'x', data });
	const credentials = { evolutionGlobalKeyApi: data };
	const run = async (resource: string, operation: string, values = {}) =>
		await runOperationWith(
			{ authentication: 'globalKey', credentials },
			{ resource, operation, instance: 'demo', values },
		);
	const whole = ({ error }: Awaited<ReturnType<typeof run>>) =>
		`${error?.message}. ${error?.description}`;
	const send = await run('message', 'sendText', { recipient: '5511988887777', text: 'Hi' });
	const read = await run('instance', 'getMany', { returnAll: true });
	const { items } = await run('system', 'checkSetup');
	const row = items.map(({ json }) => json).find(({ check }) => check === 'Server') ?? {};
	return {
		test: tested.message,
		send: whole(send),
		read: whole(read),
		check: `${String(row.details)}. ${String(row.whatToDo)}`,
	};
}

/** Matches advice that doesn't help if the Base URL leads to another program than Evolution API. */
const CIRCLES =
	/update the server|proxy in front|Look at the log|AUTHENTICATION_API_KEY|without saying why/;

describe.each([
	[
		'Evolution Go',
		/as Evolution Go does/,
		/Choose Evolution Go as Authentication.* enter its address as Base URL/,
	],
	['Evolution Go without a license', /Evolution Go does, not activated/, /Choose Evolution Go as/],
	['n8n', /n8n itself|Cannot (POST|GET) \//, /Welcome to the Evolution API/],
	['WAHA', /redirects to \/dashboard|another program answers there/, /Base URL|Welcome/],
	['Z-API', /another program .* \("Unable to find/, /Welcome to the Evolution API/],
	['a static nginx', /a web page \("/, /Welcome to the Evolution API/],
	['another API', /another program answers there/, /Welcome to the Evolution API/],
])('a Base URL that belongs to %s', (name, seen, wayOut) => {
	it('is explained by the credential test, a run and Check Setup', async () => {
		const texts = await seenAt(await start(PROGRAMS[name]));
		for (const text of Object.values(texts)) {
			expect(text).toMatch(seen);
			expect(text).toMatch(wayOut);
			expect(text).not.toMatch(CIRCLES);
			expect(text).not.toContain('undefined');
		}
	});
});

it('the Base URL is that of n8n itself: the error of a send does not say that it may have been sent', async () => {
	const { send } = await seenAt(await start(PROGRAMS.n8n));
	expect(send).not.toContain('It may still have been done');
	expect(send).toMatch(/If this is n8n's own address, that's the mistake\.$/);
});

describe('a Base URL that is the manager page', () => {
	it.each(['/manager', '/manager/', '/manager/login', '/manager/instance/x'])(
		'with %s at its end: the error gives the right address',
		async (path) => {
			const url = await start((request) =>
				request.method === 'GET' && request.url?.startsWith('/manager')
					? [200, page('Evolution Manager')]
					: [
							404,
							{
								status: 404,
								error: 'Not Found',
								response: { message: [`Cannot ${request.method} ${request.url}`] },
							},
						],
			);
			for (const text of Object.values(await seenAt(url + path))) {
				expect(text).toContain('that is the address of its manager');
				expect(text).toMatch(new RegExp(`Remove "/manager" from .*: ${url}$`));
			}
		},
	);
});

it('a proxy whose Evolution API is down: the error says that a proxy answered HTTP 502', async () => {
	const texts = await seenAt(await start(() => [502, page('502 Bad Gateway')]));
	expect(texts.send).toContain('A proxy in front of the server answered HTTP 502');
	expect(texts.test).toContain('A proxy in front of the server answered HTTP 502');
});
