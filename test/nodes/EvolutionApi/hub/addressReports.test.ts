import '../../../../dev/engine/engine';

import http from 'node:http';
import type { AddressInfo } from 'node:net';

import { httpRequest } from 'n8n-core/dist/execution-engine/node-execution-context/utils/request-helper-functions';

import { readBaseUrl, readN8nUrl } from '../../../../nodes/EvolutionApi/core/input/baseUrl';
import { askWorkflow, PROBE_EVENT } from '../../../../nodes/EvolutionApi/hub/ask';
import { describeUnreachable } from '../../../../nodes/EvolutionApi/trigger/channel/unreachable';
import { shortenLimits } from '../../../support/time';

// Tests problems with n8n's address from public reports (sources: README.md). A real HTTP server answers at n8n's address.

interface Answer {
	readonly status: number;
	readonly body?: string;
	readonly headers?: http.OutgoingHttpHeaders;
}

const page = (title: string, rest = '') =>
	`<!doctype html><html><title>${title}</title>${rest}</html>`;
const json = (body: object): Pick<Answer, 'body' | 'headers'> => ({
	body: JSON.stringify(body),
	headers: { 'content-type': 'application/json' },
});

let server: http.Server | undefined;
afterEach(() => {
	server?.closeAllConnections();
	server?.close();
	jest.restoreAllMocks();
});

