import { type Client, startClient } from './support/client';
import { MP3, PDF, PNG } from './support/files';

describe('simulator: a download of media as Base64', () => {
	let client: Client;
	const get = (message: unknown, more: object = {}, instance = 'demo') =>
		client.post(`/chat/getBase64FromMediaMessage/${instance}`, { message, ...more });
	const receive = async (kind: string, bytes: Buffer, mimetype: string, more: object = {}) =>
		(
			await client.post('/_sim/instances/demo/receive', {
				from: '5511988887777',
				kind,
				base64: bytes.toString('base64'),
				mimetype,
				...more,
			})
		).body;
	const refused = (message: string) => ({
		status: 400,
		body: { response: { message: [message] } },
	});

	beforeAll(async () => {
		client = await startClient({ seed: true });
	});
	afterAll(() => client.simulator.close());

	it('returns the file as it was received, with a file name', async () => {
		const image = await receive('image', PNG, 'image/png', { caption: 'Look' });
		expect(await get({ key: { id: image.key.id } })).toMatchObject({
			status: 201,
			body: {
				mediaType: 'imageMessage',
				fileName: `${image.key.id}.png`,
				caption: 'Look',
				mimetype: 'image/png',
				base64: PNG.toString('base64'),
				buffer: null,
				size: { height: 1, width: 1 },
			},
		});
		const file = await receive('document', PDF, 'application/pdf', { fileName: 'a.pdf' });
		expect((await get({ key: file.key })).body.fileName).toBe('a.pdf');
	});

	it('accepts the whole message of a webhook, too', async () => {
		const image = await receive('image', PNG, 'image/png');
		expect((await get(image)).body.base64).toBe(PNG.toString('base64'));
		const lost = { ...image, key: { ...image.key, id: 'GONE' } };
		expect((await get(lost)).status).toBe(400);
		expect(await get(undefined)).toMatchObject(
			refused("TypeError: Cannot read properties of undefined (reading 'key')"),
		);
	});

	it('returns the type MP4 for audio on request', async () => {
		const sound = await receive('audio', MP3, 'audio/ogg; codecs=opus', { ptt: true });
		const plain = (await get({ key: sound.key }, { convertToMp4: false })).body;
		const mp4 = (await get({ key: sound.key }, { convertToMp4: true })).body;
		expect([plain.mimetype, mp4.mimetype]).toEqual(['audio/ogg; codecs=opus', 'audio/mp4']);
		expect(mp4.fileName).toBe(`${sound.key.id}.oga`);
	});

	it('of a Business instance needs the whole message', async () => {
		const create = { instanceName: 'biz', integration: 'WHATSAPP-BUSINESS' };
		await client.post('/instance/create', create);
		expect(await get({ key: { id: 'X' } }, {}, 'biz')).toMatchObject(
			refused("TypeError: Cannot read properties of undefined (reading 'includes')"),
		);
		const message = { base64: 'AAAA', imageMessage: { mime_type: 'image/png' } };
		expect((await get({ messageType: 'imageMessage', message }, {}, 'biz')).body).toMatchObject({
			base64: 'AAAA',
			mimetype: 'image/png',
		});
	});
});
