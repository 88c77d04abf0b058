import { addToNoProxy, isProxyOfN8n } from '../core/http/proxyOfN8n';
import { isRecord } from '../core/values/answer';
import { readReply, type SubscriberAnswer } from './subscribers';
import { parseUrl } from '../core/values/addressKind';

// Describes the program that answers at n8n's address instead of n8n.

export interface Obstacle {
	/** The problem, as a sentence without its period. */
	readonly details: string;
	readonly whatToDo: string;
	/**
	 * True if n8n doesn't reach its own address, but the WhatsApp server may reach it from another network. False if
	 * another program answers at the address: the server would get the same answer.
	 */
	readonly isOfN8nAlone: boolean;
}

const CHECK_BASE_URL =
	'Check Options → Connection → Base URL, or N8N_WEBHOOK_URL in the environment of n8n.';

const WITHOUT_LOGIN =
	'Let the paths /webhook/, /webhook-test/ and /webhook-waiting/ pass without a login: the server signs its deliveries, and n8n refuses all others.';

const titleOf = (body: unknown): string => {
	const page = typeof body === 'string' ? body : '';
	const [, error] = /<pre>(Cannot [A-Z]+ )/.exec(page) ?? [];
	const [, title = ''] = /<title[^>]*>([^<]{1,80})/i.exec(page) ?? [];
	const heading = (error ?? title).trim();
	return heading === '' ? '' : ` ("${heading}")`;
};

export const isRefusedLink = ({ status, body }: SubscriberAnswer): boolean =>
	status === 401 &&
	(isRecord(body)
		? body.error === 'Invalid token'
		: /<title>Invalid Form Link</.test(String(body ?? '')));

/** @returns undefined if the webhook itself answered */
export function findObstacle(url: string, answer: SubscriberAnswer): Obstacle | undefined {
	// A workflow that n8n has just begun to activate has no address yet.
	const address = parseUrl(url);
	if (address === undefined) return undefined;
	const { origin, pathname } = address;
	const reply = readReply({ kind: 'trigger', url, events: [] }, answer);
	if (isRecord(answer.body) && answer.body.evolutionHub !== undefined && reply !== 'again')
		return undefined;
	if (isProxyOfN8n(answer)) {
		const status = answer.status === undefined ? '' : ` (HTTP ${answer.status})`;
		return {
			details: `n8n sends its own requests to ${origin} through the proxy in HTTP_PROXY or HTTPS_PROXY, which refuses them${status}`,
			whatToDo: addToNoProxy(url),
			isOfN8nAlone: true,
		};
	}
	if (answer.status === undefined) {
		return {
			details: `n8n does not reach its own address ${origin}: ${whyUnanswered(answer)}`,
			whatToDo: `If a tunnel or a proxy leads there, check that it runs. If the server reaches ${origin} and only n8n does not, there are two cases: if HTTP_PROXY is set for n8n, add the host to NO_PROXY; if your router does not let your own network use the public address, add the host to the hosts file of n8n, or enter an internal address in Options → Connection → Base URL.`,
			isOfN8nAlone: true,
		};
	}
	return { ...wrongAnswer(origin, pathname, answer), isOfN8nAlone: false };
}

const REASONS: ReadonlyArray<readonly [words: RegExp, why: string]> = [
	[/ECONNREFUSED|refused/i, 'nothing listens there'],
	[/ENOTFOUND|EAI_AGAIN/i, 'its name is unknown to n8n'],
	[/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|certificate|SSL/i, 'n8n does not trust its certificate'],
	[/EHOSTUNREACH|ENETUNREACH/i, 'no network route leads there'],
	[/restricted/i, 'the SSRF protection of n8n blocks it'],
	[/ECONNABORTED|ETIMEDOUT|ERR_CANCELED|timeout|timed out|abort|cancel/i, 'no answer came in time'],
];

const whyUnanswered = ({ error = '' }: SubscriberAnswer): string =>
	REASONS.find(([words]) => words.test(error))?.[1] ?? 'the connection broke off';

interface Answering {
	is(answer: SubscriberAnswer): boolean;
	/** @param at origin of the webhook */
	details(at: string, path: string): string;
	readonly whatToDo: string;
}

