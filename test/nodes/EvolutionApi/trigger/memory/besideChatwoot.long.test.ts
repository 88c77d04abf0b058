import { useChatwootPlay } from './support/besideChatwoot';

const play = useChatwootPlay();

it('Human Takeover: 300 messages of a bot, customers and an agent in Chatwoot: the bot never interrupts the agent, and no message is lost or sent twice', async () => {
	const { forBot, forAgent, answered, faults, turns } = await play(300, 2);
	expect(faults).toEqual([]);
	expect(answered).toEqual(forBot);
	expect(forBot.length).toBeGreaterThan(30);
	expect(forAgent.length).toBeGreaterThan(30);
	expect(Object.keys(turns)).toHaveLength(8);
}, 600_000);
