import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { fromOldNode } from '../../../../converter/sources/evolutionNode/oldNode';
import type { NodeJson } from '../../../../converter/workflow';
import { runNode } from '../../../../dev/engine/engine';
import { SAMPLE_FILES } from '../../../support/sampleFiles';
import { arrived, useSimulator } from '../../../support/simulator';

// What a user of the old package has in their workflows, converted, on the real engine.

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

const list = {
	title: 'Menu',
	description: 'Choose',
	buttonText: 'Open',
	footerText: 'Shop',
	sections: {
		sectionValues: [
			{ title: 'Food', rows: { rowValues: [{ title: 'Pizza', description: '', rowId: 'p' }] } },
		],
	},
};

const rows: Array<[operation: string, parameters: IDataObject, body: IDataObject]> = [
	['send-text', { messageText: 'Hi' }, { number: ANA, text: 'Hi' }],
	[
		'send-image',
		{ media: 'https://example.com/a.jpg', caption: 'Look' },
		{ mediatype: 'image', media: 'https://example.com/a.jpg', caption: 'Look' },
	],
	[
		'send-document',
		{ media: 'https://example.com/a.pdf' },
		{ mediatype: 'document', fileName: 'document.pdf' },
	],
	['send-audio', { media: 'https://example.com/a.mp3' }, { audio: 'https://example.com/a.mp3' }],
	[
		'send-poll',
		{
			caption: 'When?',
			options_display: { metadataValues: [{ optionValue: 'Now' }, { optionValue: 'Later' }] },
		},
		{ name: 'When?', values: ['Now', 'Later'], selectableCount: 1 },
	],
	[
		'send-contact',
		{ contacts: { contactValues: [{ fullName: 'Ana', wuid: ANA, phoneNumber: ANA }] } },
		{ contact: [{ fullName: 'Ana', phoneNumber: ANA, wuid: ANA }] },
	],
	[
		'send-list',
		list,
		{ footerText: 'Shop', sections: [{ title: 'Food', rows: [{ title: 'Pizza', rowId: 'p' }] }] },
	],
	[
		'send-buttons',
		{
			title: 'Hi',
			description: 'Choose',
			buttons: { buttonValues: [{ type: 'reply', displayText: 'Yes', id: 'y' }] },
		},
		{ buttons: [{ type: 'reply', displayText: 'Yes', id: 'y' }] },
	],
	[
		'send-pix',
		{ name: 'Shop', key: 'shop@example.com' },
		{ buttons: [{ type: 'pix', currency: 'BRL', keyType: 'email', name: 'Shop' }] },
	],
];

it.each(rows)('converter: %s sends the same as before', async (operation, parameters, body) => {
	const { error } = await run('messages-api', operation, { remoteJid: ANA, ...parameters });
	expect(error).toBeUndefined();
	expect(arrived(simulator.current).at(-1)?.body).toMatchObject(body);
});

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

it('converter: a status (story) that the old node sent to chosen people is still sent to them', async () => {
	const parameters = { content: 'Hi', statusJidList: ANA };
	const { error } = await run('messages-api', 'send-stories', parameters);
	expect(error).toBeUndefined();
	expect(arrived(simulator.current).at(-1)?.body).toMatchObject({
		type: 'text',
		content: 'Hi',
		backgroundColor: '#000000',
		statusJidList: [expect.stringContaining(ANA)],
	});
});

it('converter: the old operation block-contact still blocks or unblocks the contact, as set in the node', async () => {
	for (const status of ['block', 'unblock']) {
		const { error } = await run('chat-api', 'block-contact', { remoteJid: ANA, status });
		expect(error).toBeUndefined();
		expect(arrived(simulator.current).at(-1)?.body).toMatchObject({ status });
	}
});

it('converter: Update Settings of the old node leaves the other settings of the instance as they are', async () => {
	const { error } = await run('instances-api', 'instance-settings', { rejectCall: true });
	expect(error).toBeUndefined();
	const [before, after] = arrived(simulator.current).slice(-2);
	expect([before.method, after.body]).toMatchObject(['GET', { rejectCall: true }]);
});
