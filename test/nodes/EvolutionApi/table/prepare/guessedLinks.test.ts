import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';
import { written } from '../../../../support/written';

// Tests a node between the trigger and ours that turns several items into one. n8n 2.20 links this one item to the trigger's
// first item.

const simulator = useSimulator();
const PEOPLE = ['5511988887777', '5511977776666'];
const OF_TRIGGER = "={{ $('WhatsApp').item.json.phoneNumber }}";

const send = async (recipient: string, output: IDataObject[], once = false) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient, text: 'Hi' },
		trigger: {},
		items: PEOPLE.map((from) => ({ json: written(simulator.current, { from }).flat })),
		between: { items: output, linked: true, once },
	});
const told = () =>
	arrived(simulator.current)
		.filter(({ path }) => path.includes('/send'))
		.map(({ body }) => (body as IDataObject).number);

it('a summary of what several people wrote goes to none of them by accident', async () => {
	const { error } = await send(OF_TRIGGER, [{ output: 'A summary' }]);
	expect(error?.message).toContain('"Recipient" has an expression for one item of several');
	expect(error?.description).toContain('Put Loop Over Items');
	expect(told()).toEqual([]);
});

it('it goes to whom the user has named, or the node in between', async () => {
	await send('34612345678', [{ output: 'A summary' }]);
	await send('={{ $json.to }}', [{ to: '34612345678' }]);
	await send("={{ $('Between').item.json.to }}", [{ to: '34612345678' }]);
	expect(told()).toEqual(['34612345678', '34612345678', '34612345678']);
});

it('an answer to each of them goes to each', async () => {
	await send(OF_TRIGGER, [{ output: 'one' }, { output: 'two' }]);
	expect(told()).toEqual(PEOPLE);
});

it('a node that runs for the first item alone says whose it is', async () => {
	await send(OF_TRIGGER, [{ output: 'For the first' }], true);
	expect(told()).toEqual(PEOPLE.slice(0, 1));
});
