import { startClient } from '../support/client';
import { ANA, BRUNO, type GoClient, startGo, TOKEN, UNKNOWN } from './support/goClient';

let go: GoClient;
beforeEach(async () => {
	go = await startGo();
});
afterEach(() => go.close());

describe('Go simulator: a server that is not activated', () => {
	beforeEach(() => go.post('/_sim/config', { licensed: false }));

	it.each([
		['POST', '/send/text'],
		['GET', '/no/such/route'],
	])('answers an error at %s %s', async (method, path) => {
		const { status, body } = await go.call(method, path);
		expect(status).toBe(503);
		expect(body).toMatchObject({ code: 'LICENSE_REQUIRED', error: 'service not activated' });
		expect(body.register_url).toBe(`${go.simulator.url}/manager/login`);
	});

	it('answers its health check, and says that it is inactive', async () => {
		expect((await go.get('/server/ok')).body).toEqual({ status: 'ok' });
		expect((await go.get('/license/status')).body.status).toBe('inactive');
	});
});

describe('Go simulator: paths and keys', () => {
	it.each([
		['GET', '/send/text'],
		['POST', '/SEND/text'],
		['POST', '/message/sendText/demo'],
	])('%s %s is no route, and answered as text', async (method, path) => {
		const { status, body, headers } = await go.call(method, path, undefined, TOKEN);
		expect([status, body]).toEqual([404, '404 page not found']);
		expect(headers.get('content-type')).toContain('text/plain');
	});

	it('a slash at the end of the path is redirected to the path without it', async () => {
		const options = { redirect: 'manual' as const, headers: { apikey: TOKEN } };
		const found = await fetch(`${go.simulator.url}/instance/status/`, options);
		expect([found.status, found.headers.get('location')]).toEqual([301, '/instance/status']);
		const posted = await fetch(`${go.simulator.url}/send/text/`, { ...options, method: 'POST' });
		expect(posted.status).toBe(307);
	});

	it.each([
		['an unknown key', 'who'],
		['the global key', 'simulator-key'],
	])('a request with %s is refused at the routes of an instance', async (_what, key) => {
		const { status, body } = await go.call('GET', '/instance/status', undefined, key);
		expect([status, body]).toEqual([401, { error: 'not authorized' }]);
	});

	it('a request with an instance key is refused at the routes of the server', async () => {
		expect((await go.call('GET', '/instance/all', undefined, TOKEN)).status).toBe(401);
	});

	it('every origin may send requests from a browser', async () => {
		const { status, headers } = await go.call('OPTIONS', '/send/text', undefined, '');
		expect([status, headers.get('access-control-allow-origin')]).toEqual([200, '*']);
	});
});

