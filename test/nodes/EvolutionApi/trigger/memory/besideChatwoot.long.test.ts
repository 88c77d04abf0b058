import { useChatwootPlay } from './support/besideChatwoot';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../support/shortSleep')
		>('../../../../support/shortSleep')
		.withShortSleep(),
);

const play = useChatwootPlay();

it('300 turns of a bot, customers and an agent in Chatwoot: nobody is talked over, nothing is lost or doubled', async () => {
	const { forBot, forAgent, answered, faults, turns } = await play(300, 2);
	expect(faults).toEqual([]);
	expect(answered).toEqual(forBot);
	expect(forBot.length).toBeGreaterThan(30);
	expect(forAgent.length).toBeGreaterThan(30);
	expect(Object.keys(turns)).toHaveLength(8);
}, 600_000);
