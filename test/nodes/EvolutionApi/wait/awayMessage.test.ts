import '../../../../dev/engine/engine';

import { useSimulator } from '../../../support/simulator';
import { useGoSimulator } from '../server/evolutionGo/support/goSimulator';
import { useAskedPeople } from './support/useAskedPeople';

const SHOP = '5511955554444';
const AWAY = 'Thank you for your message. We are closed, and back at nine.';

const evolutionApi = useSimulator();
const evolutionGo = useGoSimulator('0.7.2');

describe.each([
	['Evolution API', evolutionApi, 'globalKey'],
	['Evolution Go', evolutionGo, 'evolutionGo'],
] as const)('Send and Wait on %s: a business is asked', (_server, simulator, kind) => {
	const asked = useAskedPeople(simulator, kind);
	beforeEach(() => simulator.current.config.businessNumbers.push(SHOP));
	const says = async (text: string, more: object = {}) =>
		await asked.people.happens({ from: SHOP, text, ...more });

	it('ignores an away message as an answer to a free text, and accepts the next message of the person', async () => {
		await asked.people.ask({ recipient: SHOP, responseType: 'freeText' });
		await says(AWAY);
		expect(asked.people.answers).toEqual([]);
		await says('Monday');
		expect(await asked.answered()).toMatchObject([{ text: 'Monday' }]);
	});

	it('its away message is not told that it is none of the choices', async () => {
		await asked.people.ask({ recipient: SHOP, responseType: 'choice', choices: 'Small\nLarge' });
		await says(AWAY);
		expect(asked.people.prompts()).toEqual([]);
		await says('2');
		expect(await asked.answered()).toMatchObject([{ choice: 'Large' }]);
	});

	it('what quotes the question is an answer, however fast it came', async () => {
		const question = await asked.people.ask({ recipient: SHOP, responseType: 'freeText' });
		await says(AWAY, { quotedId: question });
		expect(await asked.answered()).toMatchObject([{ text: AWAY }]);
	});

	it('what comes seconds later is an answer', async () => {
		await asked.people.ask({ recipient: SHOP, responseType: 'freeText' });
		await new Promise((resolve) => setTimeout(resolve, 5_000));
		await says(AWAY);
		expect(await asked.answered()).toMatchObject([{ text: AWAY }]);
	});
});

describe('Send and Wait: a person who is no business', () => {
	const asked = useAskedPeople(evolutionApi, 'globalKey');

	it('has answered with what came a second later', async () => {
		await asked.people.ask({ recipient: SHOP, responseType: 'freeText' });
		await asked.people.happens({ from: SHOP, text: 'Two pizzas, please, with extra cheese' });
		expect(await asked.answered()).toMatchObject([
			{ text: 'Two pizzas, please, with extra cheese' },
		]);
	});
});
