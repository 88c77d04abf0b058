import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../support/run';
import { arrived, useSimulator } from '../../../support/simulator';

// Addresses, names and keys of an administrator, as they are pasted.

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
			{
				platform: 'dify',
				difyAppType: 'chatBot',
				apiUrl: 'https://api.dify.ai/v1/',
				options: { apiKey: ' app-x\n' },
			},
			{ apiUrl: 'https://api.dify.ai/v1', apiKey: 'app-x' },
		],
		[
			'"Bearer" before a key, which the server adds',
			{
				platform: 'dify',
				difyAppType: 'chatBot',
				apiUrl: 'https://api.dify.ai/v1',
				options: { apiKey: 'Bearer app-x' },
			},
			{ apiKey: 'app-x' },
		],
		[
			'the whole header before a key',
			{
				platform: 'dify',
				difyAppType: 'chatBot',
				apiUrl: 'https://api.dify.ai/v1',
				options: { apiKey: 'Authorization: Bearer app-x' },
			},
			{ apiKey: 'app-x' },
		],
		[
			'signs that nobody sees, and quotation marks',
			{
				platform: 'dify',
				difyAppType: 'chatBot',
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
	it.each<[pasted: string, sent: IDataObject]>([
		[
			'http://ana:s3cret@proxy.example.com:3128',
			{
				protocol: 'http',
				host: 'proxy.example.com',
				port: '3128',
				username: 'ana',
				password: 's3cret',
			},
		],
		[
			'socks5://proxy.example.com:1080/',
			{ protocol: 'socks5', host: 'proxy.example.com', port: '1080' },
		],
		['proxy.example.com:3128', { host: 'proxy.example.com', port: '3128' }],
		[
			'ana:p%40ss@proxy.example.com:3128',
			{ host: 'proxy.example.com', username: 'ana', password: 'p@ss' },
		],
		[
			'proxy.example.com:3128:ana:s3cret',
			{ host: 'proxy.example.com', port: '3128', username: 'ana', password: 's3cret' },
		],
		[
			'ana:s3cret:proxy.example.com:3128',
			{ host: 'proxy.example.com', port: '3128', username: 'ana', password: 's3cret' },
		],
		[
			'proxy.example.com 3128 ana s3cret',
			{ host: 'proxy.example.com', port: '3128', username: 'ana', password: 's3cret' },
		],
		[
			'"\u200bhttp://ana:s3cret@proxy.example.com:3128"',
			{ host: 'proxy.example.com', port: '3128', username: 'ana', password: 's3cret' },
		],
		['http://ana:s3cret@[2001:db8::1]:3128', { host: '[2001:db8::1]', port: '3128' }],
		[' proxy.example.com ', { host: 'proxy.example.com', port: '8080', protocol: 'http' }],
	])('reads a proxy that is pasted whole: %s', async (host, sent) => {
		const { body } = await set('proxy', 'update', {
			enabled: true,
			mode: 'replace',
			proxy: { host },
		});
		expect(body).toMatchObject({ enabled: true, ...sent });
	});

	it('takes the fields beside it before what is pasted', async () => {
		const proxy = { host: 'http://proxy.example.com:3128', port: 9090, username: 'ana' };
		const { body } = await set('proxy', 'update', { enabled: true, mode: 'replace', proxy });
		expect(body).toMatchObject({ host: 'proxy.example.com', port: '9090', username: 'ana' });
	});

	it('refuses a kind of proxy that the server does not know, without showing its password', async () => {
		const proxy = { host: 'ftp://ana:s3cret@proxy.example.com' };
		const { error, body } = await set('proxy', 'update', { enabled: true, mode: 'replace', proxy });
		expect(error?.message).toContain('"Proxy → Host"');
		expect(`${error?.message} ${error?.description}`).not.toContain('s3cret');
		expect(body).toEqual({});
	});

	it.each([
		'curl -x http://ana:s3cret@proxy.example.com:3128',
		'proxy.example.com:3128@ana:s3cret',
	])(
		'refuses what is no proxy before any request, without showing its password: %s',
		async (host) => {
			const values = { enabled: true, mode: 'replace', proxy: { host } };
			const { error, body } = await set('proxy', 'update', values);
			expect(error?.message).toBe('"Proxy → Host" is no host of a proxy');
			expect(`${error?.message} ${error?.description}`).not.toContain('s3cret');
			expect(body).toEqual({});
		},
	);

	it('is read whole by Instance → Create, too', async () => {
		const { body } = await set('instance', 'create', {
			instanceName: 'with-proxy',
			proxy: { host: 'http://ana:s3cret@proxy.example.com:3128' },
		});
		expect(body).toMatchObject({
			proxyHost: 'proxy.example.com',
			proxyPort: '3128',
			proxyProtocol: 'http',
			proxyUsername: 'ana',
			proxyPassword: 's3cret',
		});
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

	it('takes the number of the account out of the address of a page, and the token without what nobody sees', async () => {
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
