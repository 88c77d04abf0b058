import { eachTestOn, SharedStage } from './support/sharedStage';
import { until } from './support/triggerStage';
import { ANA, createAsking, question, start } from './support/waitStage';

// A server before 2.3.0, which signs nothing, and is updated later.

const stage = eachTestOn(new SharedStage());
const { server } = stage;

const say = async (text: string) => await stage.receive({ from: ANA, kind: 'text', text });
const names = async () => Object.keys((await stage.webhook()).headers).sort();

it('workflows get messages, a question its answer, also after the update', async () => {
	await stage.sim('/_sim/config', { version: '2.2.3' });
	const ids = [await server.create(stage, 'one'), await server.create(stage, 'two')];
	for (const id of ids) await server.n8n.client.listen(id);
	expect(await names()).toEqual(['jwt_key', 'x-evolution-hub', 'x-evolution-hub-key']);
	await createAsking(stage, server, 'ask');
	await start(server, 'ask', { to: ANA, message: 'Shall we?' });
	await question(stage, ANA, 'Shall we?');
	await say('Yes, please');
	await until('the question is answered', () => stage.collector.at('/ask').length > 0);
	expect(stage.collector.at('/ask')).toMatchObject([{ text: 'Yes, please' }]);
	await stage.sim('/_sim/config', { version: '2.3.7' });
	await say('after the update');
	for (const name of ['one', 'two']) {
		const at = `/${name}/production`;
		await until(`${name} has it`, () => 'after the update' in stage.counts(at));
		await stage.settled();
		// The answer to the question has started nothing.
		expect(stage.counts(at)).toEqual({ 'after the update': 1 });
	}
	await server.n8n.client.leave(ids[0]);
	expect(await names()).toEqual(['jwt_key', 'x-evolution-hub']);
	await say('handed over');
	await until('two has it', () => 'handed over' in stage.counts('/two/production'));
	expect(stage.failed()).toEqual([]);
});
