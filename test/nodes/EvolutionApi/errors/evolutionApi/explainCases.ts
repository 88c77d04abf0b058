import type { Fault } from '../../../../../simulator/state/faults';

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

export const CASES: Case[] = [
	[
		'an error whose message is a text',
		standard(500, 'Something odd', 'Internal Server Error'),
		'Evolution API reports an error: Something odd',
		/HTTP 500.*log of the server/,
	],
	[
		'a text that n8n would replace with a general message',
		standard(400, ['Error: ENOENT: no such file or directory, open "x"']),
		'Evolution API reports an error: Error: ENOENT: no such file or directory, open "x"',
		'HTTP 400',
	],
	[
		'that it sent the message and could not store it',
		standard(400, [
			'PrismaClientKnownRequestError: \nInvalid `this.prismaRepository.message.create()` invocation in\n/evolution/server:2460:57\n\n→ 2460   const msg = await this.prismaRepository.message.create(\nUnique constraint failed',
		]),
		'The database of the Evolution API server failed',
		/^It may still have been done.*log of the server, and check that its database runs/,
	],
	[
		'that its database is gone, without the name of the error',
		standard(
			500,
			"\nInvalid `this.prismaRepository.contact.findMany()` invocation in\n/evolution/server:3547:65\nCan't reach database server at 10.0.0.7:5432",
			'Internal Server Error',
		),
		'The database of the Evolution API server failed',
		/The server cannot reach or use its database: check that the database runs/,
	],
	[
		'that its database failed, with HTTP 200',
		{
			status: 200,
			body: { error: true, message: 'PrismaClientInitializationError: Invalid `x()` invocation' },
		},
		'The database of the Evolution API server failed',
		'log of the server',
	],
	[
		'that a value is too large for its database',
		standard(
			500,
			'\nInvalid `this.prismaRepository.message.count()` invocation in\n/evolution/server:5030:55\nValue out of range for the type: value "4102444800" is out of range for type integer',
			'Internal Server Error',
		),
		'The database of the Evolution API server does not accept a value of this request',
		/Check the values of the fields, dates and IDs above all\.$/,
	],
	[
		'a file path of its own, which the error does not show',
		standard(500, "Error: ENOENT: no such file, open '/evolution/instances/a-1/creds.json'", 'x'),
		"Evolution API reports an error: Error: ENOENT: no such file, open '…'",
		'HTTP 500',
	],
	[
		'a web address, which the error shows',
		standard(400, ['"http://files.example.com/a/b.png" is odd, and image/png as well']),
		'Evolution API refused the request: "http://files.example.com/a/b.png" is odd, and image/png as well',
		'HTTP 400',
	],
	[
		'an address of a file that answers 404',
		standard(500, ['AxiosError: Request failed with status code 404'], 'Internal Server Error'),
		'The server cannot open the address of the file, which answers HTTP 404',
		/^Check the address/,
	],
	[
		'an address of a file where nobody answers',
		standard(500, ['AxiosError: connect ECONNREFUSED 10.1.1.1:80'], 'Internal Server Error'),
		'The server cannot open the address of the file, because nothing answers there',
		/^Check the address/,
	],
	[
		'a file that it cannot read',
		standard(500, ['Error: Failed to get video duration: ENOENT, stat x'], 'Internal Server Error'),
		'The server cannot read the file',
		/^Nothing was sent\. Check that the file is complete/,
	],
	[
		'that the bot exists already',
		standard(500, 'Trigger already exists', 'Internal Server Error'),
		'The server has this already: Trigger already exists',
		/^Nothing was sent. Another instance, bot or credential has exactly these values/,
	],
	[
		'that the bot does not exist',
		standard(500, 'Openai Bot not found', 'Internal Server Error'),
		'The server does not find it: Openai Bot not found',
		/Choose it again from the list/,
	],
	[
		'that it does not know an event of newer servers',
		standard(400, [
			[
				'webhook.events[0] is not one of enum values: CALL,QRCODE_UPDATED',
				'webhook.events[2] is not one of enum values: CALL,QRCODE_UPDATED',
			],
		]),
		'The server does not know some of the events',
		/^Their positions in the list: 1, 3\. Leave them out, or update the server\.$/,
	],
	[
		'a list of texts',
		standard(400, ['Text is required']),
		'Evolution API refused the request: Text is required',
		'HTTP 400',
	],
	[
		'a list of lists, from its check of the request body',
		standard(400, [['instance requires property "number"', 'instance requires property "text"']]),
		'The server does not accept a value of this request: instance requires property "number"; instance requires property "text"',
		'Check that value',
	],
	[
		'objects instead of texts, as its group routes do',
		standard(400, [{ property: 'instance', message: 'instance requires property "action"' }]),
		'The server does not accept a value of this request: instance requires property "action"',
		'Check that value',
	],
	[
		'a number that is not on WhatsApp',
		standard(400, [{ jid: '551191234@s.whatsapp.net', exists: false, number: '551191234' }]),
		'551191234 is not on WhatsApp',
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
		'the TypeError of an instance that was never connected',
		standard(400, ["TypeError: Cannot read properties of undefined (reading 'sendMessage')"]),
		'The instance "demo" is not connected to WhatsApp',
		CONNECT,
	],
	[
		'a template on the instance of a phone',
		standard(500, 'Method not available in the Baileys service', 'Internal Server Error'),
		'Templates need a WHATSAPP-BUSINESS instance, and "demo" isn\'t one',
		"Choose an instance of Meta's Cloud API, or send a text.",
	],
	[
		'an error in the other form that its route whatsappNumbers uses',
		{ status: 400, body: { status: 400, error: 'Bad Request', message: [['Invalid format']] } },
		'Evolution API refused the request: Invalid format',
		'HTTP 400',
	],
	[
		'an empty object',
		{ status: 400, body: {} },
		'The server answered HTTP 400 without saying why',
		'Look at the log of the server',
	],
	[
		'a bare error text',
		{ status: 400, body: { error: 'remoteJid is a required query parameter' } },
		'Evolution API reports an error: remoteJid is a required query parameter',
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
		'A proxy in front of the server may allow less',
	],
	[
		"a proxy's error page",
		{ status: 502, body: PAGE('502 Bad Gateway') },
		'A proxy in front of the server answered HTTP 502 with a web page ("502 Bad Gateway")',
		'Check that Evolution API runs',
	],
	[
		'a web page with HTTP 200',
		{ status: 200, body: PAGE('Evolution Manager') },
		/^There is no Evolution API at http:\S+: a web page \("Evolution Manager"\) answers there$/,
		'In a browser it shows "Welcome to the Evolution API"',
	],
	[
		'HTTP 200 with an empty body',
		{ status: 200, body: '' },
		'The server answered with nothing',
		'is the address of an Evolution API server',
	],
	[
		'HTTP 500 with an empty body',
		{ status: 500, body: '' },
		'The server answered HTTP 500 without saying why',
		'Look at the log of the server',
	],
	[
		'no JSON',
		{ status: 200, body: 'pong', contentType: 'text/plain' },
		'The server answered with something that is not JSON',
		'no proxy changes its answers',
	],
	[
		'broken JSON',
		{ status: 201, body: '{"key": {"id": ', contentType: 'application/json' },
		'The server answered with something that is not JSON',
		'no proxy changes its answers',
	],
	[
		'a redirect',
		{ status: 301, body: '', headers: { location: 'https://new.example.com/' } },
		/redirects to https:\/\/new\.example\.com\/$/,
		'enter it as Base URL in the credential',
	],
	[
		'a success without the message that was sent',
		{ status: 201, body: { status: 'PENDING' } },
		'The answer of the server does not contain the sent message',
		'It may still have been done',
	],
	[
		'a redirect without a target',
		{ status: 302, body: '' },
		/redirects$/,
		'The node does not follow redirects',
	],
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
		'It asks you to wait 3600 seconds.',
	],
];
