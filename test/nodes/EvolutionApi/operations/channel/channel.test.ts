import type { IDataObject } from 'n8n-workflow';

import { runOperationWith } from '../../../../../dev/engine/operation';
import { addChannel, addPosts, CHANNEL } from '../../../../support/goScenarios';
import { runOperation } from '../../../../support/run';
import { useSimulator } from '../../../../support/simulator';
import { runGo, useGo } from '../../server/evolutionGo/support/runGo';

const server = useGo();
const simulator = useSimulator({ server: 'go', version: '0.7.2' });

const run = async (operation: string, values: IDataObject = {}) =>
	await runGo(server, { resource: 'channel', operation, values });
const runThere = async (operation: string, values: IDataObject = {}) =>
	await runOperation(simulator.current, { resource: 'channel', operation, values });

const success = (data?: unknown) => ({ status: 200, body: { message: 'success', data } });

describe('Channel: bad input is refused before any request', () => {
	it.each([
		['={{ "" }}', '"Channel" is empty'],
		['120363020202020202@g.us', '"Channel" must be a channel, not "120363020202020202@g.us"'],
		['News', '"Channel" must be a channel, not "News"'],
		['1203@newsletter', '"Channel" must be a channel, not "1203@newsletter"'],
	])('%s as the channel', async (channel, message) => {
		for (const operation of ['get', 'getMessages', 'subscribe']) {
			const { error } = await run(operation, { channel });
			expect(error?.message).toBe(message);
		}
		expect(server.asked).toEqual([]);
	});

	it('the link of a group as the invite of a channel', async () => {
		const channelInvite = 'https://chat.whatsapp.com/F1EX5QZxO181L3TMVP31gY';
		const { error } = await run('getByInvite', { channelInvite });
		expect(error?.message).toContain(
			'"Invite Code or Link" must be the link of a channel, not "https://chat.whatsapp.com/F1EX5QZxO181L3TMVP31gY"',
		);
		expect(server.asked).toEqual([]);
	});

	it('a blank channel name', async () => {
		const { error } = await run('create', { channelName: ' ' });
		expect(error?.message).toBe('"Name" is empty');
		expect(server.asked).toEqual([]);
	});
});

describe('Channel operations that Evolution API does not support: nothing is sent, and the error names the closest operation', () => {
	it.each([
		['create', 'Message → Send Text can write to a channel'],
		['getMany', 'Chat → Get Channels'],
	])('%s', async (operation, nearest) => {
		const credentials = { evolutionGlobalKeyApi: { baseUrl: server.url, apiKey: 'key' } };
		const values = { channelName: 'News' };
		const { error } = await runOperationWith(
			{ authentication: 'globalKey', credentials },
			{ resource: 'channel', operation, values, instance: 'sales' },
		);
		expect(error?.message).toContain('Evolution API does not support');
		expect(error?.description).toContain('choose Evolution Go as Authentication');
		expect(error?.description).toContain(nearest);
		expect(server.asked).toEqual([]);
	});
});

it('Channel → Get of a WhatsApp channel that does not exist: the error quotes the reason that WhatsApp gives', async () => {
	const { error } = await runThere('get', { channel: CHANNEL });
	expect(error?.message).toContain('item-not-found');
	expect(error?.description).not.toContain('It may still have been done');
});

it('a channel is recognized by its digits, and by every spelling of its link', async () => {
	addChannel(simulator.current);
	const byDigits = await runThere('get', { channel: CHANNEL.split('@')[0] });
	expect(byDigits.items[0].json.name).toBe('News');
	const code = '0029Va4K0PZ5a245NkngBA2M';
	for (const channelInvite of [
		code,
		`whatsapp.com/channel/${code}`,
		`https://www.whatsapp.com/channel/${code}/`,
		`https://whatsapp.com/channel/${code}/123?utm=x`,
	]) {
		const { error, items } = await runThere('getByInvite', { channelInvite });
		expect(error).toBeUndefined();
		expect(items[0].json.channelJid).toBe(CHANNEL);
	}
});

it('role and mute are null for a channel that the account does not follow', async () => {
	server.answers('POST /newsletter/link', success({ id: CHANNEL, viewer_metadata: null }));
	const { items } = await run('getByInvite', { channelInvite: '0029Va4K0PZ5a245NkngBA2M' });
	expect(items[0].json).toEqual({
		channelJid: CHANNEL,
		name: null,
		description: null,
		subscribers: null,
		role: null,
		isMuted: null,
		isVerified: false,
		state: null,
		inviteCode: null,
		inviteUrl: null,
		pictureUrl: null,
		createdAt: null,
	});
});

it('without Simplify a channel is as the server gives it, without the envelope', async () => {
	const { items } = await run('getMany', { simplify: false });
	expect(items[0].json).toHaveProperty('thread_metadata.invite');
});

it('Get Many and Get Posts give no item, and no error, where the server has no channel or post', async () => {
	server.answers('GET /newsletter/list', success(null));
	server.answers('POST /newsletter/messages', success(null));
	expect((await run('getMany')).items).toEqual([]);
	const posts = await run('getMessages', { channel: CHANNEL });
	expect([posts.error, posts.items]).toEqual([undefined, []]);
});

describe('Channel → Get Posts', () => {
	const texts = Array.from({ length: 230 }, (_, index) => `Post ${index + 1}`);
	beforeEach(() => {
		addChannel(simulator.current);
		addPosts(simulator.current, texts);
	});
	const asked = () =>
		simulator.current.state.requests
			.list()
			.filter(({ path }) => path === '/newsletter/messages')
			.map(({ body }) => body);

	it('gives all posts newest first, each once', async () => {
		const { items } = await runThere('getMessages', { channel: CHANNEL, returnAll: true });
		expect(items.map(({ json }) => json.text)).toEqual([...texts].reverse());
	});

	it('requests only as many posts as the Limit, in pages of 100', async () => {
		const { items } = await runThere('getMessages', { channel: CHANNEL, limit: 120 });
		expect(items).toHaveLength(120);
		expect(items.at(-1)?.json.text).toBe('Post 111');
		expect(asked()).toEqual([
			{ jid: CHANNEL, count: 100 },
			{ jid: CHANNEL, count: 20, before_id: 230 },
		]);
	});

	it('gives the posts before another one', async () => {
		const filters = { beforePost: 103 };
		const { items } = await runThere('getMessages', { channel: CHANNEL, filters });
		expect(items.map(({ json }) => json.postNumber)).toEqual([102, 101, 100]);
	});

	it('uses the Limit of each input item', async () => {
		const { items } = await runOperation(simulator.current, {
			resource: 'channel',
			operation: 'getMessages',
			values: { channel: CHANNEL, limit: '={{ $json.limit }}' },
			items: [{ json: { limit: 1 } }, { json: { limit: 3 } }],
		});
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 1, 1].map((item) => ({ item })),
		);
	});

	it('gives reactions and captions', async () => {
		server.answers('POST /newsletter/messages', {
			...success([
				{
					MessageServerID: 7,
					MessageID: 'A',
					Type: 'media',
					Timestamp: '2026-03-30T14:05:09-03:00',
					ViewsCount: 10,
					ReactionCounts: { '👍': 2 },
					Message: { imageMessage: { caption: 'Hats' } },
				},
			]),
		});
		const { items } = await run('getMessages', { channel: CHANNEL });
		expect(items[0].json).toEqual({
			text: 'Hats',
			timestamp: '2026-03-30T17:05:09.000Z',
			messageId: 'A',
			postNumber: 7,
			type: 'media',
			views: 10,
			reactions: [{ emoji: '👍', count: 2 }],
		});
	});
});
