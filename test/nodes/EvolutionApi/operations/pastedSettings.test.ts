import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../support/run';
import { arrived, useSimulator } from '../../../support/simulator';

const simulator = useSimulator();

async function set(resource: string, operation: string, values: IDataObject) {
	const { error } = await runOperation(simulator.current, { resource, operation, values });
	const body = arrived(simulator.current).find(({ method }) => method === 'POST')?.body;
	return { error, body: (body ?? {}) as IDataObject };
}

describe('Chatbot → Create', () => {
	const create = async (values: IDataObject) =>
		await set('chatbot', 'create', { triggerType: 'all', ...values });
	const typebot = { platform: 'typebot', typebotName: 'my-bot' };
	const dify = { platform: 'dify', difyAppType: 'chatBot', apiUrl: 'https://api.dify.ai/v1' };

	it.each<[what: string, values: IDataObject, sent: IDataObject]>([
		[
			'the slash behind the address of Typebot, before which the server would set another one',
			{ ...typebot, typebotUrl: 'https://bot.example.com/' },
			{ url: 'https://bot.example.com', typebot: 'my-bot' },
		],
		[
			'blanks around the name of a bot',
			{ ...typebot, typebotUrl: ' https://bot.example.com ', typebotName: ' my-bot\n' },
			{ url: 'https://bot.example.com', typebot: 'my-bot' },
		],
		[
			'the slash behind the address of Dify, and blanks around its key',
			{ ...dify, apiUrl: 'https://api.dify.ai/v1/', options: { apiKey: ' app-x\n' } },
			{ apiUrl: 'https://api.dify.ai/v1', apiKey: 'app-x' },
		],
		[
			'"Bearer" before a key, which the server adds',
			{ ...dify, options: { apiKey: 'Bearer app-x' } },
			{ apiKey: 'app-x' },
		],
		[
			'the whole header before a key',
			{ ...dify, options: { apiKey: 'Authorization: Bearer app-x' } },
			{ apiKey: 'app-x' },
		],
		[
			'signs that nobody sees, and quotation marks',
			{
				...dify,
				apiUrl: '“https://api.dify.ai/v1”',
				options: { apiKey: '"\u200bapp-x\u00a0"' },
			},
			{ apiUrl: 'https://api.dify.ai/v1', apiKey: 'app-x' },
		],
		[
			'signs that nobody sees in the name of a bot',
			{ ...typebot, typebotUrl: 'https://bot.example.com', typebotName: '\u200bmy-bot\ufeff' },
			{ typebot: 'my-bot' },
		],
		[
			'blanks around the ID of an assistant',
			{
				platform: 'openai',
				openaiBotType: 'assistant',
				openaiCredsId: 'c1',
				assistantId: ' asst_x\n',
			},
			{ assistantId: 'asst_x' },
		],
	])('leaves out %s', async (_what, values, sent) => {
		const { body } = await create(values);
		expect(body).toMatchObject(sent);
	});

	it.each<[what: string, values: IDataObject, problem: string]>([
		[
			'the link of a bot, whose name would be in it twice',
			{ ...typebot, typebotUrl: 'https://bot.example.com/my-bot' },
			'"Typebot URL" ends with the name of the bot, which the server adds itself',
		],
		[
			'the link of a bot with what an advertisement adds to it',
			{ ...typebot, typebotUrl: 'https://bot.example.com/my-bot/?utm_source=ad' },
			'"Typebot URL" ends with the name of the bot, which the server adds itself',
		],
		[
			'a link in the place of the name',
			{
				platform: 'typebot',
				typebotUrl: 'https://bot.example.com',
				typebotName: 'https://bot.example.com/my-bot',
			},
			'"Typebot Name" must be the name alone, not a link',
		],
		[
			'an address without http',
			{ ...typebot, typebotUrl: 'bot.example.com' },
			'"Typebot URL" must be a web address',
		],
	])('refuses %s', async (_what, values, problem) => {
		const { error, body } = await create(values);
		expect(error?.message).toContain(problem);
		expect(body).toEqual({});
	});
});

