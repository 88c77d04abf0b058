import { defineOperation } from '../../core/table/defineOperation';
import { instanceOrServer } from '../../fields/instance';
import { runChecks } from '../../health/checks';

/** `GET /`, and the requests of the checks in `health/`. Changes nothing. */
export const checkSetup = defineOperation({
	name: 'Check Setup',
	value: 'checkSetup',
	action: 'Check the setup of WhatsApp server and workflows',
	description:
		'Find out why something does not work, or why events start no workflow. Returns an item for each check, with the result and what to do.',
	request: { method: 'GET', path: '/', retry: 'always' },
	fields: [instanceOrServer],
	async run(_input, { context, connection, instance }) {
		return await runChecks({ context, connection, instance, outcomes: new Map() });
	},
});
