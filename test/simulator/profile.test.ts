import { type Client, refused, startClient, until } from './support/client';
import { PNG } from './support/files';

const OWN = '5511900000001';

describe('simulator: the WhatsApp profile', () => {
	let client: Client;
	const post = (route: string, body: object = {}) => client.post(`/chat/${route}/demo`, body);
	const isOpen = () => client.simulator.state.instances.get('demo')?.state === 'open';
	const picture = async (number = OWN) =>
		(await post('fetchProfilePictureUrl', { number })).body.profilePictureUrl;
	const privacy = {
		readreceipts: 'none',
		profile: 'contacts',
		status: 'none',
		online: 'match_last_seen',
		last: 'none',
		groupadd: 'contacts',
	};

	beforeAll(async () => {
		client = await startClient();
	});
	beforeEach(async () => {
		await client.post('/_sim/reset', { seed: true });
		client.simulator.config.reloadMs = 100;
	});
	afterAll(() => client.simulator.close());

	it('needs a number for a picture, and a valid picture', async () => {
		expect((await post('fetchProfilePictureUrl')).status).toBe(500);
		expect(await post('updateProfilePicture', { picture: 'nonsense!' })).toMatchObject(
			refused(500, 'Error updating profile picture', '[object Object]'),
		);
		expect(isOpen()).toBe(true);
	});

	it('cannot be read without a connection', async () => {
		await client.post('/_sim/instances/demo/close', {});
		expect(await client.get('/chat/fetchPrivacySettings/demo')).toMatchObject({
			status: 500,
			body: { response: { message: 'Connection Closed' } },
		});
		expect(await post('updateProfileName', { name: 'x' })).toMatchObject(
			refused(500, 'Error updating profile name', 'Error: Connection Closed'),
		);
		expect((await post('fetchProfile', { number: OWN })).body).toMatchObject({
			name: null,
			isBusiness: false,
		});
	});

	it('gets a new name and text', async () => {
		await post('updateProfileName', { name: 'Shop' });
		await post('updateProfileStatus', { status: 'Open until 8' });
		const [instance] = (await client.get('/instance/fetchInstances?instanceName=demo')).body;
		expect(instance.profileName).toBe('Shop');
		const { status } = (await post('fetchProfile', { number: OWN })).body;
		expect(status.status).toBe('Open until 8');
	});

	it('gets a picture and loses it, after which the connection is away for a moment', async () => {
		const before = await picture();
		const change = await post('updateProfilePicture', { picture: PNG.toString('base64') });
		expect(change).toMatchObject({ status: 200, body: { update: 'success' } });
		const sent = await client.post('/message/sendText/demo', { number: OWN, text: 'x' });
		expect(sent).toMatchObject(refused(400, 'Error: Connection Closed'));
		expect(await until(isOpen)).toBe(true);
		const after = await picture();
		expect([typeof before, typeof after, before === after]).toEqual(['string', 'string', false]);
		await client.call('DELETE', '/chat/removeProfilePicture/demo', {});
		expect(isOpen()).toBe(false);
		expect(await until(isOpen)).toBe(true);
		expect(await picture()).toBeNull();
		const [instance] = (await client.get('/instance/fetchInstances?instanceName=demo')).body;
		expect(instance.profilePicUrl).toBeNull();
	});

	it('has privacy settings that can be changed and read again, and refuses invalid ones', async () => {
		expect((await post('updatePrivacySettings', { ...privacy, last: 'nobody' })).status).toBe(400);
		expect(await post('updatePrivacySettings', privacy)).toMatchObject({
			status: 201,
			body: { update: 'success', data: privacy },
		});
		expect((await client.get('/chat/fetchPrivacySettings/demo')).status).toBe(500);
		expect(await until(isOpen)).toBe(true);
		expect((await client.get('/chat/fetchPrivacySettings/demo')).body).toEqual(privacy);
	});

	it('of a business has a website, and is marked as a business', async () => {
		await client.post('/_sim/config', { businessNumbers: ['5511988887777'] });
		const number = '5511988887777';
		expect((await post('fetchBusinessProfile', { number })).body).toMatchObject({
			isBusiness: true,
			wid: `${number}@s.whatsapp.net`,
		});
		expect((await post('fetchProfile', { number })).body).toMatchObject({
			name: 'Ana',
			isBusiness: true,
			website: 'https://example.test',
		});
	});
});
