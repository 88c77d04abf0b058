/** A short test of queue mode, with a single worker. */
import { askPerson, replyTo } from './support/everyN8n/question';
import { QueueServer } from './support/queue/queueServer';
import { Stage, until } from './support/triggerStage';

const START_MS = 5 * 60_000;
const ANA = '5511988887777';

const stage = new Stage();
const server = new QueueServer(['worker-1']);

beforeAll(async () => {
	await stage.start();
	await server.start();
}, START_MS);

afterAll(async () => {
	await server.end();
	await stage.end();
});

it('queue mode: a message starts its workflow, and a question gets its reply on a worker', async () => {
	const says = async (text: string) => await stage.receive({ from: ANA, kind: 'text', text });
	const counts = () => stage.counts('/all/production');
	await server.n8n.client.listen(await server.create(stage, 'all'));
	await says('hello');
	await until('it has started the workflow', () => 'hello' in counts());
	const execution = await askPerson(server, stage, ANA, 'Shall we?');
	await says('We shall');
	expect(await replyTo(server, execution)).toMatchObject([{ text: 'We shall' }]);
	await until('the worker tells it', () => server.workerOf(execution) === 'worker-1');
	expect(counts()).toEqual({ hello: 1 });
});
