import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { triesAll } from '../support/properties';
import { randomBytes } from '../support/random';
import { type Client, startClient } from './support/client';
import { fileBlob, PNG } from './support/files';

const number = '5511988887777';
const MB = 1024 * 1024;
const VIDEO_MB = triesAll ? 16 : 1;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('simulator: media', () => {
	let client: Client;
	const stored = async (id: string) => {
		const response = await fetch(`${client.simulator.url}/_sim/instances/demo/media/${id}`);
		return new Uint8Array(await response.arrayBuffer());
	};

	beforeAll(async () => {
		client = await startClient({ seed: true });
	});
	afterAll(() => client.simulator.close());

	it('refuses a JSON body that is too large, and continues to work', async () => {
		const text = `{"number":"1","text":"${'x'.repeat(137 * MB)}"}`;
		const { status, body } = await client.call('POST', '/message/sendText/demo', text);
		expect([status, body.response.message]).toEqual([413, 'request entity too large']);
		expect((await client.get('/')).status).toBe(200);
	}, 60_000);

	it(`accepts a ${VIDEO_MB} MB video as form data, and stores it unchanged`, async () => {
		const video = randomBytes(VIDEO_MB * MB);
		const form = new FormData();
		form.append('number', number);
		form.append('mediatype', 'video');
		form.append('caption', 'Olá 👋');
		form.append('file', fileBlob(video, 'video/mp4'), 'férias.mp4');
		const { status, body } = await client.post('/message/sendMedia/demo', form);
		expect(status).toBe(201);
		expect(body.message.videoMessage.fileLength.low).toBe(video.length);
		expect(sha256(await stored(body.key.id))).toBe(sha256(video));
		const [logged] = (await client.get('/_sim/requests')).body.slice(-1);
		expect(logged.files).toEqual([
			{
				field: 'file',
				fileName: 'férias.mp4',
				mimetype: 'video/mp4',
				size: video.length,
				sha256: sha256(video),
			},
		]);
		expect(logged.body).toEqual({ number, mediatype: 'video', caption: 'Olá 👋' });
	});

	it('accepts a document as Base64, and derives its MIME type from the file name', async () => {
		const file = randomBytes(3 * MB);
		const { body } = await client.post('/message/sendMedia/demo', {
			number,
			mediatype: 'document',
			media: file.toString('base64'),
			fileName: 'Report.XLSX',
		});
		expect(body.message.documentMessage.mimetype).toContain('spreadsheetml');
		expect(sha256(await stored(body.key.id))).toBe(sha256(file));
	});

	it('downloads a file from a local address, and answers with the error if the download fails', async () => {
		const server = http.createServer((request, response) => {
			response.statusCode = request.url === '/a.png' ? 200 : 404;
			response.setHeader('content-type', 'image/png');
			response.end(PNG);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const sendImage = (media: string) =>
			client.post('/message/sendMedia/demo', { number, mediatype: 'image', media });
		const { body } = await sendImage(`${url}/a.png`);
		expect(sha256(await stored(body.key.id))).toBe(sha256(PNG));
		const missing = await sendImage(`${url}/b.png`);
		expect(missing).toMatchObject({
			status: 500,
			body: { response: { message: ['AxiosError: Request failed with status code 404'] } },
		});
		const body404 = { number, mediatype: 'video', media: `${url}/b.mp4` };
		expect((await client.post('/message/sendMedia/demo', body404)).body.response.message).toEqual([
			`Error: Failed to fetch stream from ${url}/b.mp4`,
		]);
		await new Promise((resolve) => server.close(resolve));
	});

	it.each(['image', 'video', 'audio', 'document'])(
		'accepts a public address for %s without a request to the network',
		async (mediatype) => {
			const answer = await client.post('/message/sendMedia/demo', {
				number,
				mediatype,
				media: 'https://files.example.com/a.bin',
			});
			expect(answer.status).toBe(201);
			expect((await stored(answer.body.key.id)).length).toBeGreaterThan(10);
		},
	);

	it('drops the oldest files when they take too much memory', async () => {
		client.simulator.config.maxMediaBytes = 5 * MB;
		const ids: string[] = [];
		for (let index = 0; index < 4; index++) {
			const media = randomBytes(2 * MB, index).toString('base64');
			const { body } = await client.post('/message/sendPtv/demo', { number, video: media });
			ids.push(body.key.id);
		}
		const statuses = [];
		for (const id of ids)
			statuses.push((await client.get(`/_sim/instances/demo/media/${id}`)).status);
		expect(statuses).toEqual([404, 404, 200, 200]);
	});
});