async function startAnswering(answer: Answer | undefined): Promise<string> {
	const started = http.createServer((_request, response) => {
		if (answer === undefined) return;
		response.writeHead(answer.status, { 'content-type': 'text/html', ...answer.headers });
		response.end(answer.body);
	});
	server = started;
	await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

const ask = async (base: string) => {
	const { obstacle } = await askWorkflow(
		{ helpers: { httpRequest } },
		{ kind: 'trigger', url: `${base}/webhook/1/webhook`, events: [] },
		{ event: PROBE_EVENT, key: 'key', instance: 'demo' },
	);
	return obstacle;
};

describe('what answers at the address of n8n', () => {
	it.each<[report: string, answer: Answer | undefined, found: RegExp, whatToDo: RegExp]>([
		[
			'ngrok#828: the tunnel is not there any more',
			{ status: 404, body: page('ngrok', 'ERR_NGROK_3200') },
			/Something other than n8n answers .*\("ngrok"\)/,
			/tunnel may have ended/,
		],
		[
			'n8n#604: a trigger gets nothing behind Basic Auth',
			{ status: 401, body: page('401 Authorization Required') },
			/asks for a password/,
			/same header/,
		],
		[
			'czlonkowski/n8n-mcp#148: n8n behind Cloudflare Access',
			{
				status: 302,
				headers: { location: 'https://team.cloudflareaccess.com/cdn-cgi/access/login' },
			},
			/redirects to https:\/\/team\.cloudflareaccess\.com/,
			/login page: Let the paths \/webhook\//,
		],
		[
			'authelia#841: machines cannot log in',
			{ status: 302, headers: { location: 'https://auth.example.com/?rd=https%3A%2F%2Fn8n' } },
			/redirects to https:\/\/auth\.example\.com/,
			/\/webhook-waiting\//,
		],
		[
			'OpenWonderLabs/SwitchBotAPI#178: nothing comes through Cloudflare, and no log says so',
			{ status: 403, body: page('Just a moment...'), headers: { server: 'cloudflare' } },
			/Cloudflare refuses/,
			/WAF/,
		],
		[
			'n8n#12751: a POST becomes a GET, because a proxy redirects it',
			{ status: 301, headers: { location: 'https://127.0.0.1/webhook/1/webhook' } },
			/redirects to https:\/\/127\.0\.0\.1 .*follows no redirect/,
			/Enter https:\/\/127\.0\.0\.1 as the address/,
		],
		[
			'n8n#901: the webhook is not registered at this path',
			{
				status: 404,
				...json({ code: 404, message: 'The requested webhook "POST 1" is not registered.' }),
			},
			/has no webhook at \/webhook\/1\/webhook/,
			/not published there/,
		],
		[
			'n8n#30061: the editor in the place of /webhook-waiting/',
			{ status: 200, body: page('n8n.io - Workflow Automation') },
			/n8n shows its editor/,
			/N8N_ENDPOINT_WEBHOOK_WAIT/,
		],
		[
			'n8n#27920: the editor with HTTP 501',
			{ status: 501, body: page('n8n.io - Workflow Automation') },
			/n8n shows its editor .*HTTP 501/,
			/N8N_ENDPOINT_WEBHOOK/,
		],
		[
			'8gears/n8n-helm-chart#249: below a path every request returns the same page',
			{ status: 200, body: page('n8n.io - Workflow Automation') },
			/n8n shows its editor/,
			/let the proxy send \/webhook\//,
		],
		[
			'n8n#28942: Cannot POST /webhook/…, an n8n that serves no webhooks',
			{ status: 404, body: page('Error', '<pre>Cannot POST /webhook/1</pre>') },
			/Something other than n8n answers .*\("Cannot POST"\)/,
			/Base URL/,
		],
		[
			'adnanh/webhook#204: nginx passes another path on',
			{ status: 404, body: page('404 Not Found'), headers: { server: 'nginx' } },
			/\("404 Not Found"\)/,
			/no route for this host and path/,
		],
		[
			'coollabsio/coolify#1113: Bad Gateway, although the container is healthy',
			{ status: 502, body: 'Bad Gateway', headers: { 'content-type': 'text/plain' } },
			/A proxy answers .*does not reach n8n \(HTTP 502\)/,
			/address of n8n in the proxy/,
		],
		[
			'Dokploy/dokploy#1686: another Docker network than Traefik',
			{ status: 502, body: page('502 Bad Gateway') },
			/does not reach n8n/,
			/address of n8n in the proxy/,
		],
		[
			'coollabsio/coolify#4483: Gateway Timeout',
			{ status: 504, body: 'Gateway Timeout' },
			/does not reach n8n \(HTTP 504\)/,
			/n8n runs there/,
		],
		[
			'cloudflared: error 1033, no tunnel runs',
			{ status: 530, body: page('Cloudflare Tunnel error'), headers: { server: 'cloudflare' } },
			/does not reach n8n \(HTTP 530\)/,
			/the tunnel/,
		],
		[
			'n8n#14454: a call just waits until it times out',
			undefined,
			/no answer came in time/,
			/NO_PROXY.*hosts file/,
		],
		[
			'neko#509: the page of Squid',
			{ status: 503, body: page('ERROR: The requested URL could not be retrieved') },
			/through the proxy in HTTP_PROXY/,
			/Add 127\.0\.0\.1 to NO_PROXY/,
		],
		[
			'n8n#9169: tinyproxy answers 400',
			{ status: 400, body: page('400 Bad Request'), headers: { server: 'tinyproxy/1.11.1' } },
			/through the proxy in HTTP_PROXY/,
			/NO_PROXY/,
		],
		[
			'n8n#36175: n8n is not ready',
			{ status: 503, body: page('n8n is starting up. Please wait') },
			/does not reach n8n \(HTTP 503\)/,
			/While n8n starts, wait a minute/,
		],
	])('%s', async (_report, answer, found, whatToDo) => {
		shortenLimits(2_000);
		const obstacle = await ask(await startAnswering(answer));
		expect(obstacle?.details).toMatch(found);
		expect(obstacle?.whatToDo).toMatch(whatToDo);
	});

	it('wppconnect-server#1471, n8n#1449: the port is another one', async () => {
		expect((await ask('http://127.0.0.1:1'))?.details).toMatch(/nothing listens there/);
	});

	it('EA#1133: a name of another network (EasyPanel)', async () => {
		expect((await ask('http://n8n.invalid'))?.details).toMatch(/its name is unknown to n8n/);
	});
});

describe('what people enter', () => {
	it.each<[report: string, entered: string, hint: RegExp]>([
		[
			'coollabsio/coolify#1403',
			'http://https://n8n.example.com',
			/Enter https:\/\/n8n\.example\.com\./,
		],
		[
			'n8n#21920, #17456',
			'https://n8n.example.com/webhook-test/1',
			/Enter https:\/\/n8n\.example\.com:/,
		],
		['n8n#877', 'https://n8n.example.com/w/webhook/1', /Enter https:\/\/n8n\.example\.com\/w:/],
	])('%s: "%s" is refused, with what to enter', (_report, entered, hint) => {
		const read = readN8nUrl(entered);
		expect('hint' in read && read.hint).toMatch(hint);
	});

	it('n8n#50: the path of a proxy belongs to the address', () => {
		expect(readBaseUrl('https://example.com/workflow/admin/')).toEqual({
			url: 'https://example.com/workflow/admin',
		});
	});

	it.each([
		['n8n#20042, community-charts/helm-charts#266', 'http://localhost:5678/webhook-waiting/7'],
		['local-ai-packaged#22', 'http://localhost:5678/webhook/1'],
	])('%s: localhost, and a server elsewhere', (_report, url) => {
		expect(describeUnreachable(url, 'https://evolution.example.com')).toMatchObject({
			isCertain: true,
			isEverywhere: true,
		});
	});
});