const isCloudflare = ({ headers = {}, body }: SubscriberAnswer): boolean =>
	/cloudflare/i.test(`${String(headers.server)}${titleOf(body)}`);

/** The first one whose `is()` returns true applies. */
const ANSWERING: readonly Answering[] = [
	{
		is: isRefusedLink,
		details: (at, path) => `n8n refuses its own link at ${at}${path}`,
		whatToDo:
			'n8n signs the links of Send and Wait, including their path. The proxy in front of n8n removes a part of the path, so these links do not work, not even those of other nodes. Give n8n an address without a path, such as https://n8n.example.com, in N8N_WEBHOOK_URL.',
	},
	{
		is: ({ status }) => status === 401,
		details: (at) => `Something in front of n8n asks for a password at ${at}`,
		whatToDo: `A password in front of n8n cannot work: the server signs its deliveries in the same header. ${WITHOUT_LOGIN}`,
	},
	{
		is: ({ status, body }) => status === 404 && isRecord(body),
		details: (at, path) => `n8n answers at ${at}, and has no webhook at ${path}`,
		whatToDo: `The path is wrong, or the workflow is not published there. n8n serves its webhooks at its root: the address may only have a path before /webhook/ if a proxy removes that path. ${CHECK_BASE_URL}`,
	},
	{
		is: (answer) => answer.status === 403 && isCloudflare(answer),
		details: (at) => `Cloudflare refuses what is sent to ${at}`,
		whatToDo: 'In Cloudflare, let /webhook/ pass: Security → WAF, a rule with the action Skip.',
	},
	{
		is: ({ status }) => status === 403,
		details: (at) => `A firewall or proxy in front of n8n refuses what is sent to ${at}`,
		whatToDo: 'In the firewall or proxy, let the requests of the server to /webhook/ pass.',
	},
	{
		// The statuses from 520 on are Cloudflare's.
		is: ({ status = 0 }) => [502, 503, 504].includes(status) || (status >= 520 && status <= 530),
		details: (at) => `A proxy answers at ${at}, and does not reach n8n`,
		whatToDo:
			'Check the address of n8n in the proxy or the tunnel, and that n8n runs there. While n8n starts, wait a minute.',
	},
	{
		// n8n also shows its editor for unknown routes.
		is: ({ body }) => /<title[^>]*>\s*n8n\b/i.test(String(body ?? '')),
		details: (at) => `n8n shows its editor at ${at} instead of the webhook`,
		whatToDo:
			'The process of n8n that answers there serves no webhooks: let the proxy send /webhook/ and /webhook-waiting/ to a process that does, and check N8N_ENDPOINT_WEBHOOK, N8N_ENDPOINT_WEBHOOK_WAIT and N8N_DISABLE_PRODUCTION_MAIN_PROCESS.',
	},
];

type Description = Pick<Obstacle, 'details' | 'whatToDo'>;

function wrongAnswer(origin: string, pathname: string, answer: SubscriberAnswer): Description {
	const { status = 0, headers = {}, body } = answer;
	if (status >= 300 && status < 400)
		return redirection(origin, status, String(headers.location ?? ''));
	const program = ANSWERING.find(({ is }) => is(answer));
	const details =
		program?.details(origin, pathname) ?? `Something other than n8n answers at ${origin}`;
	return {
		details: `${details} (HTTP ${status})${titleOf(body)}`,
		whatToDo:
			program?.whatToDo ??
			`Open ${origin} in a browser to see what answers there. A tunnel may have ended, or a proxy may have no route for this host and path. ${CHECK_BASE_URL}`,
	};
}

function redirection(origin: string, status: number, location: string): Description {
	const target = parseUrl(location, origin);
	const place = target?.origin === origin ? target.pathname : (target?.origin ?? 'another address');
	const details = `${origin} redirects to ${place} (HTTP ${status}), and the server follows no redirect`;
	if (target === undefined || target.origin === origin)
		return { details, whatToDo: `That looks like a login page in front of n8n. ${WITHOUT_LOGIN}` };
	const whatToDo =
		target.hostname === new URL(origin).hostname
			? `Enter ${place} as the address of n8n. ${CHECK_BASE_URL}`
			: `If that is n8n, enter ${place} as its address. If it is a login page: ${WITHOUT_LOGIN} ${CHECK_BASE_URL}`;
	return { details, whatToDo };
}
