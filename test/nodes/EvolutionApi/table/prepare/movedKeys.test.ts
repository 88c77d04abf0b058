import { useSimulator } from '../../../../support/simulator';
import { runOperation } from '../../../../support/run';

const simulator = useSimulator();

const OURS = { chat: '5511988887777@s.whatsapp.net', messageId: '3EB0A1', text: 'hello' };

it.each([
	['recipient', '={{ $json.body.data.key.remoteJid }}', 'chat'],
	['recipient', '={{ $json.data?.key?.remoteJidAlt }}', 'chat'],
	['text', '={{ $json.body.data.message.conversation }}', 'text'],
	['text', '={{ $json.body.data.message.extendedTextMessage.text }}', 'text'],
	['text', '={{ $json.body.data.message.imageMessage.caption }}', 'text'],
	['text', '={{ $json.body.data.pushName }}', 'senderName'],
])(
	'a flow that had a Webhook node before: an empty %s of %s names our key',
	async (field, expression, ours) => {
		const values = { recipient: '5511988887777', text: 'Hi', [field]: expression };
		const { error } = await runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendText',
			values,
			items: [{ json: OURS }],
		});
		expect(error?.description ?? error?.message).toContain(`{{ $json.${ours} }}`);
	},
);

it('an expression that names no key of the server is explained as before', async () => {
	const { error } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: '={{ $json.phone }}', text: 'Hi' },
		items: [{ json: OURS }],
	});
	expect(error?.description).toBe('Fill it in, or check the expression in it.');
});
