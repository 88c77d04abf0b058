import type { IDataObject } from 'n8n-workflow';

import type { Fault } from '../../../../simulator/state/faults';
import type { EngineResult } from '../../../support/engine';
import { findOperation, runOperation, type OperationRun } from '../../../support/run';
import { arrived, fail, useSimulator } from '../../../support/simulator';

const simulator = useSimulator();
const KEY = 'simulator-key';

const sendText = async (
	more: Partial<OperationRun> = {},
	server = simulator.current,
): Promise<EngineResult> =>
	await runOperation(server, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: '5511988887777', text: 'Hello' },
		...more,
	});

/** The usual shape of the server's errors. */
const standard = (status: number, message: unknown, error = 'Bad Request') => ({
	status,
	body: { status, error, response: { message } },
});

const PAGE = (title: string) =>
	`<!DOCTYPE html>\n<html><head><title>${title}</title></head><body>…</body></html>`;

type Case = [
	what: string,
	fault: Partial<Fault>,
	message: string | RegExp,
	description: string | RegExp,
];

const CONNECT = 'Connect it with Instance → Connect';
const GRAPH = { message: '(#131030) Not in allowed list', type: 'OAuthException', code: 131030 };

const CASES: Case[] = [
	[
		'a text as message',
		standard(500, 'Something odd', 'Internal Server Error'),
		'Something odd',
		/HTTP 500.*log of the server/,
	],
	[
		'a text that n8n would put a general one in the place of',
		standard(400, ['Error: ENOENT: no such file or directory, open "x"']),
		'Error: ENOENT: no such file or directory, open "x"',
		'HTTP 400',
	],
	['a list of texts', standard(400, ['Text is required']), 'Text is required', 'HTTP 400'],
	[
		'a list of lists from the schema',
		standard(400, [
			['instance requires property "number"', 'instance requires property "text"'],
		]),
		'instance requires property "number"; instance requires property "text"',
		'Check the values of the fields',
	],
	[
		'objects of the group routes',
		standard(400, [{ property: 'instance', message: 'instance requires property "action"' }]),
		'instance requires property "action"',
		'Check the values of the fields',
	],
	[
		'a number that is not on WhatsApp',
		standard(400, [{ jid: '551191234@s.whatsapp.net', exists: false, number: '551191234' }]),
		'Not on WhatsApp: 551191234',
		'country code first',
	],
	[
		'an unknown group',
		standard(400, ['[object Object]']),
		'The server does not know this group or chat',
		'must be a member',
	],
	[
		'a closed connection (500)',
		standard(500, 'Connection Closed', 'Internal Server Error'),
		'The instance "demo" is not connected to WhatsApp',
		CONNECT,
	],
	[
		'a connection that closed during the send',
		standard(400, ['Error: Connection Closed']),
		'The instance "demo" is not connected to WhatsApp',
		CONNECT,
	],
	[
		'an instance that was never connected',
		standard(400, [
			"TypeError: Cannot read properties of undefined (reading 'sendMessage')",
		]),
		'The instance "demo" is not connected to WhatsApp',
		CONNECT,
	],
	[
		'a method that this kind of instance lacks',
		standard(500, 'Method not available in the Baileys service', 'Internal Server Error'),
		'This kind of instance cannot do that: Method not available in the Baileys service',
		'WHATSAPP-BUSINESS',
	],
	[
		'a name that is taken',
		standard(403, ['This name "q1" is already in use.'], 'Forbidden'),
		'This name "q1" is already in use.',
		'HTTP 403',
	],
	[
		'the shape of whatsappNumbers',
		{ status: 400, body: { status: 400, error: 'Bad Request', message: [['Invalid format']] } },
		'Invalid format',
		'HTTP 400',
	],
	[
		'an empty object',
		{ status: 400, body: {} },
		'The server answered HTTP 400 without saying why',
		'Check the values of the fields',
	],
	[
		'a bare error text',
		{ status: 400, body: { error: 'remoteJid is a required query parameter' } },
		'remoteJid is a required query parameter',
		'HTTP 400',
	],
	[
		'HTTP 200 with error: true',
		{ status: 200, body: { error: true, message: '[object Object]' } },
		'The server could not do it, and does not say why',
		'connect it with Instance → Connect',
	],
	[
		'HTTP 200 with error: true and a reason',
		{ status: 200, body: { error: true, message: 'No socket' } },
		'The server could not do it: No socket',
		'connect it',
	],
	[
		'an error of the Graph API in a 201',
		{
			status: 201,
			body: { ...GRAPH, error_data: { details: 'Recipient not in allowed list' } },
		},
		/Not in allowed list/,
		/Recipient not in allowed list/,
	],
	['an error of the Graph API without details', { status: 201, body: GRAPH }, /Not in allowed/, /\S/],
	[
		'a request that is too large',
		standard(413, 'request entity too large', 'Internal Server Error'),
		'The file is too large for the server',
		'136 MB',
	],
	[
		"a proxy's page about a request that is too large",
		{ status: 413, body: PAGE('413 Request Entity Too Large') },
		'The file is too large for the server',
		'a proxy in front of the server may allow less',
	],
	[
		"a proxy's error page",
		{ status: 502, body: PAGE('502 Bad Gateway') },
		'A proxy in front of the server answered HTTP 502 with a web page ("502 Bad Gateway")',
		'Check that Evolution API runs',
	],
	[
		'a web page as if all were well',
		{ status: 200, body: PAGE('Evolution Manager') },
		/answered with a web page \("Evolution Manager"\), not with Evolution API's data/,
		'without "/manager"',
	],
	[
		'nothing',
		{ status: 200, body: '' },
		'The server answered with nothing',
		'is the address of an Evolution API server',
	],
	[
		'an error with nothing',
		{ status: 500, body: '' },
		'The server answered HTTP 500 without saying why',
		'The log of the server says more',
	],
	[
		'no JSON',
		{ status: 200, body: 'pong', contentType: 'text/plain' },
		'The server answered with something that is no JSON',
		'no proxy changes its answers',
	],
	[
		'broken JSON',
		{ status: 201, body: '{"key": {"id": ', contentType: 'application/json' },
		'The server answered with something that is no JSON',
		'no proxy changes its answers',
	],
	[
		'a redirect',
		{ status: 301, body: '', headers: { location: 'https://new.example.com/' } },
		/redirects to https:\/\/new\.example\.com\/$/,
		'into the Base URL of the credential',
	],
	['a redirect to nowhere', { status: 302, body: '' }, /redirects$/, 'Redirects are not followed'],
	[
		'no such route',
		standard(404, ['Cannot POST /message/sendText/demo'], 'Not Found'),
		'The server does not know POST /message/sendText/demo',
		'Check the Base URL',
	],
	[
		'a Retry-After that is too long to wait for',
		{ ...standard(429, 'Too many requests'), headers: { 'retry-after': '3600' } },
		'The server receives too many requests',
		'It asks to wait 3600 seconds.',
	],
];

