import { type Client, startClient } from './support/client';
import { MP3 } from './support/files';

const TEAM = '120363020202020202@g.us';
const ROUTES = [
	'/chat/markMessageAsPlayed/demo',
	'/chat/getPollVote/demo',
	'/chat/findChannels/demo',
	'/group/updateMemberAddMode/demo',
];

describe('simulator: routes of 2.4', () => {
	let client: Client;
	const receive = async (body: object) =>
		(await client.post('/_sim/instances/demo/receive', { from: '5511988887777', ...body })).body;

	beforeAll(async () => {
		client = await startClient({ version: '2.4.0' });
	});
	beforeEach(() => client.post('/_sim/reset', { seed: true }));
	afterAll(() => client.simulator.close());

	it.each(ROUTES)('%s does not exist in 2.3.7', async (route) => {
		await client.post('/_sim/config', { version: '2.3.7' });
		expect(await client.post(route)).toMatchObject({
			status: 404,
			body: { response: { message: [`Cannot POST ${route}`] } },
		});
	});

	it('mark a voice message as played', async () => {
		const base64 = MP3.toString('base64');
		const voice = await receive({ kind: 'audio', ptt: true, base64, mimetype: 'audio/ogg' });
		const body = { playedMessages: [voice.key] };
		expect(await client.post(ROUTES[0], body)).toMatchObject({
			status: 201,
			body: { message: 'Played messages', played: 'success' },
		});
		const stored = client.simulator.state.instances.get('demo')?.messages.get(voice.key.id);
		expect(stored?.status).toBe('PLAYED');
		expect((await client.post(ROUTES[0], { playedMessages: [] })).status).toBe(400);
	});

	it('count the votes of a poll', async () => {
		const poll = {
			number: '5511988887777',
			name: 'Lunch?',
			selectableCount: 1,
			values: ['A', 'B'],
		};
		const { key } = (await client.post('/message/sendPoll/demo', poll)).body;
		await receive({ kind: 'pollVote', targetId: key.id, options: ['B'] });
		const count = (id: string) =>
			client.post(ROUTES[1], { message: { key: { id } }, remoteJid: key.remoteJid });
		expect(await count(key.id)).toMatchObject({
			status: 200,
			body: {
				poll: {
					name: 'Lunch?',
					totalVotes: 1,
					results: {
						A: { votes: 0, voters: [] },
						B: { votes: 1, voters: ['5511988887777@s.whatsapp.net'] },
					},
				},
			},
		});
		expect((await count('NOPE')).body.response.message).toEqual([
			'Error decrypting poll votes',
			'[object Object]',
		]);
	});

	it('list the channels that have posted a message', async () => {
		expect((await client.post(ROUTES[2])).body).toMatchObject({ total: 0, records: [] });
		await receive({ kind: 'text', text: 'News', chat: '120363@newsletter' });
		expect((await client.post(ROUTES[2])).body).toMatchObject({
			total: 1,
			pages: 1,
			currentPage: 1,
			records: [{ remoteJid: '120363@newsletter' }],
		});
	});

	it('set who may add members to a group', async () => {
		const set = (mode: string) => client.post(ROUTES[3], { groupJid: TEAM, mode });
		expect((await set('nobody')).status).toBe(400);
		expect(await set('admin_add')).toMatchObject({
			status: 201,
			body: { update: 'success', mode: 'admin_add' },
		});
		const { body } = await client.get(`/_sim/instances/demo/groups/${encodeURIComponent(TEAM)}`);
		expect(body.memberAddMode).toBe(false);
	});
});
