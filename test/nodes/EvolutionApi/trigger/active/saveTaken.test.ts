import { setTimeout as sleep } from 'node:timers/promises';

import type { ActiveTrigger } from '../../../../../nodes/EvolutionApi/trigger/active/activeTrigger';
import { findActiveTrigger } from '../../../../../nodes/EvolutionApi/trigger/active/activeTriggers';
import { saveNow } from '../../../../../nodes/EvolutionApi/trigger/active/saveTaken';
import { useSimulator } from '../../../../support/simulator';
import { FakeN8n } from '../support/fakeN8n';

const simulator = useSimulator();
let n8n: FakeN8n;
let entry: ActiveTrigger;

beforeEach(async () => {
	n8n = await FakeN8n.start(simulator.current);
	await n8n.workflow('one').activate();
	const alive = findActiveTrigger('one/1');
	if (alive === undefined) throw new Error('The workflow is not active');
	entry = alive;
	n8n.calls.length = 0;
});

afterEach(async () => await n8n.close());

const saves = async (count: number) =>
	await Promise.all(Array.from({ length: count }, async () => await saveNow(entry)));

it("static data: a save through n8n's own webhook counts as failed if another process answers, or if this one is ending", async () => {
	n8n.elsewhere = '{"evolutionHub":"taken"}';
	expect(await saves(1)).toEqual([false]);
	n8n.elsewhere = undefined;
	// This process now knows that its calls reach another process, so it makes no second call.
	expect(await saves(1)).toEqual([false]);
	expect(n8n.calls).toHaveLength(1);
	await n8n.all[0].end();
	expect(await saves(1)).toEqual([false]);
});

it("static data: saves at the same time share one call of n8n's own webhook, and those that come later share the next", async () => {
	const first = saves(10);
	while (n8n.calls.length === 0) await sleep(1);
	const rest = saves(10);
	expect([...(await first), ...(await rest)]).toEqual(Array.from({ length: 20 }, () => true));
	expect(n8n.calls).toEqual(['one', 'one']);
	expect(n8n.all[0].staticData['node:WhatsApp']?.lastEventAt).toEqual(expect.any(Number));
});