describe('an error of the server, as the user reads it', () => {
	it.each(CASES)('%s', async (_what, fault, message, description) => {
		fail(simulator.current, fault);
		const { error } = await sendText();
		expect(error?.message).toMatch(message instanceof RegExp ? message : exactly(message));
		expect(error?.description).toEqual(
			typeof description === 'string'
				? expect.stringContaining(description)
				: expect.stringMatching(description),
		);
		expect(error?.context.itemIndex).toBe(0);
		expect(error?.httpCode).toBe(String(fault.status));
		expect(arrived(simulator.current)).toHaveLength(1);
	});

	const exactly = (text: string) =>
		new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
});

describe('a key that the server refuses', () => {
	it('the global one: says which setting of the server it is', async () => {
		const { error } = await sendText({}, { ...simulator.current, key: 'wrong' });
		expect(error?.message).toBe('The server refused the API key for the instance "demo"');
		expect(error?.description).toContain('AUTHENTICATION_API_KEY');
		expect(error?.httpCode).toBe('401');
	});

	it("an instance's: says that it opens only that instance", async () => {
		simulator.current.state.instances.get('demo')!.token = 'another-token';
		const { error } = await sendText({ instanceKey: true });
		expect(error?.message).toBe('The server refused the API key for the instance "demo"');
		expect(error?.description).toContain("an instance's key works only for that instance");
	});
});

it('an instance that does not exist is named', async () => {
	const { error } = await sendText({ instance: 'support' });
	expect(error?.message).toBe('The server has no instance "support"');
	expect(error?.description).toContain('Instance → Create');
	expect(error?.httpCode).toBe('404');
});

it('a server without a licence gives the address to activate it at, and is not asked again', async () => {
	Object.assign(simulator.current.config, { version: '2.4.0', licensed: false });
	const { error } = await sendText();
	expect(error?.message).toBe('This Evolution API server is not activated: its licence is missing');
	expect(error?.description).toContain(`${simulator.current.url}/manager/login`);
	expect(arrived(simulator.current)).toHaveLength(1);
	Object.assign(simulator.current.config, { version: '2.3.7' });
});

it('a route that only newer servers have says from which version on', async () => {
	const { error } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendCarousel',
		values: findOperation('message', 'sendCarousel').example as IDataObject,
	});
	expect(error?.message).toBe('The server does not know POST /message/sendCarousel/demo');
	expect(error?.description).toContain('This needs Evolution API 2.4');
});

it.each(['continueRegularOutput', 'continueErrorOutput', undefined] as const)(
	'the key is in no error and no output, even if the server says it (%s)',
	async (onError) => {
		fail(simulator.current, {
			...standard(400, [`Bad key ${KEY}`, { message: KEY, number: KEY }]),
			headers: { 'x-key': KEY },
		});
		const { error, outputs } = await sendText({ onError });
		const shown = onError === undefined ? error : outputs;
		const text = JSON.stringify(shown) + String(error?.stack) + JSON.stringify(error?.cause);
		expect(text).toContain('Bad key ***');
		expect(text).not.toContain(KEY);
	},
);
