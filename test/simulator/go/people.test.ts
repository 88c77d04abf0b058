import { lidOf } from '../../../simulator/whatsapp/lid';
import { ANA, BRUNO, type GoClient, startGo, TEAM, UNKNOWN } from './support/goClient';

let go: GoClient;
beforeEach(async () => {
	go = await startGo();
});
afterEach(() => go.close());

const EVA = '5511955550000@s.whatsapp.net';
/** With the content type `application/json`, Evolution Go would refuse every list of participants. */
const participant = async (body: object, type = 'text/plain') => {
	const response = await fetch(`${go.simulator.url}/group/participant`, {
		method: 'POST',
		headers: { apikey: 'demo-token', 'content-type': type },
		body: JSON.stringify({ groupJid: TEAM, ...body }),
	});
	return { status: response.status, body: (await response.json()) as unknown };
};
const group = async () => (await go.send('/group/info', { groupJid: TEAM })).body.data;

describe('Go simulator: people', () => {
	it.each([
		['/user/avatar', { number: '5511988887777' }],
		['/user/info', { number: ['5511988887777'] }],
		['/user/block', { number: '5511988887777' }],
	])('%s of a number without "@s.whatsapp.net" ends with a time-out', async (path, body) => {
		const { status, body: answer } = await go.send(path, body);
		expect([status, answer]).toEqual([500, { error: 'info query timed out' }]);
	});

	it('the profile picture of a number that is not on WhatsApp is answered with an error', async () => {
		const { body } = await go.send('/user/avatar', { number: `${UNKNOWN}@s.whatsapp.net` });
		expect(body).toEqual({ error: 'that user or group does not have a profile picture' });
	});

	it('a lookup answers with the number that WhatsApp was asked for, not the one entered', async () => {
		const queries = async (more: object) => {
			const number = ['5511988887777', UNKNOWN];
			const { body } = await go.send('/user/check', { number, ...more });
			return body.data.Users.map((user: Record<string, unknown>) => [
				user.Query,
				user.IsInWhatsapp,
				user.LID,
			]);
		};
		const [ana, nobody] = [`+5511988887777@s.whatsapp.net`, `+${UNKNOWN}@s.whatsapp.net`];
		expect(await queries({})).toEqual([
			[ana, true, lidOf(ANA)],
			[nobody, false, null],
		]);
		expect(await queries({ formatJid: false })).toEqual([
			['5511988887777', true, lidOf(ANA)],
			[UNKNOWN, false, null],
		]);
	});

	it('messages of a blocked person are not delivered, and an empty block list is null', async () => {
		expect((await go.ask('GET', '/user/blocklist')).body.data.JIDs).toBeNull();
		expect((await go.send('/user/block', { number: ANA })).body.data.JIDs).toEqual([ANA]);
		const heard = await go.post('/_sim/instances/demo/receive', {
			from: ANA,
			kind: 'text',
			text: '',
		});
		expect(heard.body).toEqual({ ignored: true });
		expect((await go.send('/user/unblock', { number: ANA })).body.data.JIDs).toBeNull();
	});

	it('an empty contact list is null', async () => {
		go.simulator.state.instances.get('demo')?.contacts.clear();
		expect((await go.ask('GET', '/user/contacts')).body).toEqual({
			message: 'success',
			data: null,
		});
	});
});

