import { type Client, refused, startClient } from './support/client';

const TEAM = '120363020202020202@g.us';

describe('simulator: requests about groups', () => {
	let client: Client;
	const at = (route: string, jid: string) =>
		`/group/${route}/demo?groupJid=${encodeURIComponent(jid)}`;

	beforeAll(async () => {
		client = await startClient();
	});
	beforeEach(() => client.post('/_sim/reset', { seed: true }));
	afterAll(() => client.simulator.close());

	it.each([
		['GET', 'participants', undefined, 404, 'No participants'],
		['POST', 'updateGroupSubject', { subject: 'x' }, 500, 'Error updating group subject'],
		['POST', 'updateSetting', { action: 'locked' }, 400, 'Error updating setting'],
		['POST', 'revokeInviteCode', {}, 404, 'Revoke error'],
	])(
		'that the account is not in are refused by %s %s',
		async (method, route, body, status, text) => {
			const answer = await client.call(method, at(route, '120363404404404404@g.us'), body);
			expect(answer).toMatchObject(refused(status, text, 'Error: item-not-found'));
		},
	);

	it('are refused with a message for each invalid property of the query', async () => {
		expect(await client.get('/group/fetchAllGroups/demo?getParticipants=yes')).toMatchObject(
			refused(400, {
				property: 'getParticipants',
				message: 'getParticipants is not one of enum values: true,false',
			}),
		);
		expect(await client.get('/group/inviteInfo/demo?inviteCode=short')).toMatchObject(
			refused(400, {
				property: 'inviteCode',
				message: 'inviteCode does not match pattern "^[a-zA-Z0-9]{22}$"',
			}),
		);
	});

	it('are answered "Connection Closed" while the phone is away, and with another text if it never was connected', async () => {
		await client.post('/_sim/instances/demo/close', {});
		expect(await client.get(at('findGroupInfos', TEAM))).toMatchObject(
			refused(404, 'Error fetching group', 'Error: Connection Closed'),
		);
		const never = '/group/create/new-phone';
		const body = { subject: 'x', participants: ['5511988887777'] };
		expect(await client.post(never, body)).toMatchObject(
			refused(
				500,
				'Error creating group',
				"TypeError: Cannot read properties of undefined (reading 'groupCreate')",
			),
		);
	});

	it('are refused with an invalid picture', async () => {
		const change = (image: string) => client.post(at('updateGroupPicture', TEAM), { image });
		const text = 'Error update group picture';
		expect(await change('no picture')).toMatchObject(refused(500, text, '[object Object]'));
		expect(await change('aGVsbG8gd29ybGQ=')).toMatchObject(
			refused(500, text, 'Error: Input buffer contains unsupported image format'),
		);
		expect(await change('https://nowhere.invalid/a.png')).toMatchObject(
			refused(500, text, 'Error: getaddrinfo ENOTFOUND nowhere.invalid'),
		);
	});
});
