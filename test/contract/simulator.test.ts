import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { PDF, PNG } from '../simulator/support/files';
import { bodyOf, type Example, examples, keyOf, prepare } from '../simulator/support/replay';
import { type Client, startClient } from '../simulator/support/client';
import { differences } from '../../dev/conformance/shape';
import { buildWorld } from '../simulator/support/world';
import { findRoute } from '../simulator/support/findRoute';
import { routeGroups } from '../support/facts';

/** Intended differences from the real server's answers, each with its reason. The key is "group operation: label". */
const EXCEPTIONS: Record<string, { reason: string; only?: RegExp }> = {
	'message sendMedia: example': {
		reason:
			'thumbnail and size came and went in the captured answers (webhook send.message.image has them)',
		only: /imageMessage\.(height|width|jpegThumbnail)/,
	},
	'message sendMedia: error: unreachable url': {
		reason: 'public addresses succeed with a placeholder; only *.invalid cannot be found',
	},
	'chat findMessages: page as string': {
		reason: 'the second newest message was a picture; the order within one second is open',
		only: /records\[0\]\.message\./,
	},
	'template edit: example': {
		reason: 'the stub of Meta answered every request with keys of other requests too',
		only: /\$\.(url|mime_type|display_phone_number)/,
	},
	'chat findChatByRemoteJid: example': {
		reason: 'the captured server had no row in its Chat table for a chat that findChats lists',
	},
};

/** Tells whether an error is worded by a library of the server. Only the form of such errors is compared. */
const hasOtherWords = ({ label, response }: Example) =>
	['error: malformed JSON', 'error: instance not connected'].includes(label) ||
	JSON.stringify(response).includes('prisma');

const LONGEST_LIST = 8;

/** Returns the expectation for a recorded error. The recording shortens long texts and lists, and contains its own timestamp. */
function withRest(recorded: unknown, answer: unknown): unknown {
	if (typeof recorded === 'string' && recorded.includes('…')) {
		return expect.stringContaining(recorded.split('…')[0]);
	}
	if (Array.isArray(recorded)) {
		const rest = recorded.length === LONGEST_LIST ? (answer as unknown[]).slice(LONGEST_LIST) : [];
		return [...recorded.map((value, index) => withRest(value, Object(answer)[index])), ...rest];
	}
	if (Object(recorded) !== recorded) return recorded;
	const entries = Object.entries(recorded as object).map(([key, value]) => [
		key,
		key === 'timestamp' ? expect.any(String) : withRest(value, Object(answer)[key]),
	]);
	return Object.fromEntries(entries);
}

describe('contract: the simulator answers the examples of a route as the real server did', () => {
	let client: Client;
	let files: http.Server;
	let fileServer: string;

	beforeAll(async () => {
		client = await startClient();
		files = http.createServer((request, response) => {
			const isPdf = request.url?.endsWith('.pdf');
			response.setHeader('content-type', isPdf ? 'application/pdf' : 'image/png');
			response.end(isPdf ? PDF : PNG);
		});
		await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
		fileServer = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
	});

	afterAll(async () => {
		await client.simulator.close();
		await new Promise((resolve) => files.close(resolve));
	});

	const serves = (method: string, path: string) => findRoute(method, path) !== undefined;
	const all: Example[] = examples(routeGroups, serves);
	const titleOf = ({ name, label }: Example) => `${name}: ${label}`;
	const routes = [...new Set(all.map(({ name }) => name))];

	it.each(routes)('%s', async (route) => {
		for (const example of all.filter(({ name }) => name === route)) {
			const title = titleOf(example);
			const exception = EXCEPTIONS[title] as (typeof EXCEPTIONS)[string] | undefined;
			if (exception && !exception.only) continue;
			buildWorld(client.simulator.state);
			const body = bodyOf(example, fileServer);
			prepare(client.simulator.state, { ...example, request: { ...example.request, body } });
			const key = keyOf(example.label, client.simulator.key);
			const answer = await client.call(example.method, example.request.url, body, key);
			const found = differences(example.response, answer.body).filter(
				(difference) => !exception?.only?.test(difference),
			);
			expect({ title, status: answer.status, found }).toEqual({
				title,
				status: example.status,
				found: [],
			});
			const isError = example.status >= 400 || Object(example.response).error === true;
			if (isError && !hasOtherWords(example)) {
				expect([title, answer.body]).toEqual([title, withRest(example.response, answer.body)]);
			}
		}
	});

	it('every listed exception is for an example that exists', () => {
		const titles = all.map(titleOf);
		expect(Object.keys(EXCEPTIONS).filter((title) => !titles.includes(title))).toEqual([]);
	});

	it('there are more than 150 recorded examples to compare', () => {
		expect(all.length).toBeGreaterThan(150);
	});
});
