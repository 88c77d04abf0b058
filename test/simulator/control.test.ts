import { type Client, startClient } from './support/client';

describe('simulator: its own routes, which control it', () => {
	let client: Client;

	beforeEach(async () => {
		client = await startClient({ seed: true });
	});
	afterEach(() => client.simulator.close());

	it.each([
		['GET', '/_sim/nope'],
		['POST', '/_sim/instances/nope/scan'],
		['GET', '/_sim/instances/demo/media/nope'],
	])('include no %s %s, which is a 404', async (method, path) => {
		expect((await client.call(method, path)).status).toBe(404);
	});

	it('refuse requests from pages of other sites', async () => {
		const reset = (origin: string) =>
			fetch(`${client.simulator.url}/_sim/reset`, { method: 'POST', headers: { origin } });
		expect((await reset('https://example.com')).status).toBe(403);
		expect((await client.get('/_sim/instances')).body).toHaveLength(2);
		expect((await reset(client.simulator.url)).status).toBe(200);
	});

	it('refuse settings that do not exist', async () => {
		expect((await client.post('/_sim/config', { nonsense: 1 })).status).toBe(400);
		expect((await client.post('/_sim/config', { latencyMs: 'slow' })).status).toBe(400);
		expect((await client.post('/_sim/config', JSON.parse('{"__proto__": {"x": 1}}'))).status).toBe(
			400,
		);
	});

	it('change only the given settings', async () => {
		const { body } = await client.post('/_sim/config', {
			latencyMs: 7,
			webhookRetry: { timeoutMs: 9 },
		});
		expect(body).toMatchObject({ latencyMs: 7, version: '2.3.7', webhookRetry: { timeoutMs: 9 } });
		expect(body.webhookRetry.delaysMs).toHaveLength(9);
	});

	it('list the requests, without the key and with long texts cut', async () => {
		await client.post('/message/sendText/demo', {
			number: '5511988887777',
			text: 'x'.repeat(100_000),
		});
		const { body } = await client.get('/_sim/requests');
		expect(body.at(-1)).toMatchObject({
			method: 'POST',
			path: '/message/sendText/demo',
			status: 201,
		});
		const text = JSON.stringify(body);
		expect(text).not.toContain(client.simulator.key);
		expect(text).toContain('[100000 characters]');
		expect(text.length).toBeLessThan(2000);
		const since = await client.get(`/_sim/requests?since=${body.at(-1).id}`);
		expect(since.body).toEqual([]);
		await client.call('DELETE', '/_sim/requests');
		expect((await client.get('/_sim/requests')).body).toEqual([]);
	});

	it('do not appear in the list of requests', async () => {
		await client.get('/_sim/config');
		expect((await client.get('/_sim/requests')).body).toEqual([]);
	});

	it('reset the simulator to nothing or to the demo data', async () => {
		client.simulator.config.latencyMs = 3;
		client.simulator.config.version = '2.4.0';
		await client.post('/_sim/reset');
		expect((await client.get('/_sim/instances')).body).toEqual([]);
		expect(client.simulator.config).toMatchObject({ latencyMs: 0, version: '2.3.7' });
		await client.post('/_sim/reset', { seed: true });
		const { body } = await client.get('/_sim/instances');
		expect(body.map(({ name, state }: { name: string; state: string }) => [name, state])).toEqual([
			['demo', 'open'],
			['new-phone', 'close'],
		]);
	});

	it('create contacts, groups and labels', async () => {
		await client.post('/_sim/instances/demo/contacts', { number: '12025550123', name: 'Dan' });
		await client.post('/_sim/instances/demo/groups', {
			id: '120363999999999999',
			subject: 'G',
			participants: ['12025550123'],
		});
		await client.post('/_sim/instances/demo/labels', { id: '9', name: 'New', color: '3' });
		const contacts = await client.post('/chat/findContacts/demo', {
			where: { remoteJid: '12025550123' },
		});
		expect(contacts.body).toMatchObject([{ pushName: 'Dan' }]);
		const groups = await client.get('/group/fetchAllGroups/demo?getParticipants=true');
		expect(groups.body.at(-1)).toMatchObject({
			id: '120363999999999999@g.us',
			subject: 'G',
			size: 2,
		});
		expect((await client.get('/label/findLabels/demo')).body).toContainEqual({
			id: '9',
			name: 'New',
			color: '3',
			predefinedId: null,
		});
	});

	it('report a sent message in a stream of server-sent events', async () => {
		const abort = new AbortController();
		const response = await fetch(`${client.simulator.url}/_sim/events`, { signal: abort.signal });
		expect(response.headers.get('content-type')).toContain('text/event-stream');
		await client.post('/message/sendText/demo', { number: '5511988887777', text: 'x' });
		const reader = response.body?.getReader();
		let text = '';
		while (!text.includes('"type":"message"'))
			text += new TextDecoder().decode((await reader?.read())?.value);
		expect(text).toContain('"chat":"5511988887777@s.whatsapp.net"');
		abort.abort();
	});

	it('serve the phone page', async () => {
		const { status, headers } = await client.call('GET', '/phone', undefined, '');
		expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
		expect((await client.get('/phone/files.ts')).status).toBe(404);
	});
});
