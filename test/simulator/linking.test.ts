import { startGo } from './go/support/goClient';
import { startClient } from './support/client';
import { startCollector } from './support/collector';

const BAILEYS = 'WHATSAPP-BAILEYS';

const closers: Array<() => Promise<unknown>> = [];
afterEach(async () => {
	for (const close of closers.splice(0)) await close();
});

describe.each(['2.3.7', '2.4.0'])('simulator: Evolution API %s', (version) => {
	async function start(linking: string) {
		const client = await startClient({ version });
		closers.push(async () => await client.simulator.close());
		await client.post('/_sim/config', { linking });
		await client.post('/instance/create', { instanceName: 'a', integration: BAILEYS });
		return {
			...client,
			connect: async () => (await client.get('/instance/connect/a')).body,
			stateOf: async () => (await client.get('/instance/connectionState/a')).body.instance.state,
		};
	}

	it('still shows the QR code after the phone has refused to link', async () => {
		const server = await start('refusedByPhone');
		const { code } = await server.connect();
		expect((await server.post('/_sim/instances/a/scan')).status).toBe(409);
		expect([await server.stateOf(), await server.connect()]).toMatchObject([
			'connecting',
			{ code },
		]);
	});

	it('reads the account that it does not have yet when it is to send', async () => {
		const server = await start('works');
		await server.connect();
		const sent = await server.post('/message/sendText/a', { number: '351910000001', text: 'a' });
		expect(sent).toMatchObject({ status: 400 });
		expect(sent.body.response.message).toEqual([
			"TypeError: Cannot read properties of undefined (reading 'id')",
		]);
	});

	it('returns no QR code if WhatsApp refuses the version', async () => {
		const server = await start('clientOutdated');
		expect(await server.connect()).toEqual({ count: 0 });
		expect(await server.stateOf()).toBe(version === '2.3.7' ? 'connecting' : 'close');
		const [row] = (await server.get('/instance/fetchInstances?instanceName=a')).body;
		expect(row).toMatchObject({ disconnectionReasonCode: null });
	});

	it('delivers an event that its QR codes are used up', async () => {
		const hook = await startCollector();
		closers.push(hook.close);
		const server = await start('works');
		const webhook = {
			enabled: true,
			url: hook.url,
			events: ['CONNECTION_UPDATE', 'QRCODE_UPDATED'],
		};
		await server.post('/webhook/set/a', { webhook });
		await server.connect();
		await server.post('/_sim/instances/a/endQrCodes');
		await hook.wait('connection.update', ({ body }) => body.data.state === 'refused');
		const limit = await hook.wait('qrcode.updated', ({ body }) => body.data.statusCode === 500);
		expect(limit.body.data.message).toBe('QR code limit reached, please login again');
	});
});

it.each([
	['0.7.1', { status: 400, body: { error: 'client disconnected' } }],
	['0.7.2', { status: 200, body: { data: { Connected: false, LoggedIn: false } } }],
])(
	'simulator: Evolution Go %s gives no QR code where WhatsApp refuses the version',
	async (version, state) => {
		const go = await startGo({ version });
		closers.push(go.close);
		await go.post('/_sim/config', { linking: 'clientOutdated' });
		await go.post('/instance/create', { name: 'sales', token: 'sales-token' });
		const get = async (path: string) => await go.call('GET', path, undefined, 'sales-token');
		expect((await get('/instance/qr')).body.error).toContain('no QR code available');
		expect(await get('/instance/status')).toMatchObject(state);
	},
);

it('simulator: the setting "linking" refuses an unknown value, and the error names the known ones', async () => {
	const client = await startClient();
	closers.push(async () => await client.simulator.close());
	const { status, body } = await client.post('/_sim/config', { linking: 'maybe' });
	expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('refusedByPhone')]);
});
