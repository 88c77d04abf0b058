import { useChatwootPlay } from './support/besideChatwoot';

const play = useChatwootPlay();

it('Human Takeover: when an agent answers in Chatwoot, the bot is silent until the conversation is resolved', async () => {
	const { forBot, forAgent, answered, faults } = await play(20, 6);
	expect(faults).toEqual([]);
	expect(answered).toEqual(forBot);
	expect(forBot.length).toBeGreaterThan(3);
	expect(forAgent.length).toBeGreaterThan(2);
}, 60_000);
