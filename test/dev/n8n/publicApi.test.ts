import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ForeignN8nError, PublicApi } from '../../../dev/n8n/publicApi';
import { freePort } from '../../../dev/ports';

/** Answers by route. Routes without an answer here return an empty list. */
type Answers = Record<string, { status: number; body: string; type?: string }>;

const KEY = 'very-secret';
let server: Server | undefined;

afterEach(() => server?.close());

async function at(answers: Answers): Promise<PublicApi> {
	server = createServer((request, response) => {
		const route = (request.url ?? '').replace('/api/v1', '').replace(/\?.*/, '');
		const {
			status,
			body,
			type = 'application/json',
		} = answers[route] ?? {
			status: 200,
			body: '{"data":[],"nextCursor":null}',
		};
		response.writeHead(status, { 'content-type': type, connection: 'close' }).end(body);
	});
	await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
	return new PublicApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, KEY);
}

async function refusal(api: PublicApi): Promise<string> {
	const error: unknown = await api.requireReady().catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(ForeignN8nError);
	return (error as Error).message;
}

describe('npm start --n8n-url: an n8n', () => {
	it('that does not run is reported, with the reason', async () => {
		const url = `http://127.0.0.1:${await freePort()}`;
		const message = await refusal(new PublicApi(url, KEY));
		expect(message).toContain(`No n8n answers at ${url} (ECONNREFUSED)`);
	});

	it.each([
		[
			'is something else',
			{ '/workflows': { status: 200, body: '<html>', type: 'text/html' } },
			/not like n8n's public API \(200 for \/api\/v1\/workflows\)/,
		],
		[
			'refuses the key',
			{ '/workflows': { status: 401, body: '{"message":"unauthorized"}' } },
			/refuses the API key\.\nCreate one there in Settings → n8n API/,
		],
		[
			'gives the key too little',
			{ '/credentials': { status: 403, body: '{"message":"Forbidden"}' } },
			/does not allow GET \/api\/v1\/credentials on the n8n.*\nCreate a key with these scopes/,
		],
		[
			'is too old to list credentials',
			{ '/credentials': { status: 405, body: '{"message":"GET method not allowed"}' } },
			/405 for \/api\/v1\/credentials.*\n.*first versions of n8n 2/,
		],
		[
			'does not have the package',
			{ '/credentials/schema/evolutionGlobalKeyApi': { status: 404, body: '{}' } },
			/does not have the package[^]*docs\/install\.md[^]*N8N_UNVERIFIED_PACKAGES_ENABLED=true/,
		],
		[
			'fails',
			{ '/credentials': { status: 500, body: '{"message":"database is locked"}' } },
			/answered GET \/credentials\?limit=1 with 500: .*database is locked/,
		],
	])('that %s is reported, without the key', async (_what, answers: Answers, expected) => {
		const message = await refusal(await at(answers));
		expect(message).toMatch(expected);
		expect(message).not.toContain(KEY);
	});

	it('that is ready is accepted', async () => {
		const api = await at({});
		await expect(api.requireReady()).resolves.toBeUndefined();
	});
});
