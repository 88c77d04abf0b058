import type { IDataObject } from 'n8n-workflow';

import { SENDS, type KnownWords } from '../../../../nodes/EvolutionApi/errors/knownWords';
import { GENERAL_WORDS } from '../../../../nodes/EvolutionApi/errors/evolutionApi/generalWords';
import { EVOLUTION_API_WORDS } from '../../../../nodes/EvolutionApi/errors/evolutionApi/serverWords';
import { findOperation, runOperation } from '../../../support/run';
import { demoOf, fail, useSimulator } from '../../../support/simulator';
import { standard } from '../errors/evolutionApi/explainCases';
import { onSleep, shortSleep } from '../../../support/time';

// The server answers operations with each text of the error tables. The operation must explain the error. It must warn that the
// request may have been done, but not if the error rules that out.

onSleep(shortSleep(1, undefined, Infinity));

const simulator = useSimulator();
const UNCLEAR = 'It may still have been done';

const ASKED: ReadonlyArray<readonly [route: string, resource: string, operation: string]> = [
	['/message/sendText/', 'message', 'sendText'],
	['/message/sendMedia/', 'message', 'sendMedia'],
	['/chat/getBase64FromMediaMessage/', 'message', 'downloadMedia'],
	['/template/create/', 'template', 'create'],
	['/group/updateGroupSubject/', 'group', 'updateSubject'],
	['/group/updateParticipant/', 'group', 'updateParticipants'],
];

/** Matches texts about groups, which the server only returns for changes of a group. */
const IN_GROUP = /group|allow|change|invite/;

function routeFor({ path, message }: KnownWords) {
	const found = ASKED.find(([route]) =>
		path === undefined ? IN_GROUP.test(message) === route.startsWith('/group/') : path.test(route),
	);
	if (found === undefined) throw new Error(`No operation asks a route for ${message}`);
	return found;
}

async function meet(
	[route, resource, operation]: readonly [string, string, string],
	fault: IDataObject,
) {
	if (resource === 'template') demoOf(simulator.current).integration = 'WHATSAPP-BUSINESS';
	fail(simulator.current, { ...fault, times: 3, path: route });
	const values = findOperation(resource, operation).example as IDataObject;
	return await runOperation(simulator.current, { resource, operation, values });
}

describe('words of Evolution API', () => {
	it.each(
		[...EVOLUTION_API_WORDS, ...GENERAL_WORDS].map((entry) => [entry.example, entry] as const),
	)('%s', async (example, entry) => {
		const words = example.replace(/ \((?:group|change)\)$/, '');
		const { status = 400, outcome: done, message, whatToDo } = entry;
		const asked = routeFor(entry);
		const { error } = await meet(asked, standard(status, status === 500 ? words : [words]));
		const shown = message.replace('{instance}', ' "demo"').replace('{said}', words);
		expect(error?.message).toContain(shown);
		expect(error?.description).toContain(whatToDo);
		const warns = done === 'perhaps' && SENDS.test(asked[0]);
		expect(error?.description?.includes(UNCLEAR)).toBe(warns);
		expect(error?.description?.startsWith('Nothing was ')).toBe(done === 'no');
		expect(error?.description?.startsWith('Nothing was sent')).toBe(
			done === 'no' && SENDS.test(asked[0]),
		);
	});

	it('are not looked for in what went well', async () => {
		const { error, items } = await runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendText',
			values: { recipient: '5511988887777', text: 'SessionError: No sessions, ENOSPC' },
		});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
	});
});