describe('Go simulator: Send Text', () => {
	const text = { number: ANA, text: 'Hello' };

	it.each([
		['an empty body', '', 400, 'Invalid JSON format'],
		['an empty number', { ...text, number: '' }, 400, 'number is required and cannot be empty'],
		[
			'letters as the number',
			{ ...text, number: 'abc' },
			400,
			'Invalid number format: invalid number format',
		],
		[
			'a text of type number',
			{ ...text, text: 5 },
			400,
			'json: cannot unmarshal number into Go struct field TextStruct.text of type string',
		],
		[
			'a number that is not on WhatsApp and formatJid false',
			{ ...text, number: UNKNOWN, formatJid: false },
			500,
			`number ${UNKNOWN} is not registered on WhatsApp`,
		],
		[
			'letters as the number and formatJid false',
			{ ...text, number: 'abc@g.us', formatJid: false },
			500,
			'failed to get',
		],
	])('with %s is refused', async (_what, body, status, error) => {
		const answer = await go.send('/send/text', body);
		expect([answer.status, answer.body.error]).toEqual([status, expect.stringContaining(error)]);
	});

	it('uses the message ID of the caller', async () => {
		const { status, body } = await go.send('/send/text', { ...text, id: 'MINE1', Text: 'Hi' });
		expect([status, body.message]).toEqual([200, 'success']);
		const { Info, Message, MessageContextInfo } = body.data;
		expect(Info).toMatchObject({
			ID: 'MINE1',
			Chat: ANA,
			IsFromMe: true,
			IsGroup: false,
			Type: 'ExtendedTextMessage',
		});
		expect(Info.Sender).toMatch(/^5511900000001:\d+@s\.whatsapp\.net$/);
		expect(Info.Timestamp).toMatch(/T\d\d:\d\d:\d\d\.\d{7,9}-03:00$/);
		expect(Message).toEqual({ extendedTextMessage: { text: 'Hi', contextInfo: {} } });
		expect(MessageContextInfo.stanzaID).toBe('');
	});

	it('appears on the phone page, and gets its receipts', async () => {
		const hook = await go.subscribe('SEND_MESSAGE', 'READ_RECEIPT');
		const { body } = await go.send('/send/text', text);
		const { ID } = body.data.Info;
		const sent = await hook.wait('SendMessage');
		expect(sent.body).toMatchObject({ instanceToken: TOKEN, instanceName: 'demo' });
		expect(sent.body.data.Info.ID).toBe(ID);
		const delivered = await hook.wait('Receipt');
		expect(delivered.body.state).toBe('Delivered');
		expect(delivered.body.data).toMatchObject({ Chat: ANA, MessageIDs: [ID], Type: '' });
		const page = await go.get(`/_sim/instances/demo/messages?chat=${ANA}`);
		expect(page.body.at(-1)).toMatchObject({ id: ID, text: 'Hello', ack: 'DELIVERY_ACK' });
		await go.post('/_sim/instances/demo/read', { chat: ANA });
		const read = await hook.wait('Receipt', ({ body: { state } }) => state === 'Read');
		expect(read.body.data.Type).toBe('read');
	});

	it('is read and answered by the person as a test has planned', async () => {
		const steps = [{ do: 'read' }, { kind: 'text', text: 'Yes', quotedId: 'sent' }];
		await go.post('/_sim/instances/demo/plans', { after: 'send', steps });
		const hook = await go.subscribe('MESSAGE', 'READ_RECEIPT');
		const { body } = await go.send('/send/text', text);
		const answer = await hook.wait('Message');
		expect(answer.body.data).toMatchObject({
			isQuoted: true,
			quoted: { stanzaID: body.data.Info.ID },
		});
		await hook.wait('Receipt', ({ body: { state } }) => state === 'Read');
	});

	it('is answered only after the given delay', async () => {
		const slept = jest.spyOn(go.simulator.state, 'sleep').mockResolvedValue();
		await go.send('/send/text', { ...text, delay: 60 });
		expect(slept).toHaveBeenCalledWith(60);
		slept.mockRestore();
	});

	it('that WhatsApp rejects is an error, and red on the phone page', async () => {
		await go.post('/_sim/config', { delivery: { refuses: 'everybody' } });
		const { status, body } = await go.send('/send/text', text);
		expect([status, body]).toEqual([500, { error: 'server returned error 463' }]);
		const page = await go.get(`/_sim/instances/demo/messages?chat=${ANA}`);
		expect(page.body.at(-1).ack).toBe('ERROR');
	});

	it('with the same text to too many people logs the phone out, as for a banned account', async () => {
		const bannedAbove = { lookUps: 100, strangers: 100, sameText: 1 };
		await go.post('/_sim/config', { delivery: { bannedAbove } });
		const hook = await go.subscribe('CONNECTION');
		for (const number of [ANA, BRUNO]) await go.send('/send/text', { ...text, number });
		const { body } = await hook.wait('LoggedOut');
		expect(body.data).toMatchObject({ Reason: 403, reason: '403: primary device was logged out' });
	});

	it('whose message never leaves the phone ends with a time-out', async () => {
		await go.post('/_sim/config', { delivery: { ticks: 'none' } });
		const { body } = await go.send('/send/text', text);
		expect(body).toEqual({ error: 'timed out waiting for message send response' });
	});

	it('fails or gets no answer because of an injected fault, as on Evolution API', async () => {
		await go.post('/_sim/faults', { path: '/send/', status: 502, body: '<html>' });
		expect((await go.send('/send/text', text)).status).toBe(502);
		await go.post('/_sim/faults', { path: '/send/', status: 500 });
		expect((await go.send('/send/text', text)).body).toEqual({ error: 'Injected fault' });
		await go.post('/_sim/faults', { path: '/send/', drop: 'after' });
		await expect(go.send('/send/text', { ...text, text: 'Lost' })).rejects.toThrow();
		const page = await go.get(`/_sim/instances/demo/messages?chat=${ANA}`);
		expect(page.body.at(-1).text).toBe('Lost');
		const { body: log } = await go.get('/_sim/requests');
		expect(log.at(-1)).toMatchObject({ path: '/send/text', status: 0 });
		expect(log.at(-1).body.text).toBe('Lost');
	});
});

it('simulator: without options, Evolution API 2.3.7 is simulated', async () => {
	const api = await startClient();
	expect((await api.get('/')).body.version).toBe('2.3.7');
	await api.simulator.close();
});
