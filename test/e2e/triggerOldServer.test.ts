import { eachTestOn, SharedStage } from './support/sharedStage';
import { until } from './support/triggerStage';
import { ANA } from './support/waitStage';

// Evolution API before 2.3.0 does not sign what it delivers.

const stage = eachTestOn(new SharedStage());
const { server } = stage;

it('Evolution API before 2.3: the activation fails with the reason and registers nothing, until the update', async () => {
	await stage.sim('/_sim/config', { version: '2.2.3' });
	const id = await server.create(stage, 'one');
	await expect(server.n8n.client.listen(id)).rejects.toThrow(
		'The trigger needs Evolution API 2.3 or newer; the server is 2.2.3',
	);
	expect((await stage.ask('GET', '/webhook/find/demo')) ?? { enabled: false }).toMatchObject({
		enabled: false,
	});
	await stage.sim('/_sim/config', { version: '2.3.7' });
	await server.n8n.client.listen(id);
	await stage.receive({ from: ANA, kind: 'text', text: 'after the update' });
	await until('it has started', () => 'after the update' in stage.counts('/one/production'));
	expect(stage.failed()).toEqual([]);
});
