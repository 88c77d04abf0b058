import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { fromOldNode } from '../../../../converter/sources/evolutionNode/oldNode';
import type { NodeJson } from '../../../../converter/workflow';
import { runNode } from '../../../../dev/engine/engine';
import { SAMPLE_FILES } from '../../../support/sampleFiles';
import { arrived, useSimulator } from '../../../support/simulator';

// Converts workflows of users of the old package, and runs them in n8n's real engine.

const simulator = useSimulator();
const ANA = '5511988887777';
const PNG =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

async function run(
	resource: string,
	operation: string,
	parameters: IDataObject,
	items?: INodeExecutionData[],
) {
	const node: NodeJson = {
		id: '1',
		name: 'WhatsApp',
		type: 'n8n-nodes-evolution-api.evolutionApi',
		typeVersion: 1,
		position: [0, 0],
		parameters: { resource, operation, instanceName: 'demo', ...parameters },
	};
	const { node: converted, notes } = fromOldNode(node);
	const result = await runNode({
		parameters: (converted?.parameters ?? {}) as IDataObject,
		items,
		credentials: {
			evolutionGlobalKeyApi: { baseUrl: simulator.current.url, apiKey: simulator.current.key },
		},
	});
	return { ...result, notes };
}

it.each([
	['send-image', 'media', '={{ $json.file }}', 'https://example.com/a.jpg'],
	['send-image', 'media', '={{ $json.file }}', PNG],
	['send-audio', 'audio', '={{ $json.file }}', SAMPLE_FILES.ogg],
	['send-audio', 'audio', SAMPLE_FILES.ogg, ''],
])(
	'converter: %s sends a file in "%s" from %s, be it an address or Base64',
	async (operation, key, media, file) => {
		const parameters = { remoteJid: ANA, media };
		const { error } = await run('messages-api', operation, parameters, [{ json: { file } }]);
		expect(error).toBeUndefined();
		const sent = arrived(simulator.current).at(-1)?.body as IDataObject;
		expect(sent[key]).toBe(media.startsWith('=') ? file : media);
	},
);

it('converter: Update Settings of the old node leaves the other settings of the instance as they are', async () => {
	const { error } = await run('instances-api', 'instance-settings', { rejectCall: true });
	expect(error).toBeUndefined();
	const [before, after] = arrived(simulator.current).slice(-2);
	expect([before.method, after.body]).toMatchObject(['GET', { rejectCall: true }]);
});
