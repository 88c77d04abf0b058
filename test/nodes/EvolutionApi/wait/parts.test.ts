import '../../../../dev/engine/engine';

import { untilQuiet } from '../../../support/quiet';
import { useSimulator } from '../../../support/simulator';
import { useGoSimulator } from '../server/evolutionGo/support/goSimulator';
import { settled } from '../trigger/support/happenings';
import { useAskedPeople } from './support/useAskedPeople';

// People answer a question in several messages, and the server itself calls the execution.

/** Time that a person has been silent passes when the test says so, however slow the machine is. */
const mockSilence = { skippedMs: 0, ends: [] as Array<() => void> };

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../../../support/shortSleep')>('../../../support/shortSleep')
		.withShortSleep(
			20,
			async (ms) =>
				await new Promise<void>((wake) => {
					mockSilence.ends.push(() => {
						mockSilence.skippedMs += ms;
						wake();
					});
				}),
		),
);

beforeEach(() => {
	const now = Date.now.bind(Date);
	Object.assign(mockSilence, { skippedMs: 0, ends: [] });
	jest.spyOn(Date, 'now').mockImplementation(() => now() + mockSilence.skippedMs);
});
afterEach(() => jest.restoreAllMocks());

async function fallSilent(): Promise<void> {
	await settled(() => mockSilence.ends.length > 0);
	for (const end of mockSilence.ends.splice(0)) end();
}

const evolutionApi = useSimulator();
const evolutionGo = useGoSimulator('0.7.2');
const TEAM = '120363020202020202@g.us';
const BRUNO = '5511977776666';
const FREE = { responseType: 'freeText' };
const IN_PARTS = { moreMessages: 30 };
const PICTURE = { kind: 'image', base64: 'AAAA', mimetype: 'image/png', caption: 'the door' };

describe.each([
	['Evolution API', evolutionApi, 'globalKey'],
	['Evolution Go', evolutionGo, 'evolutionGo'],
] as const)('Send and Wait on %s: a free text in several messages', (_server, simulator, kind) => {
	const asked = useAskedPeople(simulator, kind);
	beforeEach(() => {
		simulator.current.config.webhookRetry.delaysMs = Array<number>(20).fill(1_000);
		simulator.current.config.plainEdits = true;
	});

	it('is one answer with More Messages, in the order in which it was written', async () => {
		await asked.people.ask(FREE, IN_PARTS);
		await asked.people.happens({ text: 'Rua das Flores 12' });
		await asked.people.happens({ text: 'apto 3' });
		await asked.people.happens(PICTURE);
		await fallSilent();
		expect(await asked.answered()).toMatchObject([
			{
				text: 'Rua das Flores 12\napto 3\nthe door',
				data: { text: 'Rua das Flores 12\napto 3\nthe door' },
				message: { text: 'Rua das Flores 12', kind: 'text' },
				messages: [{ text: 'Rua das Flores 12' }, { text: 'apto 3' }, { kind: 'image' }],
			},
		]);
	});

	it('comes again until the execution goes on, once', async () => {
		await asked.people.ask(FREE, IN_PARTS);
		await asked.people.happens({ text: 'Rua das Flores 12' });
		const tries = () =>
			asked.people.delivered.filter(({ body }) =>
				JSON.stringify(body).includes('Rua das Flores 12'),
			);
		await settled(() => tries().length > 1);
		expect(asked.people.answers).toEqual([]);
		await fallSilent();
		expect(await asked.answered()).toHaveLength(1);
	});

	it('goes on with a corrected part as it was corrected', async () => {
		await asked.people.ask(FREE, IN_PARTS);
		await asked.people.happens({ text: 'Rua das Flores 21' });
		const [first] = [
			...(simulator.current.state.instances.get('demo')?.messages.newestFirst() ?? []),
		];
		await asked.people.happens({ text: 'apto 3' });
		const edit = { kind: 'edit', plain: true, targetId: first.key.id, text: 'Rua das Flores 12' };
		await asked.people.happens(edit);
		await fallSilent();
		expect(await asked.answered()).toMatchObject([{ text: 'Rua das Flores 12\napto 3' }]);
	});

	it('loses no part although n8n is killed between two of them', async () => {
		await asked.people.ask(FREE, IN_PARTS);
		await asked.people.happens({ text: 'Rua das Flores 12' });
		await settled(() => mockSilence.ends.length > 0);
		mockSilence.ends.length = 0;
		await asked.people.restart();
		asked.people.delivered.length = 0;
		// WhatsApp tells in whole seconds when something was written.
		mockSilence.skippedMs += 1_000;
		await asked.people.happens({ text: 'apto 3' });
		const hasCome = (text: string) =>
			asked.people.delivered.some(({ body }) => JSON.stringify(body).includes(text));
		await settled(() => hasCome('Rua das Flores 12') && hasCome('apto 3'));
		await untilQuiet();
		await fallSilent();
		expect(await asked.answered()).toMatchObject([{ text: 'Rua das Flores 12\napto 3' }]);
	});

	it('has in a group what the same person writes, and nothing of others', async () => {
		const id = await asked.people.ask({ ...FREE, recipient: TEAM }, IN_PARTS);
		await asked.people.happens({ chat: TEAM, text: 'Rua das Flores 12', quotedId: id });
		await asked.people.happens({ chat: TEAM, from: BRUNO, text: 'Shop is closed', quotedId: id });
		await asked.people.happens({ chat: TEAM, text: 'apto 3', quotedId: id });
		await fallSilent();
		expect(await asked.answered()).toMatchObject([{ text: 'Rua das Flores 12\napto 3' }]);
	});

	it('is answered by its first message without More Messages', async () => {
		await asked.people.ask(FREE);
		await asked.people.happens({ text: 'Rua das Flores 12' });
		await asked.people.happens({ text: 'apto 3' });
		const [first] = await asked.answered();
		expect(first).toMatchObject({ text: 'Rua das Flores 12' });
		expect(first).not.toHaveProperty('messages');
	});
});
