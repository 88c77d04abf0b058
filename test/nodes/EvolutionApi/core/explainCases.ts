import type { Fault } from '../../../../simulator/state/faults';

/** The usual shape of the server's errors. */
export const standard = (status: number, message: unknown, error = 'Bad Request') => ({
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

/** What the server answers, and what becomes of it. */
export const CASES: Case[] = [
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
	[
		'that it sent the message and could not store it',
		standard(400, [
			'PrismaClientKnownRequestError: \nInvalid `this.prismaRepository.message.create()` invocation',
		]),
		'The database of the Evolution API server failed',
		/log of the server, and whether its database runs/,
	],
	['a list of texts', standard(400, ['Text is required']), 'Text is required', 'HTTP 400'],
	[
		'a list of lists from the schema',
		standard(400, [['instance requires property "number"', 'instance requires property "text"']]),
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
		standard(400, ["TypeError: Cannot read properties of undefined (reading 'sendMessage')"]),
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
	[
		'an error of the Graph API without details',
		{ status: 201, body: GRAPH },
		/Not in allowed/,
		/\S/,
	],
	[
		'a request that is too large',
		standard(413, 'request entity too large', 'Internal Server Error'),
		'The request is too large for the server',
		'136 MB',
	],
	[
		"a proxy's page about a request that is too large",
		{ status: 413, body: PAGE('413 Request Entity Too Large') },
		'The request is too large for the server',
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
		'Look at the log of the server',
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
