import type { IRun } from 'n8n-workflow';

import type { ActiveTrigger } from '../../../../../nodes/EvolutionApi/trigger/active/activeTrigger';
import {
	findFailedExecutions,
	noteIfFailed,
} from '../../../../../nodes/EvolutionApi/trigger/inbox/failedExecutions';

it('counts an execution whose error has no message', async () => {
	const trigger = { failedExecutions: [] as unknown } as ActiveTrigger;
	const resultData = { error: {}, runData: {}, lastNodeExecuted: 'Code' };
	await noteIfFailed(trigger, Promise.resolve({ data: { resultData } } as unknown as IRun));
	expect(findFailedExecutions(trigger)).toMatchObject([
		{ error: 'the error has no message', node: 'Code' },
	]);
});
