import { DateTime } from 'luxon';

import { makeInstanceId } from '../server/account';
import { executionOf } from '../hub/list';
import { markOfWait, replyQueue } from '../hub/waits';
import type { ActiveTrigger } from '../trigger/active/activeTrigger';
import { hasActiveTriggers } from '../trigger/active/activeTriggers';
import { findFailedExecutions, findFailedHandOver } from '../trigger/inbox/failedExecutions';
import { findStoreTrouble } from '../n8n/stored';
import type { Check } from './check';
import { countOf, doubtful, fine, notChecked, wrong, type Finding } from './findings';
import { countSockets, listedWorkflows, listNames, unlistedHere, workflowsHere } from './listeners';
import { behindWebhook } from './webhookChecks';

// Checks for the most common reasons why nothing happens although server and webhook are fine.

export const workflowsCheck = behindWebhook('Workflows', (setup) => {
	const { connection, instance } = setup;
	const listedCount = listedWorkflows(setup).filter(({ kind }) => kind === 'trigger').length;
	const count = listedCount + unlistedHere(setup).length + countSockets(setup);
	const duplicates = findDuplicates(workflowsHere(setup));
	if (duplicates.length > 0) {
		return doubtful(
			`Two triggers on this instance, for the same event: each starts the workflow ${listNames(duplicates)}`,
			'Delete one of them, or choose other events or filters in it.',
		);
	}
	if (count > 0) {
		return fine(
			`Published workflows that listen: ${count}`,
			count > 1 ? 'Each of them gets every message: let only one answer a chat.' : undefined,
		);
	}
	const name = instance === '' ? 'of this token' : `"${instance}"`;
	const choose = connection.server.kind === 'evolutionApi' ? 'choose this instance' : 'choose it';
	return wrong(
		`No published workflow listens to the instance ${name}: messages start nothing`,
		`In a workflow, ${choose} in the Evolution API Trigger, and click Publish: until then, only a test in the editor gets messages. If you only send, ignore this.`,
	);
});

const findDuplicates = (triggers: readonly ActiveTrigger[]): ActiveTrigger[] =>
	triggers.filter((trigger, index) =>
		triggers
			.slice(0, index)
			.some(
				(other) =>
					other.context.getWorkflow().id === trigger.context.getWorkflow().id &&
					other.settings.events.some((event) => trigger.settings.events.includes(event)),
			),
	);

const MOST_NAMED = 3;

/** Until an open question is answered, messages in a private chat go to it, and start no workflow. */
export const questionsCheck = behindWebhook('Open Questions', (setup) => {
	const open = listedWorkflows(setup).filter(
		({ kind, url }) => kind === 'wait' && !replyQueue.isFinished(markOfWait(url)),
	);
	if (open.length === 0) return fine('No execution waits for an answer in a chat');
	const lines = open.slice(0, MOST_NAMED).map(({ url, chat }) => {
		const { workflow, askedAt } = replyQueue.findQuestion(url) ?? {};
		const details = [
			...(workflow === undefined ? [] : [`workflow "${workflow}"`]),
			...(askedAt === undefined ? [] : [`since ${new Date(askedAt).toISOString()}`]),
		].join(', ');
		const execution = `in ${chat ?? 'a chat'}, execution ${executionOf(url)}`;
		return details === '' ? execution : `${execution} (${details})`;
	});
	const more = open.length > MOST_NAMED ? `; and ${open.length - MOST_NAMED} more` : '';
	return doubtful(
		`${open.length === 1 ? 'A question has' : `${open.length} questions have`} no answer yet: ${lines.join('; ')}${more}`,
		"Until the question is answered, all messages in a private chat go to it and start no workflow. In a group, or with Require Quote, only the answer goes to it. To end the question, answer it, or stop the execution in n8n's Executions.",
	);
});

const HANDED_OVER =
	'This error ended a Hand Over to Human in the last hour. If it ran as a tool, only the agent saw the error, and the customer may be waiting.';

export const failedCheck: Check = {
	name: 'Failed Executions',
	needs: [],
	look(setup) {
		const handOver = findFailedHandOver(makeInstanceId(setup.connection, setup.instance));
		if (handOver !== undefined) return wrong(handOver.error, HANDED_OVER);
		const here = workflowsHere(setup);
		if (here.length === 0)
			return notChecked(
				'no workflow that listens to this instance is published in this process of n8n',
			);
		const failures = here.flatMap((trigger) =>
			findFailedExecutions(trigger).map((failure) => ({ trigger, ...failure })),
		);
		const [first] = failures.sort((one, other) => one.at - other.at);
		if (first === undefined)
			return fine('No execution that a trigger started here has failed in the last hour');
		const { id } = first.trigger.context.getWorkflow();
		const node = first.node === undefined ? '' : ` in "${first.node}"`;
		const workflows = [...new Set(failures.map(({ trigger }) => trigger))];
		return wrong(
			`${countOf(failures.length, 'execution')} of ${listNames(workflows)} failed in the last hour; the first one${node}: ${first.error}`,
			`Open the executions of the workflow: ${setup.context.getInstanceBaseUrl()}workflow/${id}/executions`,
		);
	},
};

const FREE_DATABASE =
	"Look at n8n's own database: is it locked (a backup, a VACUUM), is its disk full, does PostgreSQL run? Messages from this time start their workflows when the database works again.";

export function executionsFinding(timezone: string): Finding {
	const trouble = findStoreTrouble();
	if (trouble === undefined) return fine('n8n stores executions');
	const { since, count } = trouble;
	const time = DateTime.fromMillis(since, { zone: timezone }).toFormat('HH:mm');
	const details = `n8n could not store ${countOf(count, 'execution')} since ${time}`;
	return { ...wrong(details, FREE_DATABASE, 'executionsNotStored'), since };
}

const NO_TRIGGER_HERE =
	'no workflow with the trigger runs in this process of n8n, and only such a process knows whether executions are stored';

/** In queue mode, a worker only knows of its own failures to store executions. */
export const executionsCheck: Check = {
	name: 'Executions',
	needs: [],
	needsNoInstance: true,
	look: ({ context }) =>
		hasActiveTriggers() || findStoreTrouble() !== undefined
			? executionsFinding(context.getTimezone())
			: notChecked(NO_TRIGGER_HERE, 'The event Health Alert of the trigger reports it.'),
};
