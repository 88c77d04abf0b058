import type { IDataObject } from 'n8n-workflow';

import {
	addCredential,
	addTypebot,
	addTypebotSession,
	BOT,
	CREDENTIAL,
} from '../../../../support/chatbotScenarios';
import { runOperation } from '../../../../support/run';
import { arrived, bodies, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const chatbot = async (operation: string, values: IDataObject = {}) =>
	await runOperation(simulator.current, { resource: 'chatbot', operation, values });

const ana = { platform: 'typebot', recipient: '5511988887777' };

describe('Chatbot: bad input is refused before any request', () => {
	const bad: Array<[operation: string, values: IDataObject, message: RegExp]> = [
		['changeSessionStatus', { ...ana, recipient: '={{ "" }}' }, /^"Chat" is empty/],
		[
			'changeSessionStatus',
			{ ...ana, sessionStatus: '={{ "open" }}' },
			/^"Session Status" must be closed, delete, opened, or paused, not "open"/,
		],
		[
			'updateIgnoredChats',
			{ ...ana, recipient: 'me' },
			/^"Chat" is "me", which is not a valid phone number/,
		],
		[
			'updateIgnoredChats',
			{ ...ana, ignoreAction: '={{ "x" }}' },
			/^"Ignore Action" must be add or remove, not "x"/,
		],
		[
			'start',
			{ recipient: '5511988887777', typebotUrl: 'x', typebotName: 'y' },
			/^"Typebot URL" must be a web address, not "x"/,
		],
		[
			'start',
			{ recipient: '5511988887777', typebotUrl: 'https://x.y', typebotName: '={{ "" }}' },
			/^"Typebot Name" is empty/,
		],
		[
			'createCredential',
			{ credentialName: 'a', openaiApiKey: '={{ "" }}' },
			/^"OpenAI API Key" is empty/,
		],
		['deleteCredential', { openaiCredsId: '={{ "" }}' }, /^"OpenAI Credential" is empty/],
		[
			'getMany',
			{ platform: '={{ "x" }}' },
			/^"Platform" must be dify, evoai, evolutionBot, flowise, n8n, openai, or typebot, not "x"/,
		],
		[
			'getSettings',
			{ platform: '={{ "x" }}' },
			/^"Platform" must be dify, evoai, evolutionBot, flowise, n8n, openai, or typebot, not "x"/,
		],
	];
	it.each(bad)('%s: %j', async (operation, values, message) => {
		expect((await chatbot(operation, values)).error?.message).toMatch(message);
		expect(arrived(simulator.current)).toEqual([]);
	});
});

describe('Chatbot sessions', () => {
	beforeEach(() => {
		addTypebot(simulator.current);
		addTypebotSession(simulator.current);
	});

	it('are none for a bot that does not exist, although the server gives the sessions of all bots', async () => {
		const { error, items } = await chatbot('getSessions', { platform: 'typebot', bot: 'other' });
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});

	it('are output with only the main fields; the global API key, which the server stores in them, only on request', async () => {
		const bot = { platform: 'typebot', bot: BOT };
		const { items } = await chatbot('getSessions', bot);
		expect(items[0].json).toEqual({
			id: `session of ${BOT}`,
			chat: '5511988887777@s.whatsapp.net',
			name: 'Ana',
			status: 'opened',
			awaitUser: true,
			botId: BOT,
			createdAt: expect.any(String),
			updatedAt: expect.any(String),
		});
		const raw = await chatbot('getSessions', { ...bot, simplify: false });
		expect(JSON.stringify(raw.items)).not.toContain('planted-secret');
		const options = { includeSecrets: true };
		const asked = await chatbot('getSessions', { ...bot, simplify: false, options });
		expect(asked.items[0].json.parameters).toEqual({ apiKey: 'planted-secret' });
	});

	it('can be paused by number', async () => {
		const { items } = await chatbot('changeSessionStatus', { ...ana, sessionStatus: 'paused' });
		expect(items[0].json).toEqual({
			chat: '5511988887777@s.whatsapp.net',
			status: 'paused',
			sessions: 1,
		});
		const [{ json }] = (await chatbot('getSessions', { platform: 'typebot', bot: BOT })).items;
		expect(json.status).toBe('paused');
	});

	it('can be deleted', async () => {
		const { items } = await chatbot('changeSessionStatus', { ...ana, sessionStatus: 'delete' });
		expect(items[0].json).toMatchObject({ deleted: true, status: 'delete' });
		expect((await chatbot('getSessions', { platform: 'typebot', bot: BOT })).items).toEqual([]);
	});
});

describe('Chatbot → Update Ignored Chats', () => {
	it('adds and takes away one chat, or all groups', async () => {
		addTypebot(simulator.current);
		const jid = '5511988887777@s.whatsapp.net';
		const change = async (recipient: string, ignoreAction: string) =>
			(await chatbot('updateIgnoredChats', { ...ana, recipient, ignoreAction })).items[0].json;
		expect(await change('5511988887777', 'add')).toEqual({
			platform: 'typebot',
			ignoreJids: [jid],
		});
		expect((await change('@g.us', 'add')).ignoreJids).toEqual([jid, '@g.us']);
		expect((await change('5511988887777', 'remove')).ignoreJids).toEqual(['@g.us']);
	});
});

describe('Chatbot → Start', () => {
	const start = {
		recipient: '5511988887777',
		typebotUrl: 'https://typebot.invalid',
		typebotName: 'x',
	};

	it('of a bot that cannot be reached is an error, although the server says 200', async () => {
		addTypebot(simulator.current);
		const { error } = await chatbot('start', start);
		expect(error?.message).toBe('The server could not reach Typebot');
	});

	it('sends the variables, and starts no session unless asked', async () => {
		addTypebot(simulator.current);
		const { items } = await chatbot('start', {
			...start,
			typebotUrl: 'https://typebot.example.com',
			variables: { variable: [{ name: 'order', value: '4711' }] },
		});
		expect(bodies(simulator.current)).toEqual([
			{
				remoteJid: '5511988887777@s.whatsapp.net',
				url: 'https://typebot.example.com',
				typebot: 'x',
				variables: [{ name: 'order', value: '4711' }],
			},
		]);
		expect(items[0].json).toEqual({
			started: true,
			chat: '5511988887777@s.whatsapp.net',
			url: 'https://typebot.example.com',
			typebot: 'x',
			variables: { order: '4711' },
		});
	});
});

describe('Chatbot → OpenAI credentials', () => {
	it('can be created, listed without their key, and deleted', async () => {
		const made = await chatbot('createCredential', {
			credentialName: 'a',
			openaiApiKey: 'sk-planted',
		});
		const listed = await chatbot('getCredentials');
		expect(listed.items.map(({ json }) => json.name)).toEqual(['a']);
		expect(JSON.stringify([made.items, listed.items])).not.toContain('sk-planted');
		const asked = await chatbot('getCredentials', { options: { includeSecrets: true } });
		expect(asked.items[0].json.apiKey).toBe('sk-planted');
		const openaiCredsId = String(made.items[0].json.id);
		const { items } = await chatbot('deleteCredential', { openaiCredsId });
		expect(items[0].json).toEqual({ deleted: true, id: openaiCredsId });
		expect((await chatbot('getCredentials')).items).toEqual([]);
	});

	it('list the models of OpenAI, up to the limit', async () => {
		addCredential(simulator.current);
		const { items } = await chatbot('getModels', { openaiCredsId: CREDENTIAL, limit: 2 });
		expect(items.map(({ json }) => json.id)).toEqual(['gpt-4o', 'gpt-4o-mini']);
	});

	it('are looked up in the chatbot settings if none is chosen; without settings there is an error', async () => {
		const { error } = await chatbot('getModels');
		expect(error?.message).toContain('Settings not found');
	});
});

it('Change Session Status: a chat without a session has no new status', async () => {
	const values = { platform: 'typebot', recipient: '5511966665555', sessionStatus: 'paused' };
	const { items } = await chatbot('changeSessionStatus', values);
	expect(items[0].json).toMatchObject({
		status: null,
		sessions: 0,
		reason: 'No bot has a session in this chat.',
	});
});
