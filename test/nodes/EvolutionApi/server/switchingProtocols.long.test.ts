import { CredentialTestContext } from '../../../../dev/engine/core';
import { testGlobalKey } from '../../../../nodes/EvolutionApi/pickers/credentialTest';
import { startSwitching } from '../../../support/otherServers';
import { runOperation } from '../../../support/run';
import { shortenLimits } from '../../../support/time';
import { arrived, useSimulator } from '../../../support/simulator';
import { FakeN8n } from '../trigger/support/fakeN8n';
import { receiveText, settled } from '../trigger/support/happenings';

// Tests proxies that answer `101 Switching Protocols`. Node then closes the connection silently, so n8n's HTTP client would wait forever.

const simulator = useSimulator();
let end = async () => {};
afterEach(async () => {
	await end();
	jest.restoreAllMocks();
});

async function switching(path: string | RegExp, isSwitching = () => true) {
	const proxy = await startSwitching(
		simulator.current,
		({ url = '' }) => isSwitching() && new RegExp(path).test(url),
	);
	end = proxy.close;
	shortenLimits(700);
	return { proxy, server: { ...simulator.current, url: proxy.url } };
}

it('an answer 101 Switching Protocols to a send: the error says that it may have been sent, and it is not sent again', async () => {
	const { proxy, server } = await switching('/message/sendText/');
	const { error } = await runOperation(server, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: '5511988887777', text: 'Hello' },
	});
	expect(error?.message).toBe('The server did not answer in time');
	expect(error?.description).toContain('look before you send it again');
	expect(proxy.switched).toHaveLength(1);
	expect(arrived(simulator.current)).toEqual([]);
});

it('an answer 101 Switching Protocols to a read: retried, then an error', async () => {
	const { proxy, server } = await switching('/instance/connectionState/');
	const { error } = await runOperation(server, {
		resource: 'instance',
		operation: 'getConnectionState',
	});
	expect(error?.message).toBe('The server did not answer in time');
	expect(proxy.switched).toHaveLength(3);
});

it('an answer 101 Switching Protocols to the credential test: an error, and no endless wait', async () => {
	const { server } = await switching('');
	const context = new CredentialTestContext();
	const data = { baseUrl: server.url, apiKey: server.key };
	const result = await testGlobalKey.call(context, { id: '1', name: 'x', type: 'x', data });
	expect(result.status).toBe('Error');
	expect(result.message).toContain('did not answer in time');
});

it('an answer 101 Switching Protocols to a download: an error, and no endless wait', async () => {
	const { proxy, server } = await switching('/sticker.webp');
	const { error } = await runOperation(server, {
		resource: 'message',
		operation: 'sendSticker',
		values: {
			recipient: '5511988887777',
			mediaSource: 'url',
			mediaUrl: `${proxy.url}/sticker.webp`,
			options: { alreadyWebp: true },
		},
	});
	expect(error?.message).toContain('could not be downloaded');
	expect(proxy.switched).toHaveLength(1);
});

it.each(['opening', 'poll'])(
	'an answer 101 Switching Protocols to the %s request of Socket.IO: the trigger connects again, and events come',
	async (what) => {
		let isSwitching = false;
		const path = what === 'poll' ? '/socket\\.io/.*sid=' : '/socket\\.io/';
		const { proxy, server } = await switching(path, () => isSwitching);
		jest.restoreAllMocks();
		const n8n = await FakeN8n.start(server);
		end = async () => {
			await n8n.close();
			await proxy.close();
		};
		const workflow = n8n.workflow('one', {
			options: { connection: { values: { method: 'webSocket' } } },
		});
		await workflow.activate();
		await receiveText(simulator.current, 'before');
		await settled(() => workflow.texts.includes('before'));
		isSwitching = true;
		shortenLimits(300);
		// This event ends the request that is open. The trigger's next request gets the proxy's answer.
		await receiveText(simulator.current, 'now');
		await settled(() => proxy.switched.length > 0);
		await receiveText(simulator.current, 'meanwhile');
		isSwitching = false;
		await settled(() => workflow.texts.includes('meanwhile'));
		expect(workflow.texts).toEqual(['before', 'now', 'meanwhile']);
	},
);
