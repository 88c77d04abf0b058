import { type Client, startClient } from '../simulator/support/client';
import { type Collector, startCollector } from '../simulator/support/collector';
import { expectCaptured } from '../simulator/support/captured';

const remoteJid = '5511988887777@s.whatsapp.net';
const bot = { url: 'http://typebot.example', typebot: 'tb1' };

describe('contract: the simulator delivers the events of Typebot as the real server does', () => {
	let client: Client;
	let hook: Collector;

	beforeAll(async () => {
		client = await startClient({ seed: true });
		hook = await startCollector();
		const headers = { jwt_key: 'secret', 'x-custom': 'abc' };
		const webhook = { enabled: true, url: hook.url, headers, events: [] };
		await client.post('/webhook/set/demo', { webhook });
		await client.post('/typebot/create/demo', { enabled: true, triggerType: 'none', ...bot });
	});

	afterAll(async () => {
		await client.simulator.close();
		await hook.close();
	});

	it('when the status of a bot without a session changes', async () => {
		await client.post('/typebot/changeStatus/demo', { remoteJid, status: 'paused' });
		await expectCaptured(hook, 'typebot.change-status');
	});

	it('when a bot starts without a session', async () => {
		const variables = [{ name: 'a', value: 'b' }];
		await client.post('/typebot/start/demo', { remoteJid, ...bot, variables });
		await expectCaptured(hook, 'typebot.start');
	});

	it('when a bot starts with a session', async () => {
		const start = { remoteJid, ...bot, startSession: true, variables: [{ name: 'a', value: 'b' }] };
		await client.post('/typebot/start/demo', start);
		await expectCaptured(
			hook,
			'typebot.change-status.opened',
			(data: { status: string }) => data.status === 'opened',
		);
	});
});