describe('Proxy → Update', () => {
	const update = async (host: string) =>
		await set('proxy', 'update', { enabled: true, mode: 'replace', proxy: { host } });

	it.each([
		[' proxy.example.com ', 'proxy.example.com'],
		['"\u200bproxy.example.com"', 'proxy.example.com'],
		['[2001:db8::1]', '[2001:db8::1]'],
	])('accepts the host without invisible characters: %s', async (entered, host) => {
		const { body } = await update(entered);
		expect(body).toMatchObject({ enabled: true, host, port: '8080', protocol: 'http' });
	});

	it.each(
		'proxy localhost squid_1 10.0.0.7 192.168.1.20 127.0.0.1 203.0.113.9 [::1] [fe80::1] p.webshare.io brd.superproxy.io gate.smartproxy.com eu-1.proxy.example.com.br pr.oxylabs.io proxy.local proxy.corp.internal host.docker.internal tor-proxy.svc.cluster.local xn--prxy-5qa.example.com próxy.example.es PROXY.EXAMPLE.COM proxy.example.com.'.split(
			' ',
		),
	)('accepts the ordinary host %s', async (host) => {
		expect((await update(host)).body).toMatchObject({ host });
	});

	it.each([
		'http://ana:s3cret@proxy.example.com:3128',
		'ana:s3cret@proxy.example.com:3128',
		'proxy.example.com:3128:ana:s3cret',
		'proxy.example.com 3128 ana s3cret',
		'proxy.example.com:3128',
	])('refuses more than a host, without showing a password: %s', async (host) => {
		const { error, body } = await update(host);
		expect(error?.message).toBe('"Proxy → Host" must be the name or IP address of the proxy alone');
		expect(`${error?.message} ${error?.description}`).not.toContain('s3cret');
		expect(body).toEqual({});
	});

	it('refuses it in Instance → Create, too', async () => {
		const { error, body } = await set('instance', 'create', {
			instanceName: 'with-proxy',
			proxy: { host: 'http://ana:s3cret@proxy.example.com:3128' },
		});
		expect(error?.message).toContain('must be the name or IP address of the proxy alone');
		expect(body).toEqual({});
	});
});

describe('Chatwoot → Update', () => {
	it.each([
		'https://chat.example.com/',
		'https://chat.example.com/app/accounts/1/inbox/2',
		'https://chat.example.com/app/login',
		'https://chat.example.com/#/app',
		'https://chat.example.com/super_admin',
		'https://chat.example.com/api/v1/accounts/1',
	])('takes the address of the browser for that of the server: %s', async (url) => {
		const chatwoot = { accountId: '1', token: 'secret', url };
		const { body } = await set('chatwoot', 'update', { enabled: true, mode: 'replace', chatwoot });
		expect(body).toMatchObject({ url: 'https://chat.example.com' });
	});

	it('takes the number of the account out of the address of a page, and removes invisible characters from the token', async () => {
		const chatwoot = {
			accountId: 'https://chat.example.com/app/accounts/7/dashboard',
			token: ' sec\u200bret\n',
			url: 'https://chat.example.com',
		};
		const { body } = await set('chatwoot', 'update', { enabled: true, mode: 'replace', chatwoot });
		expect(body).toMatchObject({ accountId: '7', token: 'secret' });
	});

	it('refuses the name of an account, for which Chatwoot has a number', async () => {
		const chatwoot = { accountId: 'Acme', token: 'secret', url: 'https://chat.example.com' };
		const { error, body } = await set('chatwoot', 'update', {
			enabled: true,
			mode: 'replace',
			chatwoot,
		});
		expect(error?.message).toContain('"Chatwoot → Account ID" must be a whole number');
		expect(body).toEqual({});
	});
});
