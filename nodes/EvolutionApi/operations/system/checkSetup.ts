import { defineOperation } from '../../core/table/defineOperation';
import { instanceOrServer } from '../../fields/instance';
import { runSetupChecks } from './shared/setupChecks';

/** `GET /`, and the requests of the checks in `shared/setupChecks.ts`. Changes nothing. */
export const checkSetup = defineOperation({
	name: 'Check Set-Up',
	value: 'checkSetup',
	action: 'Check the set up of WhatsApp server and workflows',
	description:
		'Find out why something does not work, or why no event starts a workflow. Puts out an item for each check, with what was found and what to do.',
	request: { method: 'GET', path: '/', retry: 'always' },
	fields: [instanceOrServer],
	async run(_input, { context, connection, instance }) {
		return await runSetupChecks({ context, connection, instance, outcomes: new Map() });
	},
});
