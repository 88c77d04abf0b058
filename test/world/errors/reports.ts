import type { Fault } from '../../../simulator/state/faults';

/** What others have reported of errors, proxies and limits. Wording and code are not copied, and numbers are made up. */
export interface ErrorReport {
	readonly source: string;
	readonly saw: string;
	/** Resource and operation that meet the answer. */
	readonly asked: readonly [resource: string, operation: string];
	/** Where the path of the operation has more in it than the instance. */
	readonly path?: string;
	/** Values beside those of the example of the operation. */
	readonly values?: Readonly<Record<string, string>>;
	readonly answer: Pick<Fault, 'status' | 'body'> & Partial<Pick<Fault, 'headers' | 'contentType'>>;
	/** What is right: in the message, or in what is said to be done. */
	readonly right: RegExp;
	readonly done: 'no' | 'perhaps';
	/** What becomes of the rest of a list. It goes on where nothing is said. */
	readonly list?: 'stops' | 'slower';
}

export const TEXT = ['message', 'sendText'] as const;
export const MEDIA = ['message', 'sendMedia'] as const;
const DOWNLOAD = ['message', 'downloadMedia'] as const;
const GROUP = { recipient: '120363020202020202@g.us' };

export const said = (status: number, message: unknown, error = 'Bad Request') => ({
	status,
	body: { status, error, response: { message } },
});
export const refused = (...words: unknown[]) => said(400, words);
export const failed = (message: unknown) => said(500, message, 'Internal Server Error');
export const page = (status: number, title: string, body = '') => ({
	status,
	body: `<!DOCTYPE html><html><head><title>${title}</title></head><body>${body}</body></html>`,
	contentType: 'text/html',
});
export const plain = (status: number, body: string, headers: Record<string, string> = {}) => ({
	status,
	body,
	headers,
	contentType: 'text/plain',
});
export const meta = (code: number, words: string, details?: string) => ({
	status: 201,
	body: {
		message: `(#${code}) ${words}`,
		type: 'OAuthException',
		code,
		...(details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details } }),
	},
});

export const EA = 'evolution-foundation/evolution-api';

