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

/** A user's action, with a fault for the second of three items (or the only one). */
export interface Action {
	readonly name: string;
	/** The request with the fault. */
	readonly route: string;
	/** Whether a retry is harmless. If not, there is one only if nothing was done. */
	readonly idempotent: boolean;
	/** It's never retried. */
	readonly isNeverRetried?: boolean;
	/** It looks up the server's version first, which also fails at a wrong address. */
	readonly asksVersion?: boolean;
	/** Advice that differs from the others', by the name of the fault. */
	readonly advice?: Readonly<Record<string, string>>;
	/** Faults after which only this action knows that nothing was done, by name, and the whole text. */
	readonly nothingDone?: Readonly<Record<string, string>>;
	/** @returns the texts for the user, one per entry; undefined after a success */
	readonly run: (server: Simulator) => Promise<Array<string | undefined>>;
}

/** Returns an operation for three items: the second is for the failing instance. */
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

/** @param toText converts an error to n8n's text there */
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

/** Both are sends, of a text and of a file. */
export const SENDS = [
	operationAction('a send', ['message', 'sendText']),
	operationAction('an upload', ['message', 'sendMedia'], {
		values: { mediaType: 'document', mediaSource: 'binary', binaryPropertyName: 'data' },
		items: [{ json: {}, binary: { data: { ...FILE, fileName: 'hello.txt' } } }],
		// After preparing the file, the server answers a failed send with HTTP 400 (`mediaMessage` of 2.3.7).
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
	// The check before each attempt shows whether the last one arrived.
	registration('the registration of a trigger', 'POST /webhook/set/'),
];
