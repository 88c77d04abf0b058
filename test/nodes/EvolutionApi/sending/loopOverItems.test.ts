import type { IDataObject } from 'n8n-workflow';

import { arrived, fail, useSimulator } from '../../../support/simulator';
import { time } from '../../../support/time';
import { broadcast, phone, REFUSAL } from './support';

// *Loop Over Items* runs the node once for each item. The limits of *Bulk Sending* must apply to all items together.

const simulator = useSimulator();

const PEOPLE = [phone(1), phone(2), phone(3)];

const sends = () =>
	arrived(simulator.current).filter(({ path }) => path.includes('/message/sendText'));

const loop = async (bulkSending: IDataObject, people = PEOPLE) =>
	await broadcast(simulator.current, people, bulkSending, { loop: true });

it('a Rate Limit holds over the runs of Loop Over Items, which WhatsApp would ban the number for', async () => {
	time.start(simulator.current, true);
	const startedAt = Date.now();
	await loop({ rateLimit: { values: { minDelay: 0.4, maxDelay: 0.4 } } });
	expect(sends()).toHaveLength(3);
	expect(Date.now() - startedAt).toBeGreaterThanOrEqual(780);
	jest.restoreAllMocks();
});

it('Max Items per Run holds over the runs of Loop Over Items', async () => {
	await loop({ maxItems: 2 });
	expect(sends()).toHaveLength(2);
});

it('the same message goes to the same person once in all runs of Loop Over Items', async () => {
	await loop({ maxItems: 9 }, [phone(1), phone(2), phone(1)]);
	expect(sends()).toHaveLength(2);
});

it('failures in a row stop the later runs of Loop Over Items', async () => {
	fail(simulator.current, { ...REFUSAL, times: 9 });
	await loop({ stopConditions: { failuresInARow: 2 } }, [...PEOPLE, phone(4), phone(5)]);
	expect(sends()).toHaveLength(2);
});

it('another execution starts anew', async () => {
	await loop({ maxItems: 2 });
	await loop({ maxItems: 2 });
	expect(sends()).toHaveLength(4);
});
