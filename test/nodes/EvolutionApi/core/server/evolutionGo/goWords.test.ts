import { EVOLUTION_GO_WORDS } from '../../../../../../nodes/EvolutionApi/core/server/evolutionGo/serverWords';
import { runGo, useGo } from './support/runGo';

// Each entry of the table is said to a send, which tells what it means, and that it may still have been done only where
// it may.

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../../support/shortSleep')
		>('../../../../../support/shortSleep')
		.withShortSleep(),
);

const server = useGo();

it.each(EVOLUTION_GO_WORDS.map((entry) => [entry.example, entry] as const))(
	'Evolution Go says: %s',
	async (example, { message, whatToDo, done, path }) => {
		const isLabel = path?.test('/label/chat') === true;
		const route = isLabel ? 'POST /label/chat' : 'POST /send/text';
		server.answers(route, { status: 500, body: { error: example } });
		const recipient = '5511900000001@s.whatsapp.net';
		const { error } = await runGo(server, {
			...(isLabel
				? { resource: 'label', operation: 'add', values: { recipient, label: '7' } }
				: { resource: 'message', operation: 'sendText', values: { recipient, text: 'Hello' } }),
		});
		expect(error?.message).toContain(message.replace(/\{instance\}.*/, ''));
		expect(error?.description).toContain(whatToDo);
		expect(error?.description?.includes('It may still have been done')).toBe(done === 'perhaps');
	},
);
