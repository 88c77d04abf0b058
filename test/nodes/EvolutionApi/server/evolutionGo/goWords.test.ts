import { EVOLUTION_GO_WORDS } from '../../../../../nodes/EvolutionApi/errors/evolutionGo/serverWords';
import { runGo, useGo } from './support/runGo';
import { operationNamed, valuesOf } from './support/shown';

// Returns each error in EVOLUTION_GO_WORDS as the answer to a send. The node must explain the error, and
// tell whether the message may have been sent despite the error.

const server = useGo();

it.each(EVOLUTION_GO_WORDS.map((entry) => [entry.example, entry] as const))(
	'Evolution Go says: %s',
	async (example, { message, whatToDo, outcome: done, path }) => {
		const recipient = '5511900000001@s.whatsapp.net';
		const isAbout = (asked: string) => path?.test(asked) === true;
		const [name, route] = isAbout('/label/chat')
			? ['label.add', '/label/chat']
			: isAbout('/send/button') && !isAbout('/send/text')
				? ['message.sendButtons', '/send/button']
				: ['message.sendText', '/send/text'];
		server.answers(`POST ${route}`, { status: 500, body: { error: example } });
		const { error } = await runGo(server, {
			...operationNamed(name),
			values: { ...valuesOf(name), recipient, ...(name === 'label.add' ? { label: '5' } : {}) },
		});
		expect(error?.message).toContain(message.replace(/\{(?:instance|said)\}.*/, ''));
		expect(error?.description).toContain(whatToDo);
		expect(error?.description?.includes('It may still have been done')).toBe(done === 'perhaps');
	},
);
