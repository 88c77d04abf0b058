import { PROBE_EVENT } from '../../../../../nodes/EvolutionApi/hub/ask';
import { SERVERS } from '../../../../support/servers';
import { useSimulator } from '../../../../support/simulator';
import { Receiver } from '../../hub/support/receiver';
import { listeners, receiveText, settled, subscribe } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';

describe.each(SERVERS)('a test in the editor, at %s', (_name, server) => {
	const simulator = useSimulator({ server });
	const stage = useN8n(simulator);

	const nowhere = { instance: { __rl: true, mode: 'name', value: 'nope' } };
	const wrong = { filters: { chats: { values: { mode: 'restrictTo', chats: 'abc' } } } };
	type TryOut = [what: string, tryOut: (workflow: TriggerWorkflow) => Promise<void>];

	describe('an active workflow still gets its events when it is tested in the editor', () => {
		it.each<TryOut>([
			['fails', async (one) => await expect(one.listen(nowhere)).rejects.toThrow('nope')],
			['cannot work', async (one) => await expect(one.listen(wrong)).rejects.toThrow('Chats')],
			['is stopped before it has begun', async (one) => await one.stopListening()],
			['is over', async (one) => await (await one.listen())()],
		])('and the test %s', async (_what, tryOut) => {
			const [first, second] = [stage.n8n.workflow('first'), stage.n8n.workflow('second')];
			await first.activate();
			await second.activate();
			const before = await listeners(simulator.current);
			await tryOut(second);
			expect(await listeners(simulator.current)).toEqual(before);
			await receiveText(simulator.current, 'hello');
			await settled(() => stage.n8n.started.length === 2);
			expect([stage.n8n.texts('first'), stage.n8n.texts('second')]).toEqual([['hello'], ['hello']]);
		});
	});

	describe('when the last workflow is switched off, a test session', () => {
		const own = async () =>
			(await listeners(simulator.current)).flatMap(({ kind }) =>
				kind === 'foreign' ? [] : [kind],
			);

		it('of an n8n that has ended does not keep the webhook from another app', async () => {
			const workflow = stage.n8n.workflow('one');
			await workflow.activate();
			await subscribe(simulator.current, 'http://127.0.0.1:9/webhook-test/ended', 'test');
			await workflow.deactivate();
			expect(await own()).toEqual([]);
		});

		it('that still waits for an event keeps the webhook', async () => {
			const workflow = stage.n8n.workflow('one');
			await workflow.activate();
			const session = await Receiver.start();
			session.answers = [{ body: '{"evolutionHub":"taken"}' }];
			await subscribe(simulator.current, session.url, 'test');
			await workflow.deactivate();
			expect(await own()).toEqual(['test']);
			await session.close();
		});
	});

	it('a test session whose editor was closed gets no more events after two minutes', async () => {
		await stage.n8n.workflow('one').activate();
		const session = await Receiver.start();
		session.answers = [{ body: '{"evolutionHub":"taken"}' }];
		const { deliveries } = simulator.current.state;
		await stage.n8n
			.workflow('two')
			.listen({ options: { connection: { values: { baseUrl: new URL(session.url).origin } } } });
		for (const [text, seconds] of [
			['while n8n listens', 119],
			['too late', 60],
		] as const) {
			const { length } = deliveries.list();
			stage.aheadMs += seconds * 1000;
			await receiveText(simulator.current, text);
			await settled(() => deliveries.list().length > length);
		}
		expect(stage.n8n.texts('one')).toEqual(['while n8n listens', 'too late']);
		const events = session.all.filter(({ body }) => !body.includes(PROBE_EVENT));
		const texts = events.map(({ body }) => body.includes('while n8n listens'));
		expect(texts).toEqual([true]);
		await session.close();
	});

	it('a test session is on the list behind the webhook beside the active workflow', async () => {
		const workflow = stage.n8n.workflow('one');
		await workflow.activate();
		const end = await workflow.listen();
		const kinds = (await listeners(simulator.current)).map(({ kind }) => kind);
		expect(kinds).toEqual(['trigger', 'test']);
		await end();
	});
});
