import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import { defineOperation, type Resource } from '../../nodes/EvolutionApi/table/operation';
import { optionalText, text } from '../../nodes/EvolutionApi/fields/inputs';
import { instanceField } from '../../nodes/EvolutionApi/fields/instance';
import { simplify } from '../../nodes/EvolutionApi/fields/reads';
import { executeTable } from '../../nodes/EvolutionApi/run/execute';

// A small operation table for tests of the core. It has every feature, but no real operations. A test file replaces the real table
// with jest.mock('…/nodes/EvolutionApi/operations', () => jest.requireActual('…/support/table')).

const read = defineOperation({
	name: 'Read',
	value: 'read',
	action: 'Read',
	description: 'Read',
	since: '2.9.9',
	request: { method: 'GET', path: '/instance/connectionState/{instance}', idempotent: true },
	fields: [instanceField],
	input: z.object({}),
	example: {},
	output: (answer, _input, name) => ({ ...answer, askedFor: name }),
});

const write = defineOperation({
	name: 'Write',
	value: 'write',
	action: 'Write',
	description: 'Write',
	request: { method: 'POST', path: '/message/sendText/{instance}', idempotent: false },
	fields: [
		instanceField,
		{ displayName: 'To', name: 'to', type: 'string', default: '', required: true },
		{ displayName: 'Notice', name: 'notice', type: 'notice', default: '' },
	],
	input: z.object({ to: text }),
	example: { to: '5511988887777' },
	body: ({ to }) => ({ number: to, text: 'Hello' }),
});

const list = defineOperation({
	name: 'List',
	value: 'list',
	action: 'List',
	description: 'List',
	request: { method: 'GET', path: '/instance/fetchInstances', idempotent: true },
	fields: [
		{ displayName: 'Return All', name: 'returnAll', type: 'boolean', default: false },
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			default: 50,
			displayOptions: { show: { returnAll: [false] } },
		},
		{ displayName: 'Name', name: 'name', type: 'string', default: '' },
		{ displayName: 'Show Keys', name: 'showKeys', type: 'boolean', default: false },
		simplify,
	],
	input: z.object({ name: optionalText, showKeys: z.boolean() }),
	example: { showKeys: false },
	query: ({ name }) => ({ instanceName: name }),
	simplify: ({ name, token, Setting }) => ({ name, token, Setting }),
	secrets: { keys: ['token', 'wavoipToken'], isShown: ({ showKeys }) => showKeys },
});

const getFile = defineOperation({
	name: 'Get File',
	value: 'getFile',
	action: 'Get file',
	description: 'Get file',
	request: {
		method: 'GET',
		path: '/instance/connectionState/{instance}',
		idempotent: true,
	},
	fields: [
		instanceField,
		{
			displayName: 'Put Output File in Field',
			name: 'outputBinaryPropertyName',
			type: 'string',
			default: 'data',
		},
	],
	input: z.object({}),
	example: {},
	file: (answer) => ({
		data: Buffer.from(JSON.stringify(answer)),
		fileName: 'answer.json',
		mimeType: 'application/json',
	}),
});

export const resources: readonly Resource[] = [
	{
		name: 'Test',
		value: 'test',
		description: 'Test',
		operations: [getFile, list, read, write],
	},
];

export const runOperation = async (context: IExecuteFunctions): Promise<INodeExecutionData[][]> =>
	await executeTable(context, resources);
