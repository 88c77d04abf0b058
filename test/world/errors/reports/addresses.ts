import { EA, page, plain, said, TEXT, type ErrorReport } from '../report';

const NOT_REGISTERED = 'The requested webhook "POST message/sendText/demo" is not registered.';

export const addressErrorReports: readonly ErrorReport[] = [
	{
		source: 'n8n-io/n8n#18267, n8n-io/n8n#901',
		saw: 'the address of n8n is the Base URL: a webhook is not registered',
		asked: TEXT,
		answer: { status: 404, body: { code: 404, message: NOT_REGISTERED, hint: 'Activate it' } },
		right: /n8n itself answers at the Base URL.*address of the server/s,
		done: 'no',
	},
	{
		source: 'neighbor of n8n-io/n8n#901',
		saw: 'the address of n8n is the Base URL, while n8n starts',
		asked: TEXT,
		answer: page(200, '', 'n8n is starting up. Please wait'),
		right: /n8n itself answers at the Base URL/,
		done: 'no',
	},
	{
		source: 'neighbor of baptisteArno/typebot.io#2060',
		saw: 'Chatwoot is at the Base URL, which says only 404 Not Found',
		asked: TEXT,
		answer: { status: 404, body: { status: 404, error: 'Not Found' } },
		right: /no Evolution API at .*another program answers there with HTTP 404/s,
		done: 'no',
	},
	{
		source: 'easypanel-io/templates#1064',
		saw: 'a template of EasyPanel leads every request to the address without a path',
		asked: TEXT,
		answer: said(404, ['Cannot POST /'], 'Not Found'),
		right: /proxy in front of the server changes the path.*received \/ instead of \/message/s,
		done: 'no',
	},
	{
		source: 'easypanel-io/templates#1064',
		saw: 'there are no instances, since a proxy asks for the welcome of the server instead',
		asked: ['instance', 'getMany'],
		answer: {
			status: 200,
			body: {
				status: 200,
				message: 'Welcome to the Evolution API, it is working!',
				version: '2.3.7',
			},
		},
		right: /proxy in front of the server changes the path/,
		done: 'no',
	},
	{
		source: `${EA}#1010`,
		saw: 'nginx takes another path off than the one before the server',
		asked: TEXT,
		answer: said(404, ['Cannot POST /sendText/demo'], 'Not Found'),
		right: /received \/sendText\/demo instead of \/message\/sendText\/demo.*nginx/s,
		done: 'no',
	},
	{
		source: `${EA}#2064`,
		saw: 'Traefik of EasyPanel knows no such address',
		asked: TEXT,
		answer: plain(404, '404 page not found\n', { 'x-content-type-options': 'nosniff' }),
		right: /has no route to the server/,
		done: 'no',
	},
	{
		source: 'neighbor of baptisteArno/typebot.io#2060',
		saw: 'Chatwoot is at the Base URL, which asks for a login',
		asked: TEXT,
		answer: {
			status: 401,
			body: { errors: ['You need to sign in or sign up before continuing.'] },
		},
		right: /refused the API key.*Or another program answers there: check the Base URL/s,
		done: 'no',
		list: 'stops',
	},
];
