import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { listenerOf, probe, repairOf, type WorkflowSubscriber } from '../../hub';
import { changeHub, inspectInstanceHub } from '../../hub/instanceHub';

/**
 * `GET /webhook/find/{instance}`, then `POST /webhook/set/{instance}` if something is wrong. The triggers also do this by
 * themselves, but later: after a restored backup, a dead n8n, or when another tool took the webhook.
 */
export const repairTrigger = defineOperation({
	name: 'Repair Trigger Registration',
	value: 'repairTrigger',
	action: 'Repair the trigger registration of a WhatsApp instance',
	description:
		'Remove workflows that no longer exist from the webhook of the instance, and restore those that another tool removed. Webhooks of other applications are kept.',
	request: { method: 'GET', path: '/webhook/find/{instance}', retry: 'always' },
	fields: [instanceField],
	async run(_input, { context, connection, instance: name }) {
		const before = await inspectInstanceHub(context, connection, name);
		const outcomes = await probeAll(before.workflows, before.key);
		const { changes, removed } = repairOf(before, outcomes, Date.now());
		if (changes !== undefined) await changeHub(context, connection, name, ...changes);
		const after = await inspectInstanceHub(context, connection, name);
		const listeners = after.state.subscribers.map((subscriber) => ({
			...listenerOf(subscriber, after.state.ownerUrl),
			alive: isAlive(subscriber.url),
		}));
		return {
			repaired: JSON.stringify(after.record) !== JSON.stringify(before.record),
			owner: listeners.find(({ owner }) => owner)?.url ?? null,
			listeners,
			removed: removed.map(({ subscriber, reason }) => ({ ...listenerOf(subscriber), reason })),
		};

		async function probeAll(own: readonly WorkflowSubscriber[], key = '') {
			const ask = async (one: WorkflowSubscriber) =>
				[one.url, await probe(context, one, { key, instance: name })] as const;
			return new Map(await Promise.all(own.map(ask)));
		}

		/** Not known for the webhook of another application. */
		function isAlive(url: string): boolean | null {
			const outcome = outcomes.get(url);
			return outcome === undefined ? null : outcome === 'taken';
		}
	},
});
