import { CredentialTestContext } from '../../../dev/engine/core';
import type { ICredentialTestFunctions, NodeApiError } from 'n8n-workflow';

import { triggerContexts } from '../../../dev/engine/triggerContexts';
import { EvolutionApiTrigger } from '../../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { testInstanceKey } from '../../../nodes/EvolutionApi/pickers/credentialTest';
import { searchContacts } from '../../../nodes/EvolutionApi/pickers/listSearch';
import type { Simulator } from '../../../simulator/server';
import { withGlobalKey } from '../../support/pickers';
import { findOperation, runOperation, type OperationRun } from '../../support/run';
import { exampleRun } from '../../support/scenarios';
import { FAULTY, INSTANCES } from './faultyServer';

/** The fault happens in the second of the action's three items, or in its only one. */
export interface Action {
	readonly name: string;
	readonly route: string;
	/** Whether repeating the request is harmless. If it isn't, the node only retries when it's certain that nothing was done. */
	readonly idempotent: boolean;
	readonly isNeverRetried?: boolean;
	readonly asksVersion?: boolean;
	/** Advice that only this action's errors contain, by the name of the fault (e.g. `HTTP 500`). */
	readonly advice?: Readonly<Record<string, string>>;
	/** Full error texts, by the name of a fault (e.g. `HTTP 500`) after which this action certainly did nothing. */
	readonly nothingDone?: Readonly<Record<string, string>>;
	/** @returns the texts that the user sees, one for each item; undefined for a success */
	readonly run: (server: Simulator) => Promise<Array<string | undefined>>;
}

function operationAction(
	name: string,
	[resource, operation]: [string, string],
	more: Partial<OperationRun> & Pick<Action, 'nothingDone'> = {},
): Action & { readonly exampleOf: (server: Simulator) => OperationRun } {
	const definition = findOperation(resource, operation);
	const { method, path, idempotent } = definition.request;
	const exampleOf = (server: Simulator): OperationRun => {
		const example = exampleRun(server, [resource, operation, definition.example]);
		const { binary } = more.items?.[0] ?? {};
		const items = INSTANCES.map((instance) => ({ json: { instance }, binary }));
		const values = { ...example.values, ...more.values };
		return { ...example, values, items, instance: '={{ $json.instance }}' };
	};
	return {
		name,
		idempotent,
		nothingDone: more.nothingDone,
		exampleOf,
		route: `${method} ${path.replace('{instance}', '')}`,
		run: async (server) => {
			const run = { ...exampleOf(server), onError: 'continueRegularOutput' as const };
			const { items, error } = await runOperation(server, run);
			if (error !== undefined) throw error;
			return items.map(({ json }) => (typeof json.error === 'string' ? json.error : undefined));
		},
	};
}

const shown = async (
	done: Promise<unknown>,
	toText: (error: NodeApiError) => string,
): Promise<Array<string | undefined>> =>
	await done.then(
		() => [undefined],
		(error: NodeApiError) => [toText(error)],
	);

const FILE = { data: Buffer.from('Hello').toString('base64'), mimeType: 'text/plain' };
const locator = { __rl: true, mode: 'name', value: FAULTY };

export const SENDS = [
	operationAction('a send', ['message', 'sendText']),
	operationAction('an upload', ['message', 'sendMedia'], {
		values: { mediaType: 'document', mediaSource: 'binary', binaryPropertyName: 'data' },
		items: [{ json: {}, binary: { data: { ...FILE, fileName: 'hello.txt' } } }],
		// HTTP 500 means that the file could not be prepared: if the send itself fails, the server answers 400 (`mediaMessage` of 2.3.7).
		nothingDone: {
			'HTTP 500':
				'The server could not prepare the file: Internal Server Error. Nothing was sent. Check the file and its address, and the log of the server.',
		},
	}),
];

const registration = (name: string, route: string): Action => ({
	name,
	route,
	idempotent: true,
	asksVersion: true,
	run: async ({ url: baseUrl, key: apiKey }) => {
		const parameters = { authentication: 'globalKey', instance: locator, events: ['CALL'] };
		const credentials = { evolutionGlobalKeyApi: { baseUrl, apiKey } };
		const context = triggerContexts({ parameters, credentials }).hook();
		const { create } = new EvolutionApiTrigger().webhookMethods.default;
		return await shown(create.call(context), ({ message }) => message);
	},
});

export const ACTIONS: readonly Action[] = [
	operationAction('a read', ['instance', 'getConnectionState']),
	...SENDS,
	operationAction('a setting', ['settings', 'update']),
	operationAction('a download', ['message', 'downloadMedia']),
	{
		name: 'a list to choose from',
		route: 'POST /chat/findContacts/',
		idempotent: true,
		run: async (server) =>
			await shown(
				withGlobalKey(server, searchContacts, { instance: FAULTY }),
				({ message, description }) => `${message}. ${String(description)}`,
			),
	},
	{
		name: 'the test of a credential',
		route: 'GET /instance/connectionState/',
		idempotent: true,
		isNeverRetried: true,
		advice: {
			'HTTP 401':
				"Check the key in the credential: an instance's key works only for that instance, and not for creating or listing other instances. Use the global key for those.",
		},
		run: async ({ url: baseUrl }) => {
			const context: ICredentialTestFunctions = new CredentialTestContext();
			const data = { baseUrl, instanceName: FAULTY, apiKey: 'demo-token' };
			const result = await testInstanceKey.call(context, { id: '1', name: 'x', type: 'x', data });
			return [result.status === 'OK' ? undefined : result.message];
		},
	},
	registration('the look before a trigger registers', 'GET /webhook/find/'),
	// A retry is harmless, because the trigger first checks whether the previous attempt has arrived.
	registration('the registration of a trigger', 'POST /webhook/set/'),
];
