import { nodeType } from '../../../../dev/ourPackage';
import { credentialsFor, DEMO_INSTANCE } from '../../../../dev/workspace';
import type { Server, Stage } from '../triggerStage';
import { evolution, execute, itemsOf } from './chain';
import { fileOf, messagesWith, PIXEL } from './phone';

const ANA = '5511988887777';
const ANA_RECIPIENT = { __rl: true, mode: 'number', value: ANA };

export function actionsWork(server: Server, stage: Stage): void {
	it('a wrong key does not pass the test of the credential, the right one does', async () => {
		const { simulator } = stage;
		const address = { url: simulator.url, key: simulator.key, instance: DEMO_INSTANCE };
		for (const good of credentialsFor(address)) {
			const { client } = server.n8n;
			const wrong = { ...good, data: { ...good.data, apiKey: 'wrong' } };
			expect(await client.testCredential(wrong)).toMatchObject({ status: 'Error' });
			expect(await client.testCredential(good)).toMatchObject({ status: 'OK' });
		}
	});

	it('both nodes are there', async () => {
		const types = (await server.n8n.client.nodeTypes()).map(({ name }) => name);
		expect(types).toEqual(
			expect.arrayContaining([nodeType('evolutionApi'), nodeType('evolutionApiTrigger')]),
		);
	});

	it('an instance that the server does not know ends the run, with the cause', async () => {
		const instance = { __rl: true, mode: 'name', value: 'nope' };
		const step = await evolution(server, stage, 'Send', {
			operation: 'sendText',
			instance,
			recipient: ANA_RECIPIENT,
			text: 'lost',
		});
		const { status, data } = await execute(server, 'unknown instance', [step]);
		expect(status).toBe('error');
		expect(data.resultData.error?.message).toContain('The server has no instance "nope"');
	});

	it('a text arrives once, and its id comes out', async () => {
		const text = 'Hello from every n8n';
		const step = await evolution(server, stage, 'Send', {
			operation: 'sendText',
			recipient: ANA_RECIPIENT,
			text: `={{ "${text}" }}`,
		});
		const execution = await execute(server, 'send a text', [step]);
		const arrived = (await messagesWith(stage, ANA)).filter((message) => message.text === text);
		expect(arrived).toHaveLength(1);
		expect(itemsOf(execution, 'Send')).toMatchObject([{ json: { messageId: arrived[0].id } }]);
	});

	it('a picture is downloaded, and sent on as it was', async () => {
		const received = (await stage.ask('POST', '/_sim/instances/demo/receive', {
			from: ANA,
			kind: 'image',
			mimetype: 'image/png',
			base64: PIXEL,
		})) as { key: { id: string } };
		const steps = [
			await evolution(server, stage, 'Download', {
				operation: 'downloadMedia',
				messageId: received.key.id,
			}),
			await evolution(server, stage, 'Send', {
				operation: 'sendMedia',
				recipient: ANA_RECIPIENT,
				mediaSource: 'binary',
			}),
		];
		const execution = await execute(server, 'download a picture', steps);
		expect(itemsOf(execution, 'Download')).toMatchObject([
			{ binary: { data: { mimeType: 'image/png' } } },
		]);
		const [sent] = itemsOf(execution, 'Send');
		expect(await fileOf(stage, String(sent.json.messageId))).toBe(PIXEL);
	});
}
