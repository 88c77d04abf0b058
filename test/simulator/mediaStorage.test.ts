import { type Client, startClient } from './support/client';
import { PNG } from './support/files';

const notFound = { status: 400, body: { response: { message: ['Media not found'] } } };

describe('simulator: media storage', () => {
	let client: Client;
	const list = (body: object = {}) => client.post('/s3/getMedia/demo', body);
	const url = (body: object) => client.post('/s3/getMediaUrl/demo', body);

	beforeAll(async () => {
		client = await startClient({ seed: true });
		for (const [kind, mimetype] of [
			['image', 'image/png'],
			['document', 'application/pdf'],
		]) {
			const file = { kind, mimetype, base64: PNG.toString('base64') };
			await client.post('/_sim/instances/demo/receive', { from: '5511988887777', ...file });
		}
	});
	afterAll(() => client.simulator.close());

	it('finds nothing for a missing file', async () => {
		await client.post('/_sim/config', { disabled: [] });
		expect(await url({ id: '1' })).toMatchObject(notFound);
		expect(await list({ type: 'video' })).toMatchObject(notFound);
		expect(await list({ messageId: 1 })).toMatchObject(notFound);
	});

	it('lists media with their message, by type and ID, and returns an address that works', async () => {
		await client.post('/_sim/config', { disabled: [] });
		const { status, body } = await list();
		expect(status).toBe(201);
		expect(body).toHaveLength(2);
		expect(body[0]).toMatchObject({
			type: 'image',
			mimetype: 'image/png',
			Message: { messageType: 'imageMessage' },
		});
		expect(body[0].fileName).toMatch(/\/5511988887777@s.whatsapp.net\/image\/\w+\.png$/);
		expect((await list({ type: 'image' })).body).toEqual([body[0]]);
		const found = await url({ id: body[0].id, expiry: '60' });
		expect(found).toMatchObject({ status: 200, body: body[0] });
		const file = await fetch(found.body.mediaUrl);
		expect(Buffer.from(await file.arrayBuffer())).toEqual(PNG);
	});
});
