import { type Client, startClient } from './support/client';

const error = (status: number, name: string, message: unknown) => ({
	status,
	error: name,
	response: { message },
});

describe('errors of the simulator', () => {
	let client: Client;

	beforeAll(async () => {
		client = await startClient({ seed: true });
	});
	afterAll(() => client.simulator.close());

	it('the key is read only from its header', async () => {
		const { key } = client.simulator;
		expect(
			(await client.call('GET', `/instance/fetchInstances?apikey=${key}`, undefined, '')).status,
		).toBe(401);
		const bearer = await fetch(`${client.simulator.url}/instance/fetchInstances`, {
			headers: { authorization: `Bearer ${key}` },
		});
		expect(bearer.status).toBe(401);
	});

	it('malformed JSON is answered with 400 and "Internal Server Error"', async () => {
		const { status, body } = await client.call('POST', '/message/sendText/nope', '{bad');
		expect(status).toBe(400);
		expect(body.error).toBe('Internal Server Error');
		expect(body.response.message).toMatch(/JSON at position 1/);
	});

	it.each(['"text"', '42', 'null'])(
		'JSON other than objects and lists is refused: %s',
		async (text) => {
			const { status, body } = await client.call('POST', '/message/sendText/demo', text);
			expect([status, body.error]).toEqual([400, 'Internal Server Error']);
		},
	);

	it('a text/plain body is ignored, so that the required properties are reported as missing', async () => {
		const response = await fetch(`${client.simulator.url}/message/sendText/demo`, {
			method: 'POST',
			headers: { apikey: client.simulator.key, 'content-type': 'text/plain' },
			body: 'number=1',
		});
		expect(response.status).toBe(400);
		expect(JSON.stringify(await response.json())).toContain('requires property');
	});

	it.each([
		['more parameters than it reads', 'application/x-www-form-urlencoded', 'a&'.repeat(1001), 413],
		['an unknown character set', 'application/json; charset=nope', '{}', 415],
	])('a request with %s is refused', async (_title, type, body, status) => {
		const response = await fetch(`${client.simulator.url}/message/sendText/demo`, {
			method: 'POST',
			headers: { apikey: client.simulator.key, 'content-type': type },
			body,
		});
		expect(await response.json()).toMatchObject({ status, error: 'Internal Server Error' });
	});

	it('a path with a broken percent sign cannot be read', async () => {
		expect(await client.get('/instance/connectionState/%zz')).toMatchObject({
			status: 400,
			body: error(400, 'Internal Server Error', "Failed to decode param '%zz'"),
		});
	});

	it('an unknown route is answered with 404 and a message that names the method, path and query', async () => {
		const { status, body } = await client.get('/chat/nope/demo?x=1');
		expect(status).toBe(404);
		expect(body).toEqual(error(404, 'Not Found', ['Cannot GET /chat/nope/demo?x=1']));
	});

	it('the key is checked for the instance in the path, and the answer is for the instance in the query', async () => {
		const path = '/instance/connectionState/demo?instanceName=new-phone';
		const { body } = await client.call('GET', path, undefined, 'demo-token');
		expect(body).toEqual({ instance: { instanceName: 'new-phone', state: 'close' } });
	});
});

const yes = { type: 'reply', displayText: 'Yes', id: 'yes' };
const url = { type: 'url', displayText: 'Open', url: 'https://example.com' };
const LIST = {
	number: '120363020202020202@g.us',
	title: 'T',
	footerText: '',
	buttonText: 'B',
	sections: [{ title: 'S', rows: [{ title: 'A', rowId: 'a' }] }],
};