export const errorReports: readonly ErrorReport[] = [
	{
		source: `${EA}#2283`,
		saw: 'a send while the instance still connects fails with a line of code',
		asked: TEXT,
		answer: failed("Cannot read properties of undefined (reading 'find')"),
		right: /not connected.*connecting/s,
		done: 'no',
		list: 'stops',
	},
	{
		source: `${EA}#1412`,
		saw: 'a plain text fails with a line of code, though the manager shows the instance',
		asked: TEXT,
		answer: failed("Cannot read properties of undefined (reading 'textMessage')"),
		right: /has not loaded the instance "demo"/,
		done: 'no',
		list: 'stops',
	},
	{
		source: `${EA}#1888`,
		saw: 'buttons fail with a line of code',
		asked: ['message', 'sendButtons'],
		answer: failed("Cannot read properties of undefined (reading 'buttonMessage')"),
		right: /has not loaded the instance "demo"/,
		done: 'no',
	},
	{
		source: `${EA}#885`,
		saw: 'a message of a group cannot be deleted, with a line of code',
		asked: ['message', 'delete'],
		answer: failed([
			'Error while deleting message for everyone',
			"TypeError: Cannot read properties of undefined (reading 'findGroup')",
		]),
		right: /has not loaded the instance "demo"/,
		done: 'no',
	},
	{
		source: `${EA}#2557`,
		saw: 'a message cannot be deleted: No sessions',
		asked: ['message', 'delete'],
		answer: failed(['Error while deleting message for everyone', 'SessionError: No sessions']),
		right: /lacks the keys.*Restart/s,
		done: 'no',
	},
	{
		source: `${EA}#1509`,
		saw: 'every send fails with Timed Out, on all servers at once',
		asked: TEXT,
		answer: failed('Timed Out'),
		right: /did not answer the server in time when it looked up the number/,
		done: 'no',
	},
	{
		source: `${EA}#1613`,
		saw: 'a send now and then fails with a timeout, and nobody knows whether it arrived',
		asked: TEXT,
		answer: refused('Error: Timed Out'),
		right: /did not answer the server in time/,
		done: 'perhaps',
	},
	{
		source: `${EA}#2151`,
		saw: 'texts go through the proxy of the instance, files do not',
		asked: MEDIA,
		answer: failed(['Error: Media upload failed on all hosts']),
		right: /could not upload.*proxy of the instance/s,
		done: 'no',
	},
	{
		source: `${EA}#2283 (comments)`,
		saw: 'no file goes out any more',
		asked: MEDIA,
		answer: refused('Error: Media upload failed on all hosts'),
		right: /could not upload the file to WhatsApp/,
		done: 'no',
	},
	{
		source: `${EA}#2091`,
		saw: 'a voice note is refused',
		asked: ['message', 'sendVoiceNote'],
		answer: refused('File buffer, URL, or base64 audio is required'),
		right: /neither the address nor the content/,
		done: 'no',
	},
	{
		source: `${EA}#1089`,
		saw: 'rate-overlimit after five groups',
		asked: TEXT,
		values: GROUP,
		answer: refused('Error: rate-overlimit'),
		right: /asks too much.*Rate Limit/s,
		done: 'no',
	},
	{
		source: `${EA}#713`,
		saw: 'the page of EasyPanel in place of the server',
		asked: TEXT,
		answer: page(502, 'Easypanel', '<h1>Service is not reachable</h1>'),
		right: /EasyPanel does not reach the service.*8080/s,
		done: 'perhaps',
	},
	{
		source: `${EA}#230`,
		saw: 'nginx says 502 now and then',
		asked: TEXT,
		answer: page(502, '502 Bad Gateway', '<hr><center>nginx</center>'),
		right: /nginx does not reach the server.*HTTP 502.*runs/s,
		done: 'perhaps',
	},
	{
		source: `${EA}#2474`,
		saw: 'Cloudflare says Bad gateway, though the container runs',
		asked: TEXT,
		answer: page(502, 'api.example.com | 502: Bad gateway', '<div class="cf-error-details">'),
		right: /Cloudflare, or its tunnel, does not get an answer.*cloudflared/s,
		done: 'perhaps',
	},
	{
		source: `${EA}#241`,
		saw: 'the reason is a single letter',
		asked: TEXT,
		answer: refused('C'),
		right: /without saying why/,
		done: 'no',
	},
	{
		source: `${EA}#1229, ${EA}#1930, ${EA}#2200`,
		saw: 'the official API fails with a line of code, most of the time',
		asked: TEXT,
		answer: refused("TypeError: Cannot read properties of undefined (reading 'message')"),
		right: /no answer of Meta.*graph\.facebook\.com/s,
		done: 'perhaps',
	},
	{
		source: `${EA}#1249, ${EA}#1389, evolution-foundation/evolution-api-lite#10`,
		saw: 'the official API refuses buttons, lists and templates with a line of code',
		asked: ['message', 'sendButtons'],
		answer: refused("TypeError: Cannot read properties of undefined (reading '0')"),
		right: /Meta.*WhatsApp Manager/s,
		done: 'perhaps',
	},
	{
		source: `${EA}#2305`,
		saw: 'a list fails in the middle of the code of the server',
		asked: ['message', 'sendList'],
		answer: refused('TypeError: this.isZero is not a function'),
		right: /isZero.*log of the server/s,
		done: 'perhaps',
	},
	{
		source: `${EA}#1368`,
		saw: 'a chat cannot be marked as unread any more',
		asked: ['chat', 'markAsUnread'],
		answer: failed([
			{
				markedChatUnread: false,
				message: [
					'An error occurred while marked unread the chat. Open a calling.',
					'Error: myAppStateKey ("AAAAAPw0") not present',
				],
			},
		]),
		right: /lacks the keys with which it changes chats.*linked/s,
		done: 'no',
	},
	{
		source: `${EA}#695`,
		saw: 'a group cannot be archived',
		asked: ['chat', 'archive'],
		answer: failed([
			{
				archived: false,
				message: [
					'An error occurred while archiving the chat. Open a calling.',
					'Error: Expected not from me message to have participant',
				],
			},
		]),
		right: /last message of the chat is not told completely.*author/s,
		done: 'no',
	},
	{
		source: `${EA}#1150`,
		saw: 'the picture of a group cannot be set from an address',
		asked: ['group', 'updatePicture'],
		answer: failed([
			'Error update group picture',
			'AxiosError: Request failed with status code 403',
		]),
		right: /cannot be used|cannot open/,
		done: 'no',
	},
	{
		source: `${EA}#1402`,
		saw: 'files of messages cannot be loaded now and then: AggregateError',
		asked: DOWNLOAD,
		answer: refused('AggregateError'),
		right: /does not reach the files of WhatsApp.*mmg\.whatsapp\.net/s,
		done: 'no',
	},
	{
		source: `${EA}#1116`,
		saw: 'the file of one person cannot be loaded: 403',
		asked: DOWNLOAD,
		answer: refused('AxiosError: Request failed with status code 403'),
		right: /does not have the file of this message any more/,
		done: 'no',
	},
	{
		source: `${EA}#1936`,
		saw: 'screenshots cannot be loaded: bad decrypt',
		asked: DOWNLOAD,
		answer: refused('Error: error:1C800064:Provider routines::bad decrypt'),
		right: /cannot decrypt the file/,
		done: 'no',
	},
	{
		source: `${EA}#1706`,
		saw: 'the official API does not give a file by its ID',
		asked: DOWNLOAD,
		answer: refused("TypeError: Cannot read properties of undefined (reading 'includes')"),
		right: /WHATSAPP-BUSINESS instance does not look messages up/,
		done: 'no',
	},
	{
		source: `${EA}#1082`,
		saw: 'messages are sent and reported as failed: deadlock in the database',
		asked: TEXT,
		answer: refused(
			'Error: ConnectorError(PostgresError { code: "40P01", message: "deadlock detected" })',
		),
		right: /database of the Evolution API server failed/,
		done: 'perhaps',
	},
	{
		source: 'prisma/studio#616, BerriAI/litellm#14325',
		saw: 'the database has no connection left',
		asked: TEXT,
		answer: refused('Error: db error: FATAL: sorry, too many clients already'),
		right: /no free connection.*max_connections/s,
		done: 'perhaps',
	},
	{
		source: `${EA}#1060`,
		saw: 'the pool of connections to the database is used up',
		asked: TEXT,
		answer: failed('Timed out fetching a new connection from the connection pool.'),
		right: /database of the Evolution API server has no free connection/,
		done: 'perhaps',
	},
	{
		source: 'devlikeapro/waha#251',
		saw: 'the groups of one account cannot be listed: internal-server-error',
		asked: ['group', 'getMany'],
		answer: failed('internal-server-error'),
		right: /WhatsApp could not do it at the moment/,
		done: 'no',
	},
	{
		source: 'adiwajshing/Baileys#2301, tulir/whatsmeow#53',
		saw: 'a send fails with service-unavailable',
		asked: TEXT,
		answer: refused('Error: service-unavailable'),
		right: /could not take the message at the moment/,
		done: 'no',
	},
	{
		source: 'WhiskeySockets/Baileys#1082',
		saw: 'a message to a group fails with item-not-found',
		asked: TEXT,
		values: GROUP,
		answer: refused('Error: item-not-found'),
		right: /does not know this group/,
		done: 'no',
	},
	{
		source: 'Itsukichann/Baileys#84',
		saw: 'the connection ends in the middle of a send',
		asked: TEXT,
		answer: refused('Error: Connection Terminated'),
		right: /not connected to WhatsApp/,
		done: 'perhaps',
		list: 'stops',
	},
	{
		source: 'PaddleHQ/paddle-python-sdk#157',
		saw: 'Cloudflare says 522, and nothing says that it is Cloudflare',
		asked: TEXT,
		answer: plain(522, 'error code: 522', { server: 'cloudflare' }),
		right: /did not answer Cloudflare/,
		done: 'perhaps',
	},
	{
		source: 'supabase/supabase-js#1684',
		saw: 'Cloudflare says that the server is down',
		asked: TEXT,
		answer: page(521, 'api.example.com | 521: Web server is down'),
		right: /does not take connections of Cloudflare/,
		done: 'no',
	},
	{
		source: 'adsorgcn agent-ready-geo 1.0.1 (Cloudflare 1010)',
		saw: 'Cloudflare refuses programs, and says so in JSON',
		asked: TEXT,
		answer: {
			status: 403,
			body: { title: 'Error 1010: Access denied', status: 403, error_code: 1010 },
		},
		right: /rule of Cloudflare refuses n8n.*Browser Integrity/s,
		done: 'no',
	},
	{
		source: 'Cloudflare changelog 2026-03-12 (Retry-After of 1033)',
		saw: 'the tunnel is not running',
		asked: TEXT,
		answer: plain(530, 'error code: 1033'),
		right: /Cloudflare Tunnel of the server is not running/,
		done: 'no',
	},
	{
		source: 'perfect-panel/server#100',
		saw: 'the page of Zeabur: 502 SERVICE_UNAVAILABLE',
		asked: TEXT,
		answer: page(502, 'Zeabur', '<h1>502: SERVICE_UNAVAILABLE</h1>'),
		right: /did not answer Zeabur/,
		done: 'perhaps',
	},
	{
		source: 'signoz.io, guide to upstream connect errors (Envoy)',
		saw: 'upstream connect error: connection failure',
		asked: TEXT,
		answer: plain(
			503,
			'upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure reason: delayed connect error: 111',
		),
		right: /proxy has no server that runs.*Envoy/s,
		done: 'no',
	},
	{
		source: 'ngrok/ngrok-docs#1751, #1470 (ERR_NGROK_8012)',
		saw: 'ngrok runs, the server behind it does not',
		asked: TEXT,
		answer: page(502, 'ERR_NGROK_8012'),
		right: /nothing answers behind it.*port/s,
		done: 'no',
	},
	{
		source: 'chatwoot/chatwoot#13961, fabrahaingo/joel#152',
		saw: 'Meta: rate limit hit',
		asked: TEXT,
		answer: meta(130429, 'Rate limit hit'),
		right: /Meta refused.*send more slowly/s,
		done: 'no',
		list: 'slower',
	},
	{
		source: 'meedan/check-api PR#1679, voiceflow-community/example-integration-whatsapp PR#15',
		saw: 'Meta: pair rate limit hit',
		asked: TEXT,
		answer: meta(131056, '(Business Account, Consumer Account) pair rate limit hit'),
		right: /same person in a short time/,
		done: 'no',
	},
	{
		source: 'chatwoot/chatwoot#12179',
		saw: 'Meta: 131000, without a word',
		asked: TEXT,
		answer: meta(131000, 'Something went wrong'),
		right: /could not do it at the moment/,
		done: 'no',
	},
	{
		source: 'shridarpatil/frappe_whatsapp#169, shridarpatil/frappe_whatsapp#221',
		saw: 'Meta refuses an empty value of a template, and only its code is shown',
		asked: ['message', 'sendTemplate'],
		answer: meta(131008, 'Required parameter is missing', 'Parameter of type text is missing text'),
		right: /value is missing.*text is missing/s,
		done: 'no',
	},
	{
		source: 'chatwoot/chatwoot#13805',
		saw: 'Meta: the number of values does not match',
		asked: ['message', 'sendTemplate'],
		answer: meta(132000, 'Number of parameters does not match'),
		right: /Compare what the node sends with the template/,
		done: 'no',
	},
	{
		source: `${EA}#2030`,
		saw: 'Meta does not take the type of a voice note',
		asked: ['message', 'sendVoiceNote'],
		answer: meta(131053, 'Media upload error', 'Unsupported Audio mime type audio/opus'),
		right: /check its type and size.*audio\/opus/s,
		done: 'no',
	},
];