describe('Go simulator: groups', () => {
	it.each(['add', 'remove', 'promote', 'demote'])(
		'the action %s on members is refused if the request has the content type application/json',
		async (action) => {
			const refused = await participant({ action, participants: [ANA] }, 'application/json');
			expect(refused).toEqual({
				status: 400,
				body: { error: 'participants is required and cannot be empty' },
			});
			const asText = await participant({ action, participants: ANA }, 'application/json');
			expect(asText.status).toBe(400);
		},
	);

	it('members are listed by LID, and the actions accept their LID or their number', async () => {
		const { Participants } = await group();
		const ana = Participants.find((one: { PhoneNumber: string }) => one.PhoneNumber === ANA);
		expect(ana).toMatchObject({ JID: lidOf(ANA), LID: lidOf(ANA), IsAdmin: false });
		expect((await participant({ action: 'promote', participants: [lidOf(ANA)] })).status).toBe(200);
		const hook = await go.subscribe('GROUP');
		await participant({ action: 'remove', participants: [BRUNO] });
		expect((await hook.wait('GroupInfo')).body.data).toMatchObject({
			Leave: [lidOf(BRUNO)],
			Join: null,
		});
		const members = (await group()).Participants as Array<{
			PhoneNumber: string;
			IsAdmin: boolean;
		}>;
		expect(members.map(({ PhoneNumber }) => PhoneNumber)).not.toContain(BRUNO);
		expect(members.find(({ PhoneNumber }) => PhoneNumber === ANA)?.IsAdmin).toBe(true);
	});

	it('the answer does not say that a person could not be added', async () => {
		const answer = await participant({
			action: 'add',
			participants: [`${UNKNOWN}@s.whatsapp.net`],
		});
		expect(answer.body).toEqual({ message: 'success' });
		expect((await group()).ParticipantCount).toBe(4);
	});

	it.each([
		['/group/info', { groupJid: '1@g.us' }, 'that group does not exist'],
		['/group/invitelink', { groupJid: '1@g.us' }, 'that group does not exist'],
		[
			'/group/description',
			{ groupJid: '1@g.us', description: 'A' },
			'failed to get old group info to update topic: that group does not exist',
		],
		[
			'/group/name',
			{ groupJid: '1@g.us', name: 'A' },
			'info query returned status 404: item-not-found',
		],
		['/group/info', { groupJid: 'abc' }, 'invalid group jid'],
		['/group/leave', { groupJid: TEAM.split('@')[0] }, 'info query timed out'],
		['/group/create', { groupName: 'A', participants: ['5511955550000'] }, 'info query timed out'],
		['/group/join', { code: 'nowhere' }, 'that group invite link is not valid'],
	])('%s of %j ends with the error "%s"', async (path, body, error) => {
		expect((await go.send(path, body)).body).toEqual({ error });
	});

	it('a new group contains all people who could be added, and the list of failures is null if all could', async () => {
		const body = { groupName: 'New', participants: [EVA] };
		const { data } = (await go.send('/group/create', body)).body;
		expect(data).toMatchObject({ name: 'New', failed: null });
		expect(data.added).toContain(lidOf(EVA));
		const { body: page } = await go.get('/_sim/instances/demo/groups');
		expect(page.map(({ subject }: { subject: string }) => subject)).toContain('New');
	});

	it('a person who could not be added to a new group is in the list of failures, and no member', async () => {
		const refused = `${UNKNOWN}@s.whatsapp.net`;
		const body = { groupName: 'New', participants: [EVA, refused] };
		const { data } = (await go.send('/group/create', body)).body;
		expect(data.failed).toEqual([refused]);
		expect(data.added).toHaveLength(2);
		const { body: made } = await go.send('/group/info', { groupJid: data.jid });
		expect(made.data.ParticipantCount).toBe(2);
	});

	it('only admins get the invite link', async () => {
		const team = go.simulator.state.instances.get('demo')?.groups.get(TEAM);
		for (const one of team?.participants ?? []) one.admin = null;
		const { body } = await go.send('/group/invitelink', { groupJid: TEAM });
		expect(body).toEqual({
			error: "you don't have the permission to get the group's invite link",
		});
	});

	it('an invite link lets another instance join', async () => {
		const { data: link } = (await go.send('/group/invitelink', { groupJid: TEAM })).body;
		await go.post('/instance/create', { name: 'b', token: 'b-token' });
		await go.post('/_sim/instances/b/scan');
		const joined = await go.call('POST', '/group/join', { code: link }, 'b-token');
		expect(joined.body).toEqual({ message: 'success' });
		const { body } = await go.call('GET', '/group/list', undefined, 'b-token');
		expect(body.data).toHaveLength(1);
	});
});

it('Go simulator: adding groups to a community: the answer lists all of them as "success", and failed ones as "failed", too', async () => {
	const { data } = (await go.send('/community/create', { communityName: 'All' })).body;
	const groupJid = ['1@g.us', TEAM];
	const { body } = await go.send('/community/add', { communityJid: data.JID, groupJid });
	expect(body.data).toEqual({ success: ['1@g.us', TEAM], failed: ['1@g.us'] });
	const alone = { communityJid: data.JID, groupJid: [TEAM] };
	expect((await go.send('/community/remove', alone)).body.data).toEqual({
		success: [TEAM],
		failed: null,
	});
});

it('Go simulator: a channel is found by its link, and its posts are read', async () => {
	const { data } = (await go.send('/newsletter/create', { name: 'News' })).body;
	await go.send('/send/text', { number: data.id, text: 'One' });
	await go.send('/send/text', { number: data.id, text: 'Two' });
	const key = data.thread_metadata.invite;
	expect((await go.send('/newsletter/link', { key })).body.data.id).toBe(data.id);
	const { body } = await go.send('/newsletter/messages', { jid: data.id, count: 1 });
	expect(body.data[0].Message.extendedTextMessage.text).toBe('Two');
	const document = { number: data.id, type: 'document', url: 'https://example.org/a.pdf' };
	expect((await go.send('/send/media', document)).body.error).toContain('documentos não são');
	expect((await go.send('/newsletter/info', { jid: '1@newsletter' })).status).toBe(500);
});

it('Go simulator: a label has a large number (a memory address) in place of its color', async () => {
	const [label] = (await go.ask('GET', '/label/list')).body;
	expect(label).toMatchObject({ label_id: '7', label_name: 'VIP' });
	expect(Number(label.label_color)).toBeGreaterThan(1_000_000);
	expect((await go.send('/label/chat', { jid: 'abc', labelId: '7' })).body).toEqual({
		error: 'error parse community jid',
	});
});