describe('simulator: a 2.4 server', () => {
	let client: Client;

	beforeAll(async () => {
		client = await startClient({ seed: true, version: '2.4.0' });
	});
	afterAll(() => client.simulator.close());

	it('answers everything but its public routes with LICENSE_REQUIRED until it is activated', async () => {
		client.simulator.config.licensed = false;
		for (const path of ['/instance/fetchInstances', '/nope']) {
			const { status, body } = await client.get(path);
			expect(status).toBe(503);
			expect(body).toMatchObject({ code: 'LICENSE_REQUIRED', error: 'service not activated' });
			expect(body.register_url).toBe(`${client.simulator.url}/manager/login`);
		}
		expect((await client.get('/')).body.version).toBe('2.4.0');
		expect((await client.get('/license/status')).body.status).toBe('inactive');
		client.simulator.config.licensed = true;
		expect((await client.get('/instance/fetchInstances')).status).toBe(200);
		expect((await client.get('/license/status')).body.status).toBe('active');
	});

	it('refuses a text as the value of mentionsEveryOne, which 2.3.7 accepts', async () => {
		const body = { number: '120363020202020202@g.us', text: 'x', mentionsEveryOne: 'true' };
		expect((await client.post('/message/sendText/demo', body)).status).toBe(400);
		client.simulator.config.version = '2.3.7';
		expect((await client.post('/message/sendText/demo', body)).status).toBe(201);
		client.simulator.config.version = '2.4.0';
	});

	it('ignores mentions and a chosen message ID in a list message', async () => {
		const options = { messageId: 'MINE', mentioned: ['5511977776666'] };
		const sent = await client.post('/message/sendList/demo', { ...LIST, ...options });
		expect(sent.status).toBe(201);
		expect(JSON.stringify(sent.body)).not.toMatch(/MINE|5511977776666/);
	});

	it.each([
		['three buttons that open something', [url, url, url], 'Maximum of 2 CTA buttons allowed'],
		[
			'a reply button beside PIX',
			[yes, { type: 'pix' }],
			'Reply buttons cannot be mixed with CTA or PIX buttons',
		],
	])('refuses %s in a buttons message', async (_what, buttons, message) => {
		const body = { number: '5511988887777', title: 'T', buttons };
		expect(await client.post('/message/sendButtons/demo', body)).toMatchObject({
			status: 400,
			body: { response: { message: [message] } },
		});
	});

	it.each([
		['eleven cards', Array.from({ length: 11 }, () => ({ body: 'B', buttons: [yes] }))],
		['a card with four buttons', [{ body: 'B', buttons: [yes, yes, yes, yes] }]],
		['a card without a button', [{ body: 'B', buttons: [] }]],
	])('refuses %s in a carousel message', async (_what, cards) => {
		const body = { number: '5511988887777', body: 'b', cards };
		expect((await client.post('/message/sendCarousel/demo', body)).status).toBe(400);
	});

	it('sends a card without a picture as buttons, and ignores the title', async () => {
		const cards = [{ title: 'Hat', body: 'B', buttons: [yes] }];
		const body = { number: '5511988887777', body: 'above', cards };
		const sent = await client.post('/message/sendCarousel/demo', body);
		expect(sent.body.message.interactiveMessage.body).toEqual({ text: 'B' });
		expect(JSON.stringify(sent.body)).not.toMatch(/Hat|above/);
	});

	it('has carousels and chosen message IDs, which 2.3.7 does not have', async () => {
		const cards = [{ body: 'one', buttons: [{ type: 'reply', displayText: 'Yes', id: 'yes' }] }];
		const body = { number: '5511988887777', body: 'b', cards };
		expect((await client.post('/message/sendCarousel/demo', body)).status).toBe(201);
		const text = { number: '5511988887777', text: 'b', messageId: 'MINE' };
		const sent = await client.post('/message/sendText/demo', text);
		expect(sent).toMatchObject({ status: 201, body: { key: { id: 'MINE' } } });
		client.simulator.config.version = '2.3.7';
		expect((await client.post('/message/sendText/demo', text)).body.key.id).not.toBe('MINE');
		expect((await client.post('/message/sendCarousel/demo', body)).status).toBe(404);
		expect((await client.get('/license/status')).status).toBe(404);
	});
});
