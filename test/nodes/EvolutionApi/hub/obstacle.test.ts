import { findObstacle } from '../../../../nodes/EvolutionApi/hub/obstacle';
import type { SubscriberAnswer } from '../../../../nodes/EvolutionApi/hub/subscribers';

const URL_OF_WEBHOOK = 'https://n8n.example.com/n8n/webhook/7d1f/whatsapp/webhook';
const page = (title: string) => `<!doctype html><html><head><title>${title}</title></head></html>`;
const find = (answer: SubscriberAnswer, url = URL_OF_WEBHOOK) => findObstacle(url, answer);

describe('what stands at the address of n8n in its place', () => {
	it.each([
		['the webhook itself', { status: 200, body: { evolutionHub: 'taken' } }],
		['a webhook that has moved', { status: 200, body: { evolutionHub: 'gone' } }],
	])('%s: nothing', (_what, answer) => {
		expect(find(answer)).toBeUndefined();
	});

	it('a workflow without an address yet: nothing', () => {
		expect(find({ error: 'ERR_INVALID_URL' }, '')).toBeUndefined();
	});

	it.each<[string, SubscriberAnswer, string, string]>([
		[
			'n8n without this webhook',
			{ status: 404, body: { code: 404, message: 'The requested webhook is not registered' } },
			'has no webhook at /n8n/webhook/7d1f/whatsapp/webhook (HTTP 404)',
			'n8n serves its webhooks at its root',
		],
		[
			'the page of a proxy without a route',
			{ status: 404, body: page('404 Not Found'), headers: { server: 'nginx' } },
			'Something other than n8n answers at https://n8n.example.com (HTTP 404) ("404 Not Found")',
			'Connection → Base URL',
		],
		[
			'the end of a tunnel',
			{ status: 200, body: page('ERR_NGROK_3200') },
			'Something other than n8n answers',
			'A tunnel may have ended',
		],
		[
			'n8n itself below a path that a proxy takes off',
			{ status: 401, body: page('Invalid Form Link') },
			'n8n refuses its own link at https://n8n.example.com/n8n/webhook/7d1f',
			'an address without a path',
		],
		[
			'Basic Auth',
			{ status: 401, body: page('401 Authorization Required') },
			'asks for a password',
			'cannot work',
		],
		[
			'Cloudflare',
			{
				status: 403,
				body: page('Attention Required! | Cloudflare'),
				headers: { server: 'cloudflare' },
			},
			'Cloudflare refuses',
			'WAF',
		],
		['a firewall', { status: 403, body: 'Forbidden' }, 'A firewall or proxy', '/webhook/ pass'],
		[
			'a redirect to https',
			{ status: 301, headers: { location: 'https://n8n.example.com/n8n/webhook/x' } },
			'redirects to https://n8n.example.com (HTTP 301)',
			'Enter https://n8n.example.com',
		],
		[
			'a login page',
			{ status: 302, headers: { location: '/login?next=%2F' } },
			'redirects to /login (HTTP 302)',
			'login page',
		],
		[
			'a login page elsewhere',
			{ status: 302, headers: { location: 'https://auth.example.com/?rd=x' } },
			'redirects to https://auth.example.com',
			'/webhook-waiting/',
		],
		[
			'a proxy that does not reach n8n',
			{ status: 502, body: page('502 Bad Gateway') },
			'does not reach n8n (HTTP 502)',
			'address of n8n in the proxy',
		],
	])('%s', (_what, answer, found, whatToDo) => {
		const obstacle = find(
			answer,
			_what === 'a redirect to https' ? URL_OF_WEBHOOK.replace('https', 'http') : undefined,
		);
		expect(obstacle?.details).toContain(found);
		expect(obstacle?.whatToDo).toContain(whatToDo);
		expect(obstacle?.isOfN8nAlone).toBe(false);
	});

	it.each<[string, SubscriberAnswer, string]>([
		['nobody', { error: 'ECONNREFUSED connect' }, 'nothing listens there'],
		['an unknown name', { error: 'ENOTFOUND getaddrinfo' }, 'its name is unknown to n8n'],
		[
			'a certificate of its own',
			{ error: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
			'n8n does not trust its certificate',
		],
		['silence', { error: 'ECONNABORTED timeout of 8000ms exceeded' }, 'no answer came in time'],
		['a broken connection', { error: 'ECONNRESET socket hang up' }, 'the connection broke off'],
	])('%s: n8n alone may not reach it', (_what, answer, why) => {
		const obstacle = find(answer);
		expect(obstacle?.details).toBe(
			`n8n does not reach its own address https://n8n.example.com: ${why}`,
		);
		expect(obstacle?.whatToDo).toMatch(/NO_PROXY.*hosts file.*Base URL/);
		expect(obstacle?.isOfN8nAlone).toBe(true);
	});

	it.each<[string, SubscriberAnswer]>([
		['Squid', { status: 403, body: page('ERROR: The requested URL could not be retrieved') }],
		[
			'a proxy that wants a password',
			{ status: 407, body: '', headers: { 'proxy-authenticate': 'Basic realm="proxy"' } },
		],
		[
			'a proxy that opens no tunnel',
			{ error: 'tunneling socket could not be established, statusCode=403' },
		],
	])('%s in HTTP_PROXY: it is told as the proxy of n8n', (_what, answer) => {
		const obstacle = find(answer);
		expect(obstacle?.details).toContain('n8n sends its own requests to https://n8n.example.com');
		expect(obstacle?.whatToDo).toContain('Add n8n.example.com to NO_PROXY');
		expect(obstacle?.isOfN8nAlone).toBe(true);
	});
});
