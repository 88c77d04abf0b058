import type { IDataObject } from 'n8n-workflow';

import { arrived, fail, useSimulator } from '../../../support/simulator';
import { time } from '../../../support/time';
import { broadcast, phone, REFUSAL } from './support';

// Each call of a sub-workflow is a separate execution. The limits of *Bulk Sending* must apply to all calls by the same parent execution
// together.

const simulator = useSimulator();

const sends = () =>
	arrived(simulator.current).filter(({ path }) => path.includes('/message/sendText'));

const callFor = async (people: string[], bulkSending: IDataObject, parentExecutionId: string) => {
	for (const [index, person] of people.entries()) {
		const executionId = `${parentExecutionId}-${index}`;
		await broadcast(simulator.current, [person], bulkSending, { executionId, parentExecutionId });
	}
};

const PEOPLE = [phone(1), phone(2), phone(3)];

it('a Rate Limit holds over the calls of a sub-workflow, which WhatsApp would ban the number for', async () => {
	time.start(simulator.current, true);
	const startedAt = Date.now();
	await callFor(PEOPLE, { rateLimit: { values: { minDelay: 0.4, maxDelay: 0.4 } } }, 'a');
	expect(sends()).toHaveLength(3);
	expect(Date.now() - startedAt).toBeGreaterThanOrEqual(780);
	jest.restoreAllMocks();
});

it('Max Items per Run holds over the calls of a sub-workflow, and starts anew with another execution', async () => {
	await callFor(PEOPLE, { maxItems: 2 }, 'b');
	expect(sends()).toHaveLength(2);
	await callFor(PEOPLE, { maxItems: 2 }, 'c');
	expect(sends()).toHaveLength(4);
});

it('failures in a row stop the later calls of a sub-workflow', async () => {
	fail(simulator.current, { ...REFUSAL, times: 9 });
	await callFor([...PEOPLE, phone(4)], { stopConditions: { failuresInARow: 2 } }, 'd');
	expect(sends()).toHaveLength(2);
});

it('the same message may be sent again by another call of a sub-workflow, which may mean it', async () => {
	await callFor([phone(1), phone(1)], { maxItems: 9 }, 'e');
	expect(sends()).toHaveLength(2);
});
