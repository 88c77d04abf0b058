import { untilQuiet } from '../../../../support/time';
import { SERVERS } from '../../../../support/servers';
import { fail, useSimulator } from '../../../../support/simulator';
import { listeners, receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

describe.each(SERVERS)('publishing a changed workflow, at %s', (_name, server) => {
	const simulator = useSimulator({ server });
	const stage = useN8n(simulator);

	const say = (text: string) => async () => await receiveText(simulator.current, text);
	const texts = (...names: string[]) => names.map((name) => stage.n8n.texts(name));

	/** Waits until the trigger has looked for missed messages. It starts to look 5 s after the last activation of a workflow. */
	async function later(count: number): Promise<void> {
		stage.aheadMs += 10_000;
		await settled(() => stage.n8n.started.length >= count);
		await untilQuiet();
	}

	if (server === 'go') {
		it('a message that comes meanwhile starts only other workflows, since the server stores no messages', async () => {
			const [one, two] = [stage.n8n.workflow('one'), stage.n8n.workflow('two')];
			for (const workflow of [one, two]) await workflow.activate();
			await one.publish({ options: { simplify: true } }, say('meanwhile'));
			await later(1);
			await say('after')();
			await settled(() => stage.n8n.started.length === 3);
			expect(texts('one', 'two')).toEqual([['after'], ['meanwhile', 'after']]);
		});
	} else {
		describe('a message that comes while a change of an active workflow is published starts it', () => {
			it.each([
				['if no other workflow listens', [], false],
				['if another workflow listens', ['other'], false],
				['in an n8n before 2.41', [], true],
			])('%s', async (_what, others, isOld) => {
				stage.n8n.isOld = isOld;
				const workflow = stage.n8n.workflow('one');
				await workflow.activate();
				for (const other of others) await stage.n8n.workflow(other).activate();
				await say('before')();
				await settled(() => stage.n8n.started.length === 1 + others.length);
				await workflow.publish({ options: { simplify: true } }, say('meanwhile'));
				await later(2 + 2 * others.length);
				await say('after')();
				await settled(() => stage.n8n.started.length === 3 + 3 * others.length);
				const all = ['before', 'meanwhile', 'after'];
				expect(texts('one', ...others)).toEqual([all, ...others.map(() => all)]);
			});

			it('but not a message from before the change that the filter left out then', async () => {
				const workflow = stage.n8n.workflow('one', {
					filters: { text: { values: { match: 'contains', value: 'order' } } },
				});
				await workflow.activate();
				await say('a question')();
				stage.aheadMs += 5_000;
				await workflow.publish({ filters: {} }, say('meanwhile'));
				await later(1);
				expect(texts('one')).toEqual([['meanwhile']]);
			});

			it('but not if the workflow was switched off', async () => {
				const workflow = stage.n8n.workflow('one');
				await workflow.activate();
				await workflow.deactivate();
				await say('while off')();
				stage.aheadMs += 5_000;
				await workflow.activate();
				await later(0);
				await say('after')();
				await settled(() => stage.n8n.started.length === 1);
				expect(texts('one')).toEqual([['after']]);
			});
		});
	}

	describe('an activation that succeeds only when n8n tries again', () => {
		it('makes the workflow active, and messages start it', async () => {
			const [one, two] = [stage.n8n.workflow('one'), stage.n8n.workflow('two')];
			await one.activate();
			await two.activate();
			await say('before')();
			await settled(() => stage.n8n.started.length === 2);
			await two.end();
			const path = server === 'go' ? '/instance/all' : '/webhook/find';
			fail(simulator.current, { path, status: 401, body: {}, times: 2 });
			await two.activate('update');
			expect((await listeners(simulator.current)).map(({ url }) => url)).toContain(two.url);
			await say('hello')();
			await settled(() => stage.n8n.started.length === 4);
			expect(texts('one', 'two')).toEqual([
				['before', 'hello'],
				['before', 'hello'],
			]);
		});
	});
});
