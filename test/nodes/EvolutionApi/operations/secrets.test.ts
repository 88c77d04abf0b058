import { resources } from '../../../../nodes/EvolutionApi/operations';
import { runOperation } from '../../../support/run';
import { exampleRun } from '../../../support/scenarios';
import { useSimulator } from '../../../support/simulator';
import { time } from '../../../support/skippedTime';

// Keys that the server knows are searched for in what comes out of every operation.

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../../../support/skippedTime')>('../../../support/skippedTime')
		.withSkippedTime(),
);

const evolutionApi = useSimulator();
const evolutionGo = useSimulator({ server: 'go' });

afterEach(() => jest.restoreAllMocks());
const OPERATIONS = resources.flatMap(({ value: resource, operations }) =>
	operations.map(({ value, example, request }) => ({ resource, value, example, request })),
);

it.each(OPERATIONS)('$resource/$value shows no key of the server', async (operation) => {
	const { resource, value, example, request } = operation;
	const { current } = request.onlyOn === 'evolutionGo' ? evolutionGo : evolutionApi;
	time.start(current, true);
	const run = exampleRun(current, [resource, value, example]);
	const tokens = [...current.state.instances.values()].map(({ token }) => token);
	const { items, error } = await runOperation(current, { ...run, items: run.items?.slice(0, 1) });
	const text = JSON.stringify([items, error?.message, error?.description]);
	const found = [current.key, ...tokens].filter((secret) => text.includes(secret));
	expect(found).toEqual([]);
});
